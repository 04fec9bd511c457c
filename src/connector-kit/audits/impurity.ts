/** Runs a synchronous function in a world without clock, chance or network, so that it fails if it looks at them. */
import { Socket } from 'node:net';
import { AuditFailure } from './audit-failure';

/** Every connection of the process, whoever opens it, begins with this prototype's `connect`. */
const sockets: { connect: (this: Socket, ...args: never[]) => Socket } = Socket.prototype;

/** Runs `pure`; throws AuditFailure when it asks for the time, a random number or a connection. */
export function withoutImpurity<T>(pure: () => T): T {
  const clock = globalThis.Date;
  const random = Math.random;
  const { connect } = sockets;
  const touched: string[] = [];
  const touch = (what: string): never => {
    touched.push(what);
    throw new AuditFailure(`map looks at ${what}`);
  };
  class StoppedDate extends clock {
    constructor(...parts: ConstructorParameters<typeof Date>) {
      super(...parts);
      if ((parts as unknown[]).length === 0) touch('the clock');
    }
    static override now(): number {
      return touch('the clock');
    }
  }
  const restore = (): void => {
    globalThis.Date = clock;
    Math.random = random;
    sockets.connect = connect;
  };
  globalThis.Date = StoppedDate as DateConstructor;
  Math.random = () => touch('chance');
  sockets.connect = () => touch('the network');
  let outcome: () => T;
  try {
    const value = pure();
    outcome = () => value;
  } catch (error) {
    outcome = () => {
      throw error;
    };
  }
  restore();
  // Also when the function swallowed the exception.
  if (touched[0] !== undefined) throw new AuditFailure(`map looks at ${touched[0]}`);
  return outcome();
}

/** Hosts other than the allowed address that anything tried to reach while `work` ran; those are refused. */
export async function foreignConnections(
  allowed: { port: number },
  work: () => Promise<unknown>,
): Promise<string[]> {
  const foreign: string[] = [];
  const { connect } = sockets;
  sockets.connect = function (this: Socket, ...args: unknown[]): Socket {
    const target = targetOf(args);
    if (target.port === allowed.port) return Reflect.apply(connect, this, args) as Socket;
    foreign.push(target.host);
    // Later, when whoever connects has begun to listen for errors.
    const refusal = new AuditFailure(`connection to ${target.host} refused`);
    setImmediate(() => this.destroy(refusal));
    return this;
  };
  try {
    await work();
  } catch (error) {
    if (foreign.length === 0) throw error;
  } finally {
    sockets.connect = connect;
  }
  return foreign;
}

function targetOf(args: unknown[]): { host: string; port: number } {
  // net.connect hands over its normalised arguments as one array: [options, callback].
  const first: unknown = Array.isArray(args[0]) ? (args[0] as unknown[])[0] : args[0];
  if (typeof first === 'object' && first !== null) {
    const { host = 'localhost', port } = first as { host?: string; port?: number | string };
    return { host, port: Number(port) };
  }
  const [, host] = args;
  return { host: typeof host === 'string' ? host : 'localhost', port: Number(first) };
}
