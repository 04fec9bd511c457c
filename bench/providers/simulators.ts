/** The simulated providers in a process of their own, as `encours simulate` starts them, and the desk to steer them. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FaultPlan, SimulatedCharge } from '../../src/connector-kit';

const ROOT = join(__dirname, '..', '..');

interface WorldSize {
  seed: number;
  customers: number;
  today: string;
}

/** A request as the simulator saw it, as far as it is counted here. */
interface SeenRequest {
  method: string;
  path: string;
  query: string;
  fault: string;
}

export interface Simulators {
  baseUrl: (connectorId: string) => string;
  setFaults(connectorId: string, plan: FaultPlan): Promise<void>;
  log(connectorId: string): Promise<SeenRequest[]>;
  clearLog(connectorId: string): Promise<void>;
  bill(connectorId: string): Promise<SimulatedCharge[]>;
  stop(): Promise<void>;
}

/** `encours simulate --still` on a free port. */
export async function startSimulatorProcess(
  ids: readonly string[],
  { seed, customers, today }: WorldSize,
): Promise<Simulators> {
  const size = ['--seed', `${seed}`, '--customers', `${customers}`, '--today', today];
  const command = [join(ROOT, 'bin', 'encours.mjs'), 'simulate', ...ids, ...size];
  const child = spawn(process.execPath, [...command, '--port', '0', '--still'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOST: '127.0.0.1' },
  });
  const origin = await originOf(child.stdout, once(child, 'exit'));
  const desk = async <Answer>(path: string, init: RequestInit = {}): Promise<Answer> => {
    const response = await fetch(`${origin}/_control/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Answer;
  };
  return {
    baseUrl: (id) => `${origin}/${id}`,
    setFaults: async (id, plan) => {
      const headers = { 'content-type': 'application/json' };
      await desk(`${id}/faults`, { method: 'POST', body: JSON.stringify(plan), headers });
    },
    log: (id) => desk(`${id}/log`),
    clearLog: async (id) => {
      await desk(`${id}/log`, { method: 'DELETE' });
    },
    bill: (id) => desk(`${id}/bill`),
    stop: async () => {
      const gone = once(child, 'exit');
      if (child.exitCode === null && child.kill('SIGTERM')) await gone;
    },
  };
}

async function originOf(stdout: NodeJS.ReadableStream, ended: Promise<unknown>): Promise<string> {
  let said = '';
  const found = new Promise<string>((resolve) => {
    stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const [origin] = /http:\/\/[\d.]+:\d+/.exec(said) ?? [];
      if (origin !== undefined) resolve(origin);
    });
  });
  return Promise.race([
    found,
    ended.then(() => Promise.reject(new Error('the simulators ended before they were ready'))),
  ]);
}
