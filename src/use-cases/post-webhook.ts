import { lookup as dnsLookup } from 'node:dns';
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest, type RequestOptions } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isEncoursError } from '../kernel';
import {
  literalOf,
  requireAddresses,
  retryAfterMs,
  webhookUrl,
  type AllowedTargets,
  type SendErrorCode,
  type SendOutcome,
} from '../alerts';

/** All addresses a host stands for now. */
export type ResolveHost = (host: string) => Promise<readonly string[]>;

export interface PostOptions {
  readonly allowed: AllowedTargets;
  /** Connections kept open and requests under way at once, per receiver. */
  readonly socketsPerHost: number;
  readonly timeoutMs?: number;
  readonly connectTimeoutMs?: number;
  readonly resolve?: ResolveHost;
  /** Certificates trusted besides the public ones; for tests. */
  readonly ca?: string;
}

export interface WebhookMessage {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly at: Date;
}

export interface WebhookPoster {
  /** One attempt; resolves whatever comes of it. */
  post(message: WebhookMessage): Promise<SendOutcome>;
  close(): void;
}

const TIMEOUT_MS = 15_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of an answer no more is read, and less is kept. */
const READ_MAX = 16_384;
const EXCERPT_MAX = 300;
const IDLE_MS = 10_000;

const resolveByDns: ResolveHost = (host) =>
  new Promise((resolve, reject) => {
    dnsLookup(host, { all: true, verbatim: true }, (error, found) => {
      if (error === null) resolve(found.map(({ address }) => address));
      else reject(error);
    });
  });

/**
 * Posts to addresses that people gave. Every connection goes to an address that was judged for this very connection, so
 * that a name which leads elsewhere the next moment leads nowhere; redirects are not followed; whatever is answered is
 * read to a bound and dropped.
 */
export function openPoster(options: PostOptions): WebhookPoster {
  const agentOptions = {
    keepAlive: true,
    maxSockets: options.socketsPerHost,
    maxFreeSockets: options.socketsPerHost,
    timeout: IDLE_MS,
    scheduling: 'lifo' as const,
  };
  const agents = {
    'http:': new HttpAgent(agentOptions),
    'https:': new HttpsAgent({ ...agentOptions, ...(options.ca ? { ca: options.ca } : {}) }),
  };
  return {
    post: async (message) => {
      const begun = performance.now();
      const first = await attempt(message, options, agents);
      // The receiver closed a connection it had kept open while we wrote: nobody's failure, and the id tells repeats.
      const answer = first.isStale ? await attempt(message, options, agents) : first;
      return outcomeOf(answer, message.at, Math.round(performance.now() - begun));
    },
    close: () => {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Answer {
  status: number | null;
  retryAfter: string | undefined;
  excerpt: string | null;
  error: SendErrorCode | null;
  isStale: boolean;
}

interface Agents {
  'http:': HttpAgent;
  'https:': HttpsAgent;
}

async function attempt(
  message: WebhookMessage,
  options: PostOptions,
  agents: Agents,
): Promise<Answer> {
  let url: URL;
  try {
    url = webhookUrl(message.url, options.allowed);
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    return failed('WEBHOOK_URL_FORBIDDEN', error);
  }
  return new Promise((resolve) => {
    const isSecure = url.protocol === 'https:';
    const sending: RequestOptions = {
      method: 'POST',
      agent: isSecure ? agents['https:'] : agents['http:'],
      lookup: judgedLookup(url, options),
      headers: { ...message.headers, 'content-length': Buffer.byteLength(message.body) },
    };
    const request = (isSecure ? httpsRequest : httpRequest)(url, sending);
    const stop = (why: string): void => {
      request.destroy(Object.assign(new Error(why), { code: 'ETIMEDOUT' }));
    };
    const whole = setTimeout(
      () => stop(`no answer within ${seconds(options.timeoutMs ?? TIMEOUT_MS)} s`),
      options.timeoutMs ?? TIMEOUT_MS,
    );
    const connectMs = options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS;
    const connecting = setTimeout(
      () => stop(`no connection within ${seconds(connectMs)} s`),
      connectMs,
    );
    const settle = (answer: Answer): void => {
      clearTimeout(whole);
      clearTimeout(connecting);
      resolve(answer);
    };
    request.on('socket', (socket) => {
      const connected = (): void => clearTimeout(connecting);
      if (request.reusedSocket) connected();
      else socket.once(isSecure ? 'secureConnect' : 'connect', connected);
    });
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && error.code === 'ECONNRESET';
      settle({ ...failed(codeOf(error), error), isStale });
    });
    request.on('response', (response) => readAnswer(response, settle));
    request.end(message.body);
  });
}

/** Of a long answer the connection is given up rather than the rest read: it would keep us as long as it likes. */
function readAnswer(response: IncomingMessage, settle: (answer: Answer) => void): void {
  const chunks: Buffer[] = [];
  let length = 0;
  const done = (): void => {
    settle({
      status: response.statusCode ?? null,
      retryAfter: response.headers['retry-after'],
      excerpt: excerptOf(Buffer.concat(chunks)),
      error: null,
      isStale: false,
    });
  };
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (chunks.length === 0) chunks.push(chunk.subarray(0, EXCERPT_MAX * 4));
    if (length > READ_MAX) response.destroy();
  });
  // Its status is known and is what counts, however the rest of it comes.
  response.once('error', done);
  response.once('close', done);
  response.once('end', done);
}

