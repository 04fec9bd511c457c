/** How an owner lets the hub in at Zoho, and where its tokens come from. */
import type { Consent, TokenService } from '../../src/connector-kit';

const SCOPES = ['contacts', 'invoices', 'creditnotes', 'customerpayments'];

/** Each data centre has a token service of its own: www.zohoapis.eu goes with accounts.zoho.eu. */
export function accountsOf(baseUrl: string): string {
  const [, centre = 'eu'] = /^www\.zohoapis\.([a-z.]+)$/.exec(new URL(baseUrl).hostname) ?? [];
  return `https://accounts.zoho.${centre}`;
}

export function tokensAt(baseUrl: string): TokenService {
  return { origin: accountsOf(baseUrl), path: '/oauth/v2/token', clientIn: 'form' };
}

/** Without a prompt, a second consent gives no refresh token. */
export const consent: Consent = {
  page: (baseUrl) => `${accountsOf(baseUrl)}/oauth/v2/auth`,
  scope: SCOPES.map((list) => `ZohoBooks.${list}.READ`).join(','),
  asks: { access_type: 'offline', prompt: 'consent' },
  hasPkce: false,
  tokens: tokensAt,
};
