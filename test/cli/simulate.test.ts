/** The simulators as a process of their own, as a developer of a connector runs them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encours, startEncours } from './run-encours';

const home = mkdtempSync(join(tmpdir(), 'encours-simulate-'));
const env = { ENCOURS_HOME: home };
afterAll(() => rmSync(home, { recursive: true, force: true }));

async function said(output: () => string, pattern: RegExp): Promise<string> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const match = pattern.exec(output());
    if (match?.[1] !== undefined) return match[1];
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`never said ${String(pattern)}: ${output()}`);
}

it('runs the simulators named, with their faults, and tells where log and bill are', async () => {
  const faults = '{"serverError":{"share":1,"status":502}}';
  const args = ['simulate', 'bodacc', '--port', '0', '--customers', '3', '--still'];
  const running = startEncours([...args, '--faults', faults], env);
  try {
    const log = await said(running.stdout, /log\s+(http\S+)/);
    const baseUrl = await said(running.stdout, /bodacc {2}(http\S+)/);
    expect(running.stdout()).toContain('connections create bodacc');
    expect(running.stdout()).not.toContain('pappers');
    expect((await fetch(`${baseUrl}/x`)).status).toBe(502);
    expect(await (await fetch(log)).json()).toMatchObject([{ path: '/x', status: 502 }]);
    expect((await fetch(baseUrl.replace('bodacc', 'ecb'))).status).toBe(404);
  } finally {
    running.child.kill('SIGINT');
    await running.ended;
  }
}, 60_000);

it.each([
  ['a provider nobody simulates', ['nobody'], 'CONNECTOR_UNKNOWN'],
  ['faults that are not JSON', ['--faults', '{'], 'FAULT_PLAN_INVALID'],
  ['a fault nobody knows', ['--faults', '{"fire":{"share":1}}'], 'FAULT_PLAN_INVALID'],
])(
  'refuses %s, and runs nothing',
  async (_what, args, code) => {
    const ended = await encours(['simulate', '--port', '0', ...args], env);
    expect(ended.stderr).toContain(code);
    expect(ended.code).toBe(2);
  },
  60_000,
);
