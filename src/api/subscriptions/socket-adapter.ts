import type { IncomingMessage } from 'node:http';
import { CloseCode, type Server } from 'graphql-ws';
import type { WebSocket, WebSocketServer } from 'ws';
import type { Logger } from '../../kernel';
import type { ApiMetrics } from '../metrics';
import type { SlowConsumers } from './slow-consumers';

/** What is known of a socket before anybody has said who they are. */
export interface OpenSocket {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
}

export interface SocketParts {
  logger: Logger;
  metrics: ApiMetrics;
  slow: SlowConsumers;
}

/** Above the codes of graphql-transport-ws: what is sent is not taken. Subscribe again behind the last cursor. */
export const SLOW_CONSUMER = 4413;
/** As many connections as one key may have are open. */
export const TOO_MANY_STREAMS = 4430;

const GOING_AWAY = 1001;
const KEEP_ALIVE_SECONDS = 12;
/** How long a closed socket's other end may take to say goodbye. */
const GOODBYE_MS = 2_000;

/**
 * Web sockets as the protocol's server wants them. Sends are awaited until the network has taken them, so a subscription
 * goes no faster than its reader; one that takes nothing is closed with SLOW_CONSUMER.
 */
export class SocketAdapter<State extends OpenSocket> {
  /** Sockets by the second in which they are asked whether they are there, so that thousands are no burst. */
  private readonly slices = Array.from({ length: KEEP_ALIVE_SECONDS }, () => new Set<WebSocket>());
  private readonly silent = new Set<WebSocket>();
  private readonly keepAlive: NodeJS.Timeout;
  private opened = 0;
  private second = 0;

  constructor(
    private readonly server: Server<State>,
    private readonly sockets: WebSocketServer,
    private readonly parts: SocketParts,
  ) {
    this.keepAlive = setInterval(() => this.askOne(), 1_000);
    this.keepAlive.unref();
  }

  /** Serves a socket that has just been opened. */
  serve(state: State): void {
    const { socket, request } = state;
    const slice = this.slices[this.opened % KEEP_ALIVE_SECONDS];
    this.opened += 1;
    slice?.add(socket);
    const wrote = (): void =>
      this.parts.slow.wrote(request.socket, () => closeSlow(socket, request.socket));
    socket.on('error', (error) => {
      // A frame that is none, or a message that is too large; the library has closed with 1002, 1007 or 1009.
      this.parts.logger.debug('a web socket was closed', { error });
    });
    socket.on('pong', () => this.silent.delete(socket));
    socket.on('ping', wrote);
    const closed = this.server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text, wrote),
        close: (code = GOING_AWAY, reason = '') => closeFirmly(socket, code, reason),
        onMessage: (take) => {
          socket.on('message', (message: Buffer) => {
            take(message.toString('utf8')).catch((error: unknown) => this.fail(socket, error));
          });
        },
      },
      state,
    );
    socket.once('close', (code, reason) => {
      slice?.delete(socket);
      this.silent.delete(socket);
      this.parts.metrics.streamsClosed.inc({
        kind: 'websocket',
        code: codeLabel(given.get(socket) ?? code),
      });
      closed(code, reason.toString()).catch((error: unknown) => this.fail(socket, error));
    });
  }

  /** Tells every socket that the server goes away, and waits a moment for their goodbyes. */
  async close(): Promise<void> {
    clearInterval(this.keepAlive);
    for (const socket of this.sockets.clients) {
      closeFirmly(socket, GOING_AWAY, 'the server is going away: resume elsewhere');
    }
    await new Promise<void>((resolve) => {
      this.sockets.close(() => resolve());
    });
  }

  /** Whoever has not answered since the last time is gone. */
  private askOne(): void {
    this.second += 1;
    for (const socket of this.slices[this.second % KEEP_ALIVE_SECONDS] ?? []) {
      if (this.silent.has(socket)) socket.terminate();
      else if (socket.readyState === socket.OPEN) {
        this.silent.add(socket);
        socket.ping();
      }
    }
  }

  private fail(socket: WebSocket, error: unknown): void {
    this.parts.logger.error('a web socket failed', { error });
    closeFirmly(socket, CloseCode.InternalServerError, 'something went wrong on our side');
  }
}

function send(socket: WebSocket, text: string, wrote: () => void): Promise<void> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve();
  return new Promise((resolve, reject) => {
    socket.send(text, (error) => {
      // Who has left in the middle of it is no failure of ours; the socket's end is told by itself.
      if (error && socket.readyState === socket.OPEN) reject(error);
      else resolve();
    });
    wrote();
  });
}

/** What we closed with: the code that comes back says only whether the other end said goodbye. */
const given = new WeakMap<WebSocket, number>();

/** Closes with a code, and cuts the connection when the other end does not answer. */
export function closeFirmly(socket: WebSocket, code: number, reason: string): void {
  if (!given.has(socket)) given.set(socket, code);
  socket.close(code, reason);
  const cut = setTimeout(() => socket.terminate(), GOODBYE_MS);
  cut.unref();
  socket.once('close', () => clearTimeout(cut));
}

/** The code waits behind what was not taken: whoever takes it in time learns why. */
function closeSlow(socket: WebSocket, connection: IncomingMessage['socket']): void {
  connection.resume();
  closeFirmly(socket, SLOW_CONSUMER, 'slow consumer: subscribe again behind the last cursor');
}

const KNOWN_CODES = new Set([
  1000,
  1001,
  1002,
  1005,
  1006,
  1007,
  1009,
  4400,
  4401,
  4403,
  4406,
  4408,
  4409,
  4429,
  4499,
  4500,
  SLOW_CONSUMER,
  TOO_MANY_STREAMS,
]);

/** Clients choose codes as they like; a metric must not. */
function codeLabel(code: number): string {
  return KNOWN_CODES.has(code) ? String(code) : 'other';
}
