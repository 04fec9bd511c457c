/** The token service of a provider (OAuth 2, RFC 6749): a refresh token, or the code of a consent, for tokens. */
import { authError, contractError } from '../kernel';
import { decode, json, object, optional, optionalText, text } from './decode';
import type { HttpClient } from './http-client';
import type { Json } from './json';
import type { RenewedTokens } from './oauth';

/** Where a provider gives tokens, and how it wants to know who asks. */
export interface TokenService {
  /** "https://identity.xero.com", a declared host; under the base URL when absent. */
  origin?: string;
  path: string;
  /** Where the client's name and secret go: a Basic header, or in the form. */
  clientIn: 'header' | 'form';
}

export interface OAuthClient {
  clientId: string;
  clientSecret: string;
}

export interface RefreshForm extends TokenService, OAuthClient {
  refreshToken: string;
}

export interface CodeForm extends TokenService, OAuthClient {
  code: string;
  /** As it stood in the address of the consent, to the letter. */
  redirectUri: string;
  /** Of PKCE (RFC 7636); null where the provider knows none. */
  verifier: string | null;
}

const answered = object({
  access_token: text,
  expires_in: optional(json),
  refresh_token: optionalText,
});

/** A life nobody states is taken for a short one. */
const UNSTATED_LIFE_S = 300;

/**
 * `grant_type=refresh_token` as a form (RFC 6749, section 6). Throws AUTH OAUTH_REFRESH_REFUSED when the provider does not
 * take the token or the client, also where it says so under 200.
 */
export async function refreshByForm(http: HttpClient, form: RefreshForm): Promise<RenewedTokens> {
  const fields = { grant_type: 'refresh_token', refresh_token: form.refreshToken };
  // Presented again after an answer that did not come, it is taken by providers that know a time of grace; by the others
  // it is lost either way.
  const data = await ask(http, form, { fields, isIdempotent: true });
  if (!isRefusal(data)) return renewedOf(data);
  throw authError(
    'OAUTH_REFRESH_REFUSED',
    `the provider does not renew the login (${codeOf(data)})`,
    {
      remedy:
        'The owner has withdrawn the access, or the refresh token has run out: let the owner consent again, by `npx encours connections authorize`.',
    },
  );
}

/**
 * `grant_type=authorization_code` as a form (RFC 6749, section 4.1.3): the refresh token of a consent. A code is good once, so
 * that it is presented once. Throws AUTH OAUTH_CONSENT_REFUSED and CONTRACT OAUTH_NO_REFRESH_TOKEN.
 */
export async function tokensForCode(http: HttpClient, form: CodeForm): Promise<string> {
  const { code, redirectUri, verifier } = form;
  const fields = {
    ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri },
    ...(verifier === null ? {} : { code_verifier: verifier }),
  };
  const data = await ask(http, form, { fields, isIdempotent: false });
  if (isRefusal(data)) throw consentRefused(codeOf(data));
  const { refreshToken } = renewedOf(data);
  if (refreshToken !== null) return refreshToken;
  throw contractError('OAUTH_NO_REFRESH_TOKEN', 'the provider gave no refresh token', {
    place: { path: 'refresh_token' },
    remedy:
      'Withdraw the access at the provider and consent again: some give a refresh token with the first consent only.',
  });
}

/** Nobody was let in: the owner declined, or the provider does not take the code or the client. */
export function consentRefused(code: string): Error {
  return authError('OAUTH_CONSENT_REFUSED', `the provider does not let the hub in (${code})`, {
    remedy:
      'Consent within some minutes, with an application whose redirect address is the one shown; compare clientId and clientSecret.',
  });
}

async function ask(
  http: HttpClient,
  service: TokenService & OAuthClient,
  { fields, isIdempotent }: { fields: Record<string, string>; isIdempotent: boolean },
): Promise<Json> {
  const { origin, path, clientId, clientSecret, clientIn } = service;
  const client = { client_id: clientId, client_secret: clientSecret };
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const { status, data } = await http.request({
    method: 'POST',
    path,
    ...(origin === undefined ? {} : { origin }),
    headers: clientIn === 'header' ? { authorization: `Basic ${basic}` } : {},
    contentType: 'application/x-www-form-urlencoded',
    body: new URLSearchParams({ ...fields, ...(clientIn === 'form' ? client : {}) }).toString(),
    accept: [400],
    isIdempotent,
  });
  return status === 400 && !isRefusal(data) ? { error: 'refused' } : data;
}

/** A refusal has an error, whatever its status is. */
function isRefusal(data: Json): data is { [key: string]: Json } & { error: string } {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return false;
  return typeof data['error'] === 'string';
}

/** A code of RFC 6749, "invalid_grant"; never the provider's sentence, which may hold what was presented. */
function codeOf({ error }: { error: string }): string {
  return /^[a-z_]{1,40}$/.test(error) ? error : 'refused';
}

function renewedOf(data: Json): RenewedTokens {
  const { access_token, expires_in, refresh_token } = decode(answered, data);
  const seconds = Number(expires_in ?? UNSTATED_LIFE_S);
  const life = Number.isFinite(seconds) && seconds > 0 ? seconds : UNSTATED_LIFE_S;
  return {
    accessToken: access_token,
    expiresInMs: life * 1_000,
    refreshToken: refresh_token,
  };
}
