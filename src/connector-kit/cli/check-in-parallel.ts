/** Audits several connectors at once, a process each: audits watch the clock and the sockets of their whole process. */
import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { transientError } from '../../kernel';
import { chosen, type Checked, type CheckOptions } from './check-connectors';

/** What a worker is told; it answers with a Told. */
export type Ask = Omit<CheckOptions, 'live' | 'record'>;
export type Told = { checked: Checked } | { error: string };

const WORKERS_MAX = 4;

/** As checkConnectors, in its order, without a live check; throws when a worker ends before it has answered. */
export async function checkInParallel(options: Ask): Promise<Checked[]> {
  const ids = (await chosen(options)).map(({ connector }) => connector.id);
  const waiting = [...ids];
  const found = new Map<string, Checked>();
  const work = async (): Promise<void> => {
    const worker = fork(join(__dirname, 'check-worker.ts'));
    try {
      for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
        found.set(id, await ask(worker, { ...options, ids: [id] }));
      }
    } finally {
      worker.kill();
    }
  };
  const workers = Math.min(availableParallelism(), WORKERS_MAX, ids.length);
  await Promise.all(Array.from({ length: workers }, work));
  return ids.flatMap((id) => found.get(id) ?? []);
}

function ask(worker: ChildProcess, question: Ask): Promise<Checked> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string): void =>
      reject(transientError('CONNECTOR_CHECK_FAILED', `${question.ids.join()}: ${reason}`));
    const leave = (): void => fail('its process ended');
    worker.once('exit', leave);
    worker.once('message', (told: Told) => {
      worker.off('exit', leave);
      if ('checked' in told) resolve(told.checked);
      else fail(told.error);
    });
    worker.send(question);
  });
}
