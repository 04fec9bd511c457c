/**
 * Logins whose refresh token the provider replaces each time it is used (OAuth 2). The newest one is kept for the
 * connection, sealed, and renewed by one at a time over all processes.
 */
import { isEncoursError } from '../kernel';
import type { AccessToken, AccessTokens } from './access-tokens';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client';
import { abortedError } from './timers';

/** What a provider answers to a refresh token. */
export interface RenewedTokens {
  accessToken: string;
  expiresInMs: number;
  /** The token that takes the place of the one presented; null: that one stays good. */
  refreshToken: string | null;
}

export interface Renewal {
  /** The refresh token of the configuration: what the owner gave when the connection was made. */
  given: string;
  /** An access token the provider has just refused; one that is kept and is another is used. */
  refused: string | null;
  /** Presents a refresh token. Called for one renewal at a time. */
  renew: (refreshToken: string) => Promise<RenewedTokens>;
}

/** Where the tokens of one connection are kept. */
export interface CredentialVault {
  /**
   * An access token in force: the one kept, or a new one. What the provider answers is stored before it is used. Throws what
   * `renew` throws.
   */
  accessToken(renewal: Renewal): Promise<AccessToken>;
}

/** What a connector uses of it. */
export interface OAuthGrant {
  /** The refresh token of the configuration. */
  refreshToken: string;
  /** Presents a refresh token to the provider: `refreshByForm` as a rule. The client is the run's, with more patience. */
  renew(http: HttpClient, refreshToken: string): Promise<RenewedTokens>;
}

/** What `requestWithOAuth` needs of a context. */
export interface OAuthContext {
  http: HttpClient;
  tokens: AccessTokens;
  oauth: OAuthDesk;
}

/** The tokens of the connection, for one run. */
export interface OAuthDesk {
  accessToken(grant: OAuthGrant, refused: string | null): Promise<AccessToken>;
}

/**
 * Sends a request with an access token. One that the provider refuses (401) though it was kept is renewed once, and the
 * request sent again; a fresh one that is refused is an AUTH error like any other.
 */
export async function requestWithOAuth(
  { http, tokens, oauth }: OAuthContext,
  grant: OAuthGrant,
  requestFor: (accessToken: string) => HttpRequest,
): Promise<HttpResponse> {
  const login = { isFresh: false };
  const token = await tokens.use(() => {
    login.isFresh = true;
    return oauth.accessToken(grant, null);
  });
  try {
    return await http.request(requestFor(token));
  } catch (error) {
    // What this process obtained a moment ago may be what another one has kept for an hour: asked for once more all the same.
    if (!isEncoursError(error, 'AUTH')) throw error;
    tokens.drop(token);
    const renewed = await tokens.use(() => oauth.accessToken(grant, token));
    if (renewed === token) throw error;
    return http.request(requestFor(renewed));
  }
}

/** How long a renewal that was sent is listened for after the run was told to stop: what it answers must not be lost. */
const PATIENCE_MS = 20_000;

export interface OpenDesk {
  vault: CredentialVault;
  tokens: AccessTokens;
  signal: AbortSignal;
  /** A client that listens to another signal. */
  clientFor: (signal: AbortSignal) => HttpClient;
}

/** The desk of a run. An abort ends the waiting at once, and the renewal itself only when its answer is stored. */
export function openDesk({ vault, tokens, signal, clientFor }: OpenDesk): OAuthDesk {
  let patient: HttpClient | null = null;
  const client = (): HttpClient => (patient ??= clientFor(patientSignal(signal)));
  const renew = async (grant: OAuthGrant, refreshToken: string): Promise<RenewedTokens> => {
    tokens.note(refreshToken);
    const renewed = await grant.renew(client(), refreshToken);
    tokens.note(renewed.accessToken);
    if (renewed.refreshToken !== null) tokens.note(renewed.refreshToken);
    return renewed;
  };
  return {
    accessToken: (grant, refused) =>
      untilAborted(
        signal,
        vault.accessToken({
          given: grant.refreshToken,
          refused,
          renew: (refreshToken) => renew(grant, refreshToken),
        }),
      ),
  };
}

/** Aborts some time after the other. */
function patientSignal(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  const begin = (): void => {
    const timer = setTimeout(() => late.abort(), PATIENCE_MS);
    timer.unref();
  };
  if (signal.aborted) begin();
  else signal.addEventListener('abort', begin, { once: true });
  return late.signal;
}

function untilAborted<T>(signal: AbortSignal, running: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(abortedError());
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    running.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Keeps tokens in this process only: for audits, tests and sandboxes. */
export class MemoryVault implements CredentialVault {
  private kept: { accessToken: string; refreshToken: string; endsAtMs: number } | null = null;
  private renewing: Promise<AccessToken> | null = null;

  constructor(private readonly nowMs: () => number = Date.now) {}

  accessToken(renewal: Renewal): Promise<AccessToken> {
    const { kept } = this;
    if (kept !== null && kept.accessToken !== renewal.refused && kept.endsAtMs > this.nowMs()) {
      const expiresInMs = kept.endsAtMs - this.nowMs();
      return Promise.resolve({ token: kept.accessToken, expiresInMs });
    }
    this.renewing ??= this.renew(renewal).finally(() => {
      this.renewing = null;
    });
    return this.renewing;
  }

  private async renew({ given, renew }: Renewal): Promise<AccessToken> {
    const presented = this.kept?.refreshToken ?? given;
    const { accessToken, expiresInMs, refreshToken } = await renew(presented);
    const endsAtMs = this.nowMs() + expiresInMs;
    this.kept = { accessToken, refreshToken: refreshToken ?? presented, endsAtMs };
    return { token: accessToken, expiresInMs };
  }
}

const vaults = new Map<string, MemoryVault>();

/** The vault of a credential in this process. */
export function memoryVaultOf(credential: string): MemoryVault {
  const known = vaults.get(credential) ?? new MemoryVault();
  vaults.set(credential, known);
  return known;
}
