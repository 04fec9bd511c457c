/** HttpClient on axios: one attempt is the wire's business, the rest (pace, retries, errors) is decided here. */
import { bugError, contractError, errorMessage, isEncoursError } from '../kernel';
import type { Connector, Json } from './connector';
import type { HttpClient, HttpMethod, HttpRequest, HttpResponse } from './http-client';
import { endOf, type Attempt } from './paid-call';
import { providerError, type FailedCall } from './provider-error';
import { PUBLIC_HOSTS, type OwnHosts } from './own-host';
import { hostNotDeclared, isLoopbackHost } from './provider-config';
import type { BookedCall, Purchases } from './purchases';
import type { Pace, PaceKeeper } from './rate-limit';
import { redactedBytes, redactor, storableJson, storingRedactor } from './redact';
import { decideRetry, DEFAULT_RETRY, type RetryPolicy } from './retry';
import { abortedError, systemTimers, type Timers } from './timers';
import { Wire, type WireAnswer } from './wire';

export interface HttpClientOptions {
  connector: Pick<Connector, 'id' | 'hosts' | 'isSelfHosted'>;
  baseUrl: string;
  /** Where self-hosted software may be besides public addresses; nowhere when absent. */
  ownHosts?: OwnHosts;
  timeoutMs: number;
  pace: Pace;
  retry?: Partial<RetryPolicy>;
  /** What must not show in errors; asked each time, since tokens come and go. */
  secrets: () => readonly string[];
  signal: AbortSignal;
  purchases: Purchases;
  limiter: PaceKeeper;
  limiterKey: string;
  /** Longest life of one request with all its attempts and waits, from its first turn on. */
  deadlineMs?: number;
  onRequest?: RequestObserver;
  timers?: Timers;
  random?: () => number;
}

/** One attempt on the wire. `status` is null when no answer came. */
export interface ObservedAttempt {
  method: string;
  host: string;
  path: string;
  attempt: number;
  status: number | null;
  startedAtMs: number;
  durationMs: number;
}
export type RequestObserver = (attempt: ObservedAttempt) => void;

const DEADLINE_MS = 180_000;

