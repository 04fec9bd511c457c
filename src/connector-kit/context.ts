/** Opens the context a connector reads in: its configuration and the one client it may speak through. */
import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { bugError, systemClock, type Clock, type Logger } from '../kernel';
import type { Connector, ReadContext } from './connector';
import type { IdentifierScheme } from './records';
import { RecordedPurchases, type Purchases } from './purchases';
import type { HttpClient } from './http-client';
import { createHttpClient, type RequestObserver } from './http';
import type { OwnHosts } from './own-host';
import { ProviderConfig, secretValues } from './provider-config';
import { RunTokens, tokensOf, type AccessTokens } from './access-tokens';
import { processRateLimiter, type PaceKeeper } from './rate-limit';
import { memoryVaultOf, openDesk, type CredentialVault } from './oauth';
import { redactor } from './redact';
import type { RetryPolicy } from './retry';
import type { Timers } from './timers';

export interface OpenContextOptions<Config> {
  /** As returned by validateConfig. */
  config: Config;
  logger: Logger;
  signal: AbortSignal;
  /** Where self-hosted software may be besides public addresses; nowhere when absent. */
  ownHosts?: OwnHosts;
  subjects?: readonly string[];
  clock?: Clock;
  /** Shared by all runs of the process unless given. */
  limiter?: PaceKeeper;
  /** Absent: everything may be bought and nothing is booked. For audits and tests only. */
  purchases?: Purchases;
  /** The tokens of this run alone; those of the process when absent. */
  tokens?: AccessTokens;
  /** Where refresh tokens that change are kept; in this process only when absent. */
  vault?: CredentialVault;
  identifierOf?(siren: string, scheme: IdentifierScheme): string | null;
  nameOf?(siren: string): string | null;
  /** Told of every attempt: for budgets, metrics and audits. */
  onRequest?: RequestObserver;
  timers?: Timers;
  random?: () => number;
  retry?: Partial<RetryPolicy>;
}

/** The context for one run. The caller owns the signal; nothing else needs closing. */
export function openContext<Config extends object>(
  connector: Connector<Config>,
  options: OpenContextOptions<Config>,
): ReadContext<Config> {
  // Every waiting request listens; more than ten of them is no leak.
  setMaxListeners(0, options.signal);
  const key = loginKey(connector.id, options.config);
  const kept = options.tokens ?? tokensOf(key);
  const tokens = new RunTokens(kept);
  const secrets = (): string[] => [...secretValues(options.config), ...tokens.secrets()];
  return {
    config: options.config,
    http: openHttp(connector, options, secrets),
    clock: options.clock ?? systemClock,
    logger: redactingLogger(options.logger, secrets),
    signal: options.signal,
    subjects: options.subjects ?? [],
    tokens,
    oauth: openDesk({
      vault: options.vault ?? memoryVaultOf(key),
      tokens,
      signal: options.signal,
      clientFor: (signal) => openHttp(connector, { ...options, signal }, secrets),
    }),
    identifierOf: (siren, scheme) => options.identifierOf?.(siren, scheme) ?? null,
    nameOf: (siren) => options.nameOf?.(siren) ?? null,
  };
}

/** Key under which a credential's rate is kept; tells nothing about the credential. */
export function credentialKey(connectorId: string, config: object): string {
  const base = config instanceof ProviderConfig ? config.baseUrl : '';
  const identity = [connectorId, base, ...secretValues(config)].join('\u001f');
  return `${connectorId}:${createHash('sha256').update(identity).digest('hex').slice(0, 16)}`;
}

/** Key under which logins are kept. All of the configuration counts: two users may have the same password. */
function loginKey(connectorId: string, config: object): string {
  const settings = Object.entries(config).sort(([one], [other]) => (one < other ? -1 : 1));
  const digest = createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
  return `${credentialKey(connectorId, config)}:${digest}`;
}

function openHttp<Config extends object>(
  connector: Connector<Config>,
  options: OpenContextOptions<Config>,
  secrets: () => readonly string[],
): HttpClient {
  const { config } = options;
  if (!(config instanceof ProviderConfig)) return noHttp(connector.id);
  const { limits } = connector;
  return createHttpClient({
    connector,
    baseUrl: config.baseUrl,
    timeoutMs: config.timeoutMs ?? limits.timeoutMs,
    pace: {
      requestsPerSecond: config.requestsPerSecond ?? limits.requestsPerSecond,
      concurrency: limits.concurrency,
    },
    retry: { attemptsMax: limits.retries + 1, ...options.retry },
    secrets,
    purchases: options.purchases ?? new RecordedPurchases(),
    signal: options.signal,
    limiter: options.limiter ?? processRateLimiter,
    limiterKey: credentialKey(connector.id, config),
    ...(options.ownHosts === undefined ? {} : { ownHosts: options.ownHosts }),
    ...(options.onRequest === undefined ? {} : { onRequest: options.onRequest }),
    ...(options.timers === undefined ? {} : { timers: options.timers }),
    ...(options.random === undefined ? {} : { random: options.random }),
  });
}

function noHttp(connectorId: string): HttpClient {
  const message = `connector ${connectorId} has no ProviderConfig, so it has nobody to call`;
  return {
    request: () => Promise.reject(bugError('CONNECTOR_HAS_NO_HTTP', message)),
  };
}

function redactingLogger(logger: Logger, secrets: () => readonly string[]): Logger {
  const redact = (text: string): string => redactor(secrets())(text);
  const clean = (level: keyof Logger) => (message: string, fields?: Record<string, unknown>) => {
    const entries = Object.entries(fields ?? {}).map(([name, value]) => [
      name,
      typeof value === 'string' ? redact(value) : redactDeep(value, redact),
    ]);
    logger[level](redact(message), Object.fromEntries(entries) as Record<string, unknown>);
  };
  return {
    debug: clean('debug'),
    info: clean('info'),
    warn: clean('warn'),
    error: clean('error'),
  };
}

function redactDeep(value: unknown, redact: (text: string) => string): unknown {
  if (value instanceof Error) return redact(value.message);
  if (typeof value !== 'object' || value === null) return value;
  const asText = (_key: string, item: unknown): unknown =>
    typeof item === 'bigint' ? item.toString() : item;
  return JSON.parse(redact(JSON.stringify(value, asText))) as unknown;
}
