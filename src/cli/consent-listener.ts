/** Waits on this machine for the browser that comes back from a provider's consent. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { configError, domainError, errorMessage, isEncoursError } from '../kernel';

export const CALLBACK_PATH = '/callback';
/** A person reads, signs in and decides. */
const WAIT_MS = 10 * 60_000;

export interface ConsentListener {
  /** "http://localhost:8914/callback" */
  redirectUri: string;
  /**
   * Hands each address that comes back to `take`, until one is taken. An address that answers another question is told so
   * in the browser and passed over. Throws what else `take` throws, and CONSENT_TIMED_OUT.
   */
  wait<Result>(take: (address: URL) => Promise<Result>, signal: AbortSignal): Promise<Result>;
  close(): Promise<void>;
}

/** Opens the door on the loopback address. Port 0 takes any free one. Throws PORT_TAKEN. */
export async function listenForConsent(port: number): Promise<ConsentListener> {
  const door: { visit: (address: URL) => Promise<string> } = {
    visit: () => Promise.resolve('Nothing is waited for.'),
  };
  const server = createServer((request, response) => void answer(request, response, door.visit));
  await opened(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    redirectUri: `http://localhost:${taken}${CALLBACK_PATH}`,
    wait: (take, signal) =>
      new Promise((resolve, reject) => {
        const late = setTimeout(() => reject(timedOut()), WAIT_MS);
        const stop = (): void => {
          clearTimeout(late);
          reject(signal.reason as Error);
        };
        signal.addEventListener('abort', stop, { once: true });
        door.visit = visitOf(take, { resolve, reject }, () => {
          clearTimeout(late);
          signal.removeEventListener('abort', stop);
        });
        if (signal.aborted) stop();
      }),
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function visitOf<Result>(
  take: (address: URL) => Promise<Result>,
  outcome: { resolve: (result: Result) => void; reject: (error: unknown) => void },
  ended: () => void,
): (address: URL) => Promise<string> {
  return async (address) => {
    try {
      const result = await take(address);
      ended();
      // The page is on its way before the process goes on.
      setTimeout(() => outcome.resolve(result), 50);
      return 'The hub is connected. You may close this window.';
    } catch (error) {
      if (isEncoursError(error) && error.code === 'OAUTH_STATE_MISMATCH') throw error;
      ended();
      setTimeout(() => outcome.reject(error), 50);
      throw error;
    }
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  visit: (address: URL) => Promise<string>,
): Promise<void> {
  const asked = request.url ?? '/';
  const url = URL.canParse(asked, 'http://localhost') ? new URL(asked, 'http://localhost') : null;
  const say = (status: number, sentence: string): void => {
    response.writeHead(status, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(`${sentence}\n`);
  };
  if (request.method !== 'GET' || url?.pathname !== CALLBACK_PATH) {
    say(404, 'Nothing here.');
    return;
  }
  try {
    say(200, await visit(url));
  } catch (error) {
    say(400, `The hub is not connected: ${errorMessage(error)}.`);
  }
}

function opened(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        configError('PORT_TAKEN', `port ${port} cannot be listened on: ${errorMessage(error)}`, {
          place: { field: '--port' },
          remedy: 'give another one with --port, and register its address with the provider',
          cause: error,
        }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function timedOut(): Error {
  return domainError('CONSENT_TIMED_OUT', 'nobody came back from the provider in ten minutes', {
    remedy: 'Run it again, and open the address it shows then.',
  });
}
