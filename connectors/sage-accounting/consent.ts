/** How an owner lets the hub in at Sage, and where its tokens come from. */
import type { Consent, TokenService } from '../../src/connector-kit';

export const TOKENS: TokenService = {
  origin: 'https://oauth.accounting.sage.com',
  path: '/token',
  clientIn: 'form',
};

export const consent: Consent = {
  page: () => 'https://www.sageone.com/oauth2/auth/central?filter=apiv3.1',
  scope: 'readonly',
  hasPkce: false,
  tokens: () => TOKENS,
};
