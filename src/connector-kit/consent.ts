/**
 * How an owner lets the hub in (OAuth 2, authorization code): the address their browser goes to, and what it comes back with.
 */
import { createHash } from 'node:crypto';
import { configError } from '../kernel';
import type { Consent } from './consent-declaration';
import { isLoopbackHost } from './provider-config';
import { consentRefused } from './token-service';

/** What ties an answer to its question. */
export interface ConsentQuestion {
  /** Random, and told back with the code. */
  state: string;
  /** Random; null without PKCE. */
  verifier: string | null;
  redirectUri: string;
}

/** The address for the owner's browser. At a loopback address, the page of the simulator. */
export function consentAddress(
  consent: Consent,
  settings: { baseUrl: string; clientId: string },
  { state, verifier, redirectUri }: ConsentQuestion,
): string {
  const page = new URL(consent.page(settings.baseUrl));
  const base = new URL(settings.baseUrl);
  const isSimulated = isLoopbackHost(base.hostname);
  const url = isSimulated ? new URL(base.href.replace(/\/+$/, '') + page.pathname) : page;
  for (const [name, value] of page.searchParams) url.searchParams.set(name, value);
  const asked = {
    ...{ response_type: 'code', client_id: settings.clientId, redirect_uri: redirectUri },
    ...{ scope: consent.scope, state, ...consent.asks },
    ...(verifier === null
      ? {}
      : { code_challenge: challengeOf(verifier), code_challenge_method: 'S256' }),
  };
  for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
  return url.href;
}

/** What a verifier is known by beforehand. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url');
}

/**
 * What the address an owner came back to says: the code, and the settings told beside it. Throws CONFIG OAUTH_STATE_MISMATCH for
 * an address that answers another question, AUTH OAUTH_CONSENT_REFUSED when the owner declined.
 */
export function readConsent(
  { tells = {} }: Consent,
  { state }: ConsentQuestion,
  address: URL,
): { code: string; settings: Record<string, string> } {
  const told = address.searchParams;
  if (told.get('state') !== state) {
    throw configError('OAUTH_STATE_MISMATCH', 'this address answers another question than ours', {
      place: { field: 'state' },
      remedy: 'Consent at the address that was shown last, and give the one it leads back to.',
    });
  }
  const refusal = told.get('error');
  const code = told.get('code');
  if (refusal !== null || code === null) {
    throw consentRefused(/^[a-z_]{1,40}$/.test(refusal ?? '') ? (refusal ?? '') : 'refused');
  }
  const settings = Object.entries(tells).flatMap(([setting, name]): [string, string][] => {
    const value = told.get(name);
    return value === null ? [] : [[setting, value]];
  });
  return { code, settings: Object.fromEntries(settings) };
}
