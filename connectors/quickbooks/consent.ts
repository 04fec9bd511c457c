/** How an owner lets the hub in at QuickBooks, and where its tokens come from. */
import type { Consent, TokenService } from '../../src/connector-kit';

export const TOKENS: TokenService = {
  origin: 'https://oauth.platform.intuit.com',
  path: '/oauth2/v1/tokens/bearer',
  clientIn: 'header',
};

export const consent: Consent = {
  page: () => 'https://appcenter.intuit.com/connect/oauth2',
  scope: 'com.intuit.quickbooks.accounting',
  hasPkce: false,
  tokens: () => TOKENS,
  tells: { realmId: 'realmId' },
};