/** The address a connection is made to is one of those that were just judged, and all of them were. */
function judgedLookup(url: URL, options: PostOptions): LookupFunction {
  const resolve = options.resolve ?? resolveByDns;
  return (host, { all }, callback) => {
    resolve(host).then(
      (addresses) => {
        try {
          requireAddresses(url, addresses, options.allowed);
        } catch (error) {
          callback(error as NodeJS.ErrnoException, '', 0);
          return;
        }
        const found = addresses.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (first === undefined) callback(new Error(`${host} has no address`), '', 0);
        else if (all === true) callback(null, found);
        else callback(null, first.address, first.family);
      },
      (error: unknown) => callback(error as NodeJS.ErrnoException, '', 0),
    );
  };
}

/**
 * Judges where a URL leads now, for whoever is about to give it: what it leads to later is judged again. Throws
 * WEBHOOK_URL_INVALID, WEBHOOK_URL_FORBIDDEN; a host that DNS does not know is let pass, as it may be known tomorrow.
 */
export async function requireReachable(
  text: string,
  { allowed, resolve = resolveByDns }: Pick<PostOptions, 'allowed' | 'resolve'>,
): Promise<URL> {
  const url = webhookUrl(text, allowed);
  if (literalOf(url) !== null) return url;
  const addresses = await resolve(url.hostname).catch(() => []);
  requireAddresses(url, addresses, allowed);
  return url;
}

function failed(error: SendErrorCode, cause: unknown): Answer {
  const excerpt = cause instanceof Error ? cause.message.slice(0, EXCERPT_MAX) : null;
  return { status: null, retryAfter: undefined, excerpt, error, isStale: false };
}

function codeOf(error: NodeJS.ErrnoException): SendErrorCode {
  if (isEncoursError(error)) return 'WEBHOOK_URL_FORBIDDEN';
  const { code = '' } = error;
  if (code === 'ETIMEDOUT') return 'WEBHOOK_TIMED_OUT';
  const isTls = /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code);
  return isTls ? 'WEBHOOK_TLS_FAILED' : 'WEBHOOK_UNREACHABLE';
}

function outcomeOf(answer: Answer, at: Date, durationMs: number): SendOutcome {
  const { status } = answer;
  const isDelivered = status !== null && status >= 200 && status < 300;
  const mayAsk = status === 429 || status === 503;
  return {
    isDelivered,
    statusCode: status,
    errorCode: isDelivered ? null : (answer.error ?? refusalOf(status ?? 0)),
    durationMs,
    excerpt: isDelivered ? null : answer.excerpt,
    retryAfterMs: mayAsk ? retryAfterMs(answer.retryAfter, at) : null,
  };
}

function refusalOf(status: number): SendErrorCode {
  if (status === 410) return 'WEBHOOK_GONE';
  return status >= 300 && status < 400 ? 'WEBHOOK_REDIRECTED' : 'WEBHOOK_REFUSED';
}

/** What can be printed of the beginning of an answer; null when that is nothing. */
function excerptOf(bytes: Buffer): string | null {
  const text = bytes
    .toString('utf8')
    .replace(/[\p{C}\s\uFFFD]+/gu, ' ')
    .trim();
  return text === '' ? null : text.slice(0, EXCERPT_MAX);
}

function seconds(ms: number): string {
  return String(ms / 1000);
}
