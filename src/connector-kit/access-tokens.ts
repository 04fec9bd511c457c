/** Tokens of providers that log in: one login for all requests with a credential, renewed before it ends. */
import { isEncoursError, transientError, type EncoursError } from '../kernel';
import type { HttpClient, HttpRequest, HttpResponse } from './http-client';

export interface AccessToken {
  token: string;
  /** Life of the token from now, as the provider states it. */
  expiresInMs: number;
}

export interface AccessTokens {
  /** The token kept, or the one `obtain` brings; at most one caller obtains at a time. */
  use(obtain: () => Promise<AccessToken>): Promise<string>;
  /** The provider refused it: whoever comes next obtains another. Another token meanwhile kept stays. */
  drop(token: string): void;
  /** Something as secret as a token that was obtained beside it. */
  note(secret: string): void;
  /** Everything obtained: kept out of errors and logs like the credential itself. */
  secrets(): readonly string[];
}

/** A token is renewed this long before its end, or at nine tenths of a short life. */
const RENEW_BEFORE_MS = 5 * 60_000;
/** Tokens remembered for redaction. */
const SECRETS_MAX = 20;

export class TokenStore implements AccessTokens {
  private kept: { token: string; renewAtMs: number } | null = null;
  private obtaining: Promise<string> | null = null;
  private readonly known: string[] = [];

  constructor(private readonly nowMs: () => number = Date.now) {}

  async use(obtain: () => Promise<AccessToken>): Promise<string> {
    const { kept, obtaining } = this;
    if (kept !== null && this.nowMs() < kept.renewAtMs) return kept.token;
    if (obtaining === null) {
      this.obtaining = this.renew(obtain).finally(() => {
        this.obtaining = null;
      });
      return this.obtaining;
    }
    try {
      return await obtaining;
    } catch (error) {
      // Another run began the login and was told to stop; that is no reason for this one to stop.
      if (!isEncoursError(error) || error.code !== 'ABORTED') throw error;
      return this.use(obtain);
    }
  }

  drop(token: string): void {
    if (this.kept?.token === token) this.kept = null;
  }

  note(secret: string): void {
    if (secret !== '' && !this.known.includes(secret)) this.known.push(secret);
    if (this.known.length > SECRETS_MAX) this.known.shift();
  }

  secrets(): readonly string[] {
    return this.known;
  }

  private async renew(obtain: () => Promise<AccessToken>): Promise<string> {
    const startedAtMs = this.nowMs();
    const { token, expiresInMs } = await obtain().catch((error: unknown) => {
      throw loginError(error);
    });
    const life = expiresInMs - Math.min(RENEW_BEFORE_MS, expiresInMs / 10);
    this.kept = { token, renewAtMs: startedAtMs + life };
    this.note(token);
    return token;
  }
}

/** A login that cannot be read is the provider's trouble, not that of the company that happened to be asked about. */
function loginError(error: unknown): unknown {
  if (!isEncoursError(error, 'CONTRACT')) return error;
  return transientError(
    'PROVIDER_LOGIN_UNREADABLE',
    `the login was answered with something else than a token: ${error.message}`,
    {
      place: error.place,
      remedy: 'Wait for the provider, or compare its login with its reference.',
    },
  );
}

/**
 * The tokens of one run: once the provider has refused the credentials, the run logs in no more. Providers lock accounts
 * after a few wrong logins, and requests of a run that wait side by side would each try.
 */
export class RunTokens implements AccessTokens {
  private refused: EncoursError | null = null;

  constructor(private readonly kept: AccessTokens) {}

  async use(obtain: () => Promise<AccessToken>): Promise<string> {
    try {
      return await this.kept.use(() =>
        this.refused === null ? obtain() : Promise.reject(this.refused),
      );
    } catch (error) {
      if (isEncoursError(error, 'AUTH')) this.refused ??= error;
      throw error;
    }
  }

  drop(token: string): void {
    this.kept.drop(token);
  }

  note(secret: string): void {
    this.kept.note(secret);
  }

  secrets(): readonly string[] {
    return this.kept.secrets();
  }
}

const stores = new Map<string, TokenStore>();

/** The store of a credential, one per process: two runs share a login. */
export function tokensOf(credential: string): TokenStore {
  const known = stores.get(credential);
  if (known !== undefined) return known;
  const store = new TokenStore();
  stores.set(credential, store);
  return store;
}

/**
 * Sends a request with a token. When the provider answers 401 or 403 to a token that was kept, logs in once more and sends
 * it again; a fresh token that is refused is an AUTH error like any other.
 */
export async function requestWithToken(
  { http, tokens }: { http: HttpClient; tokens: AccessTokens },
  obtain: () => Promise<AccessToken>,
  requestFor: (token: string) => HttpRequest,
): Promise<HttpResponse> {
  const login = { isFresh: false };
  const token = await tokens.use(() => {
    login.isFresh = true;
    return obtain();
  });
  try {
    return await http.request(requestFor(token));
  } catch (error) {
    if (!isEncoursError(error, 'AUTH') || login.isFresh) throw error;
    tokens.drop(token);
    return http.request(requestFor(await tokens.use(obtain)));
  }
}
