/** Configuration of a connector: a class checked by class-validator, filled from untrusted JSON. */
import {
  getMetadataStorage,
  IsBoolean,
  IsInt,
  IsNumber,
  IsOptional,
  IsUrl,
  Max,
  Min,
  validateSync,
  type ValidationError,
} from 'class-validator';
import { configError, type EncoursError } from '../kernel';
import type { ConfigClass, Connector } from './connector';
import { canBeOwnHost, isAllowedHost, PUBLIC_HOSTS, type OwnHosts } from './own-host';

/**
 * What every connector over HTTP can be told. Subclasses set `baseUrl` to the real service and may declare
 * `static readonly secrets = ['apiKey']`: the values of those properties are kept out of every error and log.
 */
export class ProviderConfig {
  /** Address of the service; a loopback address reaches a simulator, any other host must be declared. */
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  baseUrl!: string;

  /** Longest wait for one answer; the connector's declared limit when absent. */
  @IsOptional()
  @IsInt()
  @Min(100)
  @Max(300_000)
  timeoutMs?: number;

  /** A slower pace than the declared one; a faster one is accepted for a loopback address only. */
  @IsOptional()
  @IsNumber()
  @Min(0.001)
  @Max(10_000)
  requestsPerSecond?: number;

  /**
   * For a provider that bills what it answers too late: a paid call without an answer is not repeated at once, but held
   * like that of a process that died. Off: timeouts and resets are tried again, each attempt booked.
   */
  @IsOptional()
  @IsBoolean()
  holdUnanswered?: boolean;
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether a host name (as in `URL.hostname`) is this machine. */
export function isLoopbackHost(host: string): boolean {
  return LOOPBACK.test(host);
}

/**
 * Builds a connector's configuration from untrusted JSON over the class's defaults. Throws CONFIG
 * CONNECTOR_CONFIG_INVALID (place.field, what is expected, the value unless secret) or HOST_NOT_DECLARED. `ownHosts`: where
 * software of users may be besides public addresses.
 */
export function validateConfig<Config extends object>(
  connector: Connector<Config>,
  raw: unknown,
  ownHosts: OwnHosts = PUBLIC_HOSTS,
): Config {
  const config = assign(new connector.config(), connector.id, raw);
  const problems = validateSync(config, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
  if (problems.length > 0) throw invalidConfig(connector, problems);
  if (config instanceof ProviderConfig) checkProvider(connector, config, ownHosts);
  return config;
}

/** Names of the properties a configuration class keeps secret. */
export function secretNames(config: ConfigClass<object>): readonly string[] {
  const declared: unknown = 'secrets' in config ? config.secrets : [];
  if (!Array.isArray(declared)) return [];
  return declared.filter((name): name is string => typeof name === 'string');
}

/** The secret values of a configuration, for redaction and for the key of a rate limit. */
export function secretValues(config: object): string[] {
  const own = Object.entries(config);
  const names = secretNames(config.constructor as ConfigClass<object>);
  return own
    .filter(([name, value]) => names.includes(name) && typeof value === 'string' && value !== '')
    .map(([, value]) => String(value));
}

/** Names of the properties a configuration class accepts. */
export function configFields(config: ConfigClass<object>): string[] {
  const rules = getMetadataStorage().getTargetValidationMetadatas(config, '', true, false);
  return [...new Set(rules.map((rule) => rule.propertyName))];
}

function assign<Config extends object>(config: Config, id: string, raw: unknown): Config {
  if (raw === undefined || raw === null) return config;
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    throw configError('CONNECTOR_CONFIG_INVALID', `configuration of ${id} must be an object`, {
      remedy: 'Give an object of the settings that the README of the connector names.',
    });
  }
  const fields = configFields(config.constructor as ConfigClass<Config>);
  const unknown = Object.keys(raw).find((property) => !fields.includes(property));
  // Before any assignment: "__proto__" and the like are refused as the unknown properties they are.
  if (unknown !== undefined) throw unknownProperty(id, unknown, fields);
  const given = Object.entries(raw).filter(([, value]) => value !== undefined);
  return Object.assign(config, Object.fromEntries(given));
}

function unknownProperty(id: string, property: string, fields: string[]): EncoursError {
  const known = fields.join(', ') || 'none';
  return configError(
    'CONNECTOR_CONFIG_INVALID',
    `configuration of ${id}: property ${JSON.stringify(property)} is unknown; known are ${known}`,
    { place: { field: property }, remedy: 'Remove it, or write it as one of the known ones.' },
  );
}

function invalidConfig<Config extends object>(
  connector: Connector<Config>,
  problems: ValidationError[],
): EncoursError {
  const secrets = secretNames(connector.config);
  const sentences = problems.map((problem) => {
    const expected = Object.values(problem.constraints ?? {}).join(' and ');
    return `${expected}; it is ${shown(problem.value, secrets.includes(problem.property))}`;
  });
  const field = problems[0]?.property ?? '';
  return configError(
    'CONNECTOR_CONFIG_INVALID',
    `configuration of ${connector.id}: ${sentences.join('. ')}`,
    { place: { field }, remedy: `Correct ${field} in the connection's configuration.` },
  );
}

function shown(value: unknown, isSecret: boolean): string {
  if (value === undefined) return 'missing';
  if (isSecret) return 'a secret value not shown here';
  const json = JSON.stringify(value) as string | undefined;
  return (json ?? typeof value).slice(0, 80);
}

function checkProvider<Config extends object>(
  connector: Connector<Config>,
  config: ProviderConfig,
  ownHosts: OwnHosts,
): void {
  const refuse = (field: string, message: string): EncoursError =>
    configError('CONNECTOR_CONFIG_INVALID', `configuration of ${connector.id}: ${message}`, {
      place: { field },
      remedy: `Correct ${field} in the connection's configuration.`,
    });
  const url = new URL(config.baseUrl);
  if (url.username !== '' || url.password !== '') {
    throw refuse('baseUrl', 'baseUrl must not carry a user name or password');
  }
  if (url.search !== '' || url.hash !== '') {
    throw refuse('baseUrl', 'baseUrl must not have a query or a fragment');
  }
  if (isLoopbackHost(url.hostname)) return;
  const isSelfHosted = connector.isSelfHosted === true;
  const isAllowed = isSelfHosted && isAllowedHost(url, ownHosts);
  const isOwn = isAllowed || (isSelfHosted && canBeOwnHost(url.hostname));
  if (!isOwn && !connector.hosts.includes(url.hostname)) {
    throw hostNotDeclared(connector, url.hostname);
  }
  // Inside a network, software often has no certificate: whoever allowed the host by name or address answers for that.
  if (url.protocol !== 'https:' && !isAllowed) {
    throw refuse('baseUrl', `baseUrl must be https for ${url.hostname}`);
  }
  const pace = config.requestsPerSecond;
  const most = connector.limits.requestsPerSecond;
  if (pace !== undefined && pace > most) {
    throw refuse('requestsPerSecond', `requestsPerSecond is ${pace}, the provider allows ${most}`);
  }
}

/** The refusal to contact a host the connector did not declare. */
export function hostNotDeclared(
  connector: { id: string; hosts: readonly string[]; isSelfHosted?: boolean | undefined },
  host: string,
): EncoursError {
  if (connector.isSelfHosted === true) {
    return configError(
      'HOST_NOT_DECLARED',
      `connector ${connector.id} may not contact ${host}: it is, or leads to, no public address`,
      {
        place: { field: 'baseUrl', host },
        remedy:
          'Give a public https address, or have whoever runs this installation allow the host with ENCOURS_SOURCE_ALLOW.',
      },
    );
  }
  const allowed = connector.hosts.join(', ') || 'none';
  return configError(
    'HOST_NOT_DECLARED',
    `connector ${connector.id} may not contact ${host}; its hosts are ${allowed}`,
    { place: { field: 'baseUrl', host }, remedy: 'Use a declared host or a loopback simulator.' },
  );
}