/** The client of one connector with one credential. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const client = new PacedHttpClient(options);
  return { request: (request) => client.request(request) };
}

interface Call {
  request: HttpRequest;
  url: URL;
  method: HttpMethod;
  attempt: number;
  deadlineAtMs: number;
}

class PacedHttpClient {
  private readonly wire: Wire;
  private readonly timers: Timers;
  private readonly policy: RetryPolicy;

  constructor(private readonly options: HttpClientOptions) {
    const { connector, ownHosts = PUBLIC_HOSTS, pace } = options;
    this.wire = new Wire(pace.concurrency, connector.isSelfHosted === true ? ownHosts : null);
    this.timers = options.timers ?? systemTimers;
    this.policy = { ...DEFAULT_RETRY, ...options.retry };
  }

  private redact(text: string): string {
    return redactor(this.options.secrets())(text);
  }

  async request(request: HttpRequest): Promise<HttpResponse> {
    const url = this.urlOf(request);
    const method = request.method ?? 'GET';
    const isIdempotent = request.isIdempotent ?? method !== 'POST';
    let deadlineAtMs: number | null = null;
    for (let attempt = 1; attempt <= this.policy.attemptsMax; attempt++) {
      const { limiter, limiterKey, pace, signal } = this.options;
      const release = await limiter.acquire(limiterKey, pace, signal);
      deadlineAtMs ??= this.timers.nowMs() + (this.options.deadlineMs ?? DEADLINE_MS);
      const call = { request, url, method, attempt, deadlineAtMs };
      const result = await this.pay(call).finally(release);
      if ('response' in result) return result.response;
      const failure = result.failure ?? { kind: 'timeout' };
      const nowMs = this.timers.nowMs();
      const headers = result.answer?.headers ?? {};
      const random = (this.options.random ?? Math.random)();
      const question = { failure, attempt, headers, nowMs, isIdempotent, random };
      const decision = decideRetry(question, this.policy);
      if (!decision.retry || nowMs + decision.waitMs >= deadlineAtMs) {
        const body = result.answer === null ? '' : result.answer.body.toString('utf8');
        throw this.fail({ failure, decision, attempt, body, method, url });
      }
      // A provider that says "not before" says it to the credential, not to this request alone.
      if (decision.retryAfterMs !== null) limiter.pause(limiterKey, decision.waitMs);
      await this.timers.sleep(decision.waitMs, signal);
    }
    throw bugError('ASSERTION_FAILED', 'retries ended without a decision');
  }

  /** One attempt, booked before it is sent when it costs money and settled by how it ended. */
  private async pay(call: Call): Promise<Attempt | { response: HttpResponse }> {
    const { request, url, method } = call;
    const { purchase } = request;
    if (purchase === undefined) return this.answerOf(call, await this.attempt(call));
    const asked = { method, path: this.redact(url.pathname) };
    const begun = await this.options.purchases.begin(purchase, asked);
    if (begun.kind === 'kept') {
      const answer = { ...begun.answer, body: Buffer.from(begun.answer.body) };
      return { response: this.decodeAnswer(answer, request, url) };
    }
    return this.settle(begun.booked, call);
  }

  private async settle(
    booked: BookedCall,
    call: Call,
  ): Promise<Attempt | { response: HttpResponse }> {
    let isTold = false;
    try {
      const attempt = await this.attempt(call);
      const response = this.answerOf(call, attempt);
      isTold = true;
      await endOf(booked, call.request.purchase, this.keepable(attempt, call.request));
      return response;
    } catch (error) {
      // Cut off, unreadable or aborted: it may have been billed, and what came cannot be used.
      // An answer that nobody can read is one again tomorrow: unlike one that did not come, it is not asked for again.
      const isHeld = isEncoursError(error, 'CONTRACT');
      if (!isTold) await booked.unanswered(errorMessage(error), { isHeld });
      throw error;
    }
  }

  /** An answer that is kept until it is used holds no credential, should the provider have said one back. */
  private keepable(attempt: Attempt, { format }: HttpRequest): Attempt {
    const { answer } = attempt;
    if (answer === null) return attempt;
    const secrets = this.options.secrets();
    const redact = storingRedactor(secrets) ?? ((text: string): string => text);
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, redact(value)]),
    );
    const storable = format === 'text' ? redactedBytes : storableJson;
    return { ...attempt, answer: { ...answer, headers, body: storable(answer.body, secrets) } };
  }

  private answerOf(call: Call, attempt: Attempt): Attempt | { response: HttpResponse } {
    if (attempt.answer === null || attempt.failure !== null) return attempt;
    return { response: this.decodeAnswer(attempt.answer, call.request, call.url) };
  }

  private async attempt(call: Call): Promise<Attempt> {
    const startedAtMs = this.timers.nowMs();
    const left = Math.max(1, call.deadlineAtMs - startedAtMs);
    const outcome = await this.wire.send({
      method: call.method,
      url: call.url,
      headers: { ...acceptHeader(call.request), ...call.request.headers },
      body: call.request.body,
      contentType: call.request.contentType ?? null,
      timeoutMs: Math.min(this.options.timeoutMs, left),
      signal: this.options.signal,
    });
    const status = outcome.kind === 'answer' ? outcome.answer.status : null;
    this.options.onRequest?.({
      method: call.method,
      host: call.url.host,
      path: this.redact(call.url.pathname),
      attempt: call.attempt,
      status,
      startedAtMs,
      durationMs: this.timers.nowMs() - startedAtMs,
    });
    if (outcome.kind === 'aborted') throw abortedError();
    if (outcome.kind === 'leads-inside') {
      throw hostNotDeclared(this.options.connector, call.url.hostname);
    }
    if (outcome.kind === 'too-large') {
      throw contractError(
        'PROVIDER_RESPONSE_TOO_LARGE',
        `${this.options.connector.id}: ${outcome.message}`,
        {
          place: { host: call.url.host, path: this.redact(call.url.pathname) },
        },
      );
    }
    if (outcome.kind === 'failure') return { answer: null, failure: outcome.failure };
    const { answer } = outcome;
    const isAnswer = isSuccess(answer.status) || accepts(call.request, answer.status);
    return { answer, failure: isAnswer ? null : { kind: 'status', status: answer.status } };
  }

  /** The URL below the base; a path can neither leave the host nor be absolute. */
  private urlOf(request: HttpRequest): URL {
    const { connector } = this.options;
    const baseUrl = this.baseOf(request);
    const base = baseUrl.replace(/\/+$/, '');
    const url = new URL(base + request.path);
    const isBelow = url.pathname.startsWith(`${new URL(base).pathname.replace(/\/$/, '')}/`);
    if (!request.path.startsWith('/') || !isBelow) {
      throw bugError(
        'HTTP_PATH_INVALID',
        `path ${JSON.stringify(request.path)} must start with / and stay below the base URL`,
      );
    }
    for (const [name, value] of Object.entries(request.query ?? {})) {
      if (value !== undefined) url.searchParams.append(name, String(value));
    }
    const isSelfHosted = connector.isSelfHosted === true && request.origin === undefined;
    const isDeclared = isSelfHosted || connector.hosts.includes(url.hostname);
    const isOwn = url.host === new URL(baseUrl).host;
    if (!isOwn || !(isDeclared || isLoopbackHost(url.hostname))) {
      throw hostNotDeclared(connector, url.hostname);
    }
    return url;
  }

  /** Credentials leave in the clear for no host: another one than the configured is spoken to over https. */
  private baseOf({ origin }: HttpRequest): string {
    const { connector, baseUrl } = this.options;
    if (origin === undefined || isLoopbackHost(new URL(baseUrl).hostname)) return baseUrl;
    const { protocol, hostname } = new URL(origin);
    if (protocol !== 'https:') throw hostNotDeclared(connector, hostname);
    return origin;
  }

  private decodeAnswer(answer: WireAnswer, request: HttpRequest, url: URL): HttpResponse {
    const { status, headers } = answer;
    const isLenient = !isSuccess(status) && accepts(request, status);
    const isText = request.format === 'text';
    try {
      return { status, headers, data: isText ? utf8(answer.body) : parseJson(answer.body) };
    } catch {
      // An accepted 404 says all in its status; its body may be a page for people.
      if (isLenient) return { status, headers, data: null };
      throw this.badBody(answer, url, isText);
    }
  }

  /** Says what kind of body came, not what is in it: the message is shown to those who may not read the provider's data. */
  private badBody({ status, body, headers }: WireAnswer, url: URL, isText: boolean): Error {
    const { id } = this.options.connector;
    const kind = this.redact(headers['content-type'] ?? 'no stated type').slice(0, 80);
    const place = { host: url.host, path: this.redact(url.pathname) };
    const sentence = `${id} answered ${status} with ${body.length} bytes of ${kind} that are not`;
    return isText
      ? contractError('PROVIDER_BAD_TEXT', `${sentence} text in UTF-8`, { place })
      : contractError('PROVIDER_BAD_JSON', `${sentence} JSON`, { place });
  }

  private fail(call: Omit<FailedCall, 'connectorId' | 'redact'>): Error {
    const { connector } = this.options;
    return providerError({
      ...call,
      connectorId: connector.id,
      redact: (text) => this.redact(text),
    });
  }
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function accepts(request: HttpRequest, status: number): boolean {
  return request.accept?.includes(status) ?? false;
}

/** Bytes to JSON, always as UTF-8: a missing charset makes some clients guess Latin-1 and garble accents. */
function parseJson(body: Buffer): Json {
  if (body.length === 0) return null;
  return JSON.parse(utf8(body)) as Json;
}

function utf8(body: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true }).decode(body);
}

function acceptHeader(request: HttpRequest): Record<string, string> {
  return request.format === 'text' ? { Accept: 'text/xml, text/*, */*' } : {};
}
