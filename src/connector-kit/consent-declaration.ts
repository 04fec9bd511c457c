/** How an owner lets the hub in by a browser, as a connector declares it. */
import type { TokenService } from './token-service';

/** What a connector says of its provider's consent. Its settings hold `clientId`, `clientSecret` and `refreshToken`. */
export interface Consent {
  /** The provider's page, "https://login.xero.com/identity/connect/authorize"; may depend on the data centre. */
  page: (baseUrl: string) => string;
  scope: string;
  /** What the page wants besides: access_type=offline. */
  asks?: Readonly<Record<string, string>>;
  /** Whether the provider knows PKCE (RFC 7636). */
  hasPkce: boolean;
  tokens: (baseUrl: string) => TokenService;
  /** Settings that come with the consent beside the refresh token, by their name in the address it leads back to. */
  tells?: Readonly<Record<string, string>>;
}
