/** The processes beside the benchmark's own, and how they are spoken with. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '../../src/kernel';
import { openServer } from '../../src/main';
import { serveEcho } from './echo';
import {
  comeAndGo,
  echoAll,
  subscribeAll,
  type Heard,
  type Subscribers,
  type Target,
} from './subscribers';
import { write, type WriteOrder, type Written } from './writer';

export type Role = 'serve' | 'write' | 'receive' | 'echo';
export const ROLES: readonly Role[] = ['serve', 'write', 'receive', 'echo'];

/** What each role is asked, and answers. */
export interface Questions {
  serve: { ask: { start: string } | 'usage'; answer: string | Usage };
  echo: { ask: { start: string }; answer: string };
  write: { ask: WriteOrder; answer: Written[] };
  receive: { ask: ReceiveOrder; answer: Heard[] };
}

/** Memory after a collection, and processor time since the start, without and with what the looking cost. */
export interface Usage {
  heapMb: number;
  rssMb: number;
  cpuMs: number;
  cpuAfterMs: number;
}

export type ReceiveOrder =
  | { do: 'subscribe'; target: Target; count: number }
  | { do: 'echo'; url: string; count: number }
  | { do: 'comeAndGo'; target: Target; count: number }
  | { do: 'heard' }
  | { do: 'close' };

export class Process<R extends Role> {
  private constructor(private readonly child: ChildProcess) {}

  static start<R extends Role>(file: string, role: R): Process<R> {
    const execArgv = [...process.execArgv, '--expose-gc'];
    return new Process<R>(fork(file, [role], { execArgv, serialization: 'advanced' }));
  }

  async ask<Answer extends Questions[R]['answer']>(question: Questions[R]['ask']): Promise<Answer> {
    const answered = once(this.child, 'message');
    this.child.send(question);
    const gone = once(this.child, 'exit').then(() => {
      throw new Error('a process of the benchmark ended before it answered');
    });
    const [answer] = (await Promise.race([answered, gone])) as [Answer];
    gone.catch(() => undefined);
    return answer;
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const gone = once(this.child, 'exit');
    this.child.kill();
    await gone;
  }
}

/** What a started process does: answers each message, one after the other. */
export function play(role: Role): void {
  const parts: Record<Role, (message: never) => Promise<unknown>> = {
    serve: served(),
    echo: ({ start }: { start: string }) => serveEcho(start),
    write,
    receive: receiver(),
  };
  let previous: Promise<unknown> = Promise.resolve();
  process.on('SIGTERM', () => process.exit(0));
  process.on('message', (message) => {
    previous = previous.then(async () => {
      const answer: unknown = await parts[role](message as never);
      process.send?.(answer ?? null);
    });
    previous.catch((error: unknown) => {
      console.error(error);
      process.exit(1);
    });
  });
}

function served(): (message: { start: string } | 'usage') => Promise<string | Usage> {
  return async (message) => {
    if (message === 'usage') return usage();
    const connectors = { connectors: [], logger: silentLogger };
    const server = await openServer({ databaseUrl: message.start, ...connectors });
    return (await server.serve({ port: 0, host: '127.0.0.1' })).url;
  };
}

async function usage(): Promise<Usage> {
  const cpuMs = cpuNow();
  for (let n = 0; n < 3; n += 1) {
    globalThis.gc?.();
    await sleep(100);
  }
  const { heapUsed, rss } = process.memoryUsage();
  const mb = (bytes: number): number => Math.round(bytes / 1e5) / 10;
  return { heapMb: mb(heapUsed), rssMb: mb(rss), cpuMs, cpuAfterMs: cpuNow() };
}

function cpuNow(): number {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
}

function receiver(): (order: ReceiveOrder) => Promise<Heard[]> {
  let open: Subscribers | null = null;
  return async (order) => {
    if (order.do === 'subscribe') open = await subscribeAll(order.target, order.count);
    if (order.do === 'echo') open = await echoAll(order.url, order.count);
    if (order.do === 'comeAndGo') await comeAndGo(order.target, order.count);
    if (order.do === 'heard') return open?.heard.map((list) => [...list]) ?? [];
    if (order.do === 'close') await open?.close();
    return [];
  };
}
