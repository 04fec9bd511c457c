/** One request on the wire through axios: bytes out, bytes in, and what went wrong as a value. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import axios, { isAxiosError, type AxiosInstance } from 'axios';
import { errorMessage } from '../kernel';
import type { HttpMethod } from './http-client';
import type { Json } from './json';
import { LEADS_INSIDE, lookupWithin, type OwnHosts } from './own-host';
import { isLoopbackHost } from './provider-config';
import type { Failure } from './retry';
import { USER_AGENT } from './user-agent';

export interface WireRequest {
  method: HttpMethod;
  url: URL;
  headers: Record<string, string>;
  body: Json | undefined;
  /** Content type of a body that is text already; null for JSON. */
  contentType: string | null;
  timeoutMs: number;
  signal: AbortSignal;
}

export interface WireAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: Buffer;
}

export type WireOutcome =
  | { kind: 'answer'; answer: WireAnswer }
  | { kind: 'failure'; failure: Failure }
  | { kind: 'too-large'; message: string }
  /** The name leads to an address inside a network, which is not allowed. */
  | { kind: 'leads-inside' }
  | { kind: 'aborted' };

/** Larger answers are refused: nothing a provider says about one page of companies needs more. */
export const RESPONSE_BYTES_MAX = 20 * 1024 * 1024;

const LATE = 'no answer in time';

/** Connections are kept alive and reused; idle ones do not hold the process. */
export class Wire {
  private readonly client: AxiosInstance;

  /** `within`: what is no loopback address by name must lead to a public one, or to one of these. */
  constructor(concurrency: number, within: OwnHosts | null = null) {
    const pool = { keepAlive: true, maxSockets: concurrency, timeout: 60_000 };
    const agentOptions = within === null ? pool : { ...pool, lookup: lookupWithin(within) };
    this.client = axios.create({
      adapter: 'http',
      responseType: 'arraybuffer',
      maxRedirects: 0,
      maxContentLength: RESPONSE_BYTES_MAX,
      httpAgent: new HttpAgent(agentOptions),
      httpsAgent: new HttpsAgent(agentOptions),
      validateStatus: () => true,
      headers: { 'User-Agent': USER_AGENT, Accept: 'application/json' },
    });
  }

  async send(request: WireRequest): Promise<WireOutcome> {
    // Our own timer bounds the whole answer; axios would start again with every byte that dribbles in.
    const stop = new AbortController();
    const abort = (): void => stop.abort();
    request.signal.addEventListener('abort', abort, { once: true });
    const timer = setTimeout(() => stop.abort(LATE), request.timeoutMs);
    try {
      if (request.signal.aborted) return { kind: 'aborted' };
      return { kind: 'answer', answer: await this.exchange(request, stop.signal) };
    } catch (error) {
      if (request.signal.aborted) return { kind: 'aborted' };
      if (stop.signal.reason === LATE) return { kind: 'failure', failure: { kind: 'timeout' } };
      return outcomeOf(error);
    } finally {
      clearTimeout(timer);
      request.signal.removeEventListener('abort', abort);
    }
  }

  private async exchange(request: WireRequest, signal: AbortSignal): Promise<WireAnswer> {
    const hasBody = request.body !== undefined;
    const response = await this.client.request<Buffer>({
      method: request.method,
      url: request.url.href,
      headers: {
        ...(hasBody ? { 'Content-Type': request.contentType ?? 'application/json' } : {}),
        ...request.headers,
      },
      ...(hasBody ? { data: bodyText(request) } : {}),
      // A proxy of the environment is for the outside world, not for a simulator on this machine.
      ...(isLoopbackHost(request.url.hostname) ? { proxy: false as const } : {}),
      signal,
    });
    const headers = Object.entries(response.headers).map(([name, value]) => [
      name.toLowerCase(),
      String(value),
    ]);
    return {
      status: response.status,
      headers: Object.fromEntries(headers) as Record<string, string>,
      body: Buffer.from(response.data),
    };
  }
}

function bodyText({ body, contentType }: WireRequest): string {
  return contentType !== null && typeof body === 'string' ? body : JSON.stringify(body);
}

function outcomeOf(error: unknown): WireOutcome {
  const message = errorMessage(error);
  if (message.includes('maxContentLength')) return { kind: 'too-large', message };
  // An answer cut off in the middle is a reset connection, whatever the library calls it.
  if (/aborted|socket hang up/.test(message)) return network('ECONNRESET');
  const code = isAxiosError(error) ? error.code : undefined;
  if (code === LEADS_INSIDE) return { kind: 'leads-inside' };
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return { kind: 'failure', failure: { kind: 'timeout' } };
  }
  return network(code ?? 'UNKNOWN');
}

function network(code: string): WireOutcome {
  return { kind: 'failure', failure: { kind: 'network', code } };
}
