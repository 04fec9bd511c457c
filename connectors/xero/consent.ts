/** How an owner lets the hub in at Xero, and where its tokens come from. */
import type { Consent, TokenService } from '../../src/connector-kit';

export const TOKENS: TokenService = {
  origin: 'https://identity.xero.com',
  path: '/connect/token',
  clientIn: 'header',
};

export const consent: Consent = {
  page: () => 'https://login.xero.com/identity/connect/authorize',
  scope: 'offline_access accounting.transactions.read accounting.contacts.read',
  hasPkce: true,
  tokens: () => TOKENS,
};
