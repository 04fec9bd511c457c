/** Lets a provider's owner give the hub access by a browser, and keeps what comes of it sealed. */
import { randomBytes } from 'node:crypto';
import {
  consentAddress,
  openContext,
  ProviderConfig,
  readConsent,
  tokensForCode,
  validateConfig,
  type Connector,
  type Consent,
  type ConsentQuestion,
} from '../connector-kit';
import { connectorOf, sealingOf, type Hub } from '../hub';
import type { Connection } from '../landing';
import { configError } from '../kernel';
import { connect } from './connect';

export interface ConsentRequest {
  tenantId: string;
  connectorId: string;
  name: string;
  /** Settings the connection has or is to have; those the consent brings may be missing. */
  config: Record<string, unknown>;
  /** Where the provider sends the browser back to; registered there to the letter. */
  redirectUri: string;
  signal: AbortSignal;
}

/** A consent that is asked for: good for one answer. */
export interface AskedConsent {
  /** For the owner's browser. */
  address: string;
  /** Takes the address the browser was sent back to, and connects. Throws what `askConsent` names. */
  complete(address: URL): Promise<Connection>;
}

/** In the place of settings that only the consent brings: of the forms connectors ask of a token and of a number. */
const PENDING = '00000000';

/**
 * Asks for a consent: the address to open, and what to do with the one it leads back to. Throws CONSENT_NOT_OFFERED,
 * SECRET_KEY_MISSING and what `connect` throws; its `complete` throws OAUTH_STATE_MISMATCH, AUTH OAUTH_CONSENT_REFUSED,
 * OAUTH_NO_REFRESH_TOKEN and what the provider's token service does.
 */
export function askConsent(hub: Hub, request: ConsentRequest): AskedConsent {
  const connector = connectorOf(hub, request.connectorId);
  const { consent } = connector;
  if (consent === undefined) throw notOffered(connector);
  const settings = loginOf(hub, connector, { consent, given: request.config });
  // What cannot be stored must not be asked for.
  sealingOf(hub, connector.id).keys.seal(
    { tenantId: request.tenantId, connectionId: request.name, field: 'refreshToken' },
    '',
  );
  const question: ConsentQuestion = {
    state: randomBytes(24).toString('base64url'),
    verifier: consent.hasPkce ? randomBytes(48).toString('base64url') : null,
    redirectUri: request.redirectUri,
  };
  return {
    address: consentAddress(consent, settings, question),
    complete: async (address) => {
      const { code, settings: told } = readConsent(consent, question, address);
      const refreshToken = await presentCode(hub, request, { connector, settings, question, code });
      const { tenantId, connectorId, name } = request;
      const config = { ...request.config, ...told, refreshToken };
      return connect(hub, tenantId, { connectorId, name, config });
    },
  };
}

interface Login {
  config: ProviderConfig;
  baseUrl: string;
  clientId: string;
  clientSecret: string;
}

/** The settings a consent is asked with, checked like those of any connection. */
function loginOf(
  hub: Hub,
  connector: Connector,
  { consent, given }: { consent: Consent; given: Record<string, unknown> },
): Login {
  const brought = ['refreshToken', ...Object.keys(consent.tells ?? {})];
  const pending = Object.fromEntries(brought.map((name) => [name, PENDING]));
  const config = validateConfig(connector, { ...pending, ...given }, hub.ownHosts);
  if (!(config instanceof ProviderConfig)) throw notOffered(connector);
  const { clientId, clientSecret } = config as ProviderConfig & Record<string, unknown>;
  if (typeof clientId !== 'string' || typeof clientSecret !== 'string') throw notOffered(connector);
  return { config, baseUrl: config.baseUrl, clientId, clientSecret };
}

async function presentCode(
  hub: Hub,
  { signal, redirectUri }: ConsentRequest,
  by: { connector: Connector; settings: Login; question: ConsentQuestion; code: string },
): Promise<string> {
  const { connector, settings, question, code } = by;
  const { config, baseUrl, clientId, clientSecret } = settings;
  const { logger, clock, limiter, ownHosts } = hub;
  const open = { config, logger, clock, limiter, ownHosts, signal };
  const { http } = openContext(connector as Connector<ProviderConfig>, open);
  const service = connector.consent?.tokens(baseUrl);
  if (service === undefined) throw notOffered(connector);
  const { verifier } = question;
  return tokensForCode(http, {
    ...service,
    ...{ clientId, clientSecret, code, redirectUri, verifier },
  });
}

function notOffered({ id, name }: Connector): Error {
  return configError('CONSENT_NOT_OFFERED', `${name} is not connected by a browser`, {
    place: { field: 'connector' },
    remedy: `Give its key as a setting: npx encours connections create ${id} --set-from …`,
  });
}
