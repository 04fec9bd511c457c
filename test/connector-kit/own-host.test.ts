import { IsString } from 'class-validator';
import { ProviderConfig, validateConfig, type Connector } from '../../src/connector-kit';
import {
  canBeOwnHost,
  isPublicAddress,
  lookupWithin,
  parseOwnHosts,
  PUBLIC_HOSTS,
  type OwnHosts,
} from '../../src/connector-kit/own-host';

class OwnConfig extends ProviderConfig {
  override baseUrl = 'https://own.example';
  @IsString()
  apiKey = 'key';
}

const own = {
  id: 'own',
  hosts: ['own.example'],
  isSelfHosted: true,
  config: OwnConfig,
  limits: { requestsPerSecond: 5 },
} as unknown as Connector<OwnConfig>;

const INNER = [
  ...['10.0.0.7', '127.0.0.1', '169.254.169.254', '172.31.0.1', '192.168.1.1', '100.64.0.1'],
  ...['0.0.0.0', '224.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fc00::1'],
  ...['::ffff:10.0.0.7', '2002:a00:7::1', '64:ff9b::a00:7', 'no address', ''],
];

describe('software on hosts of its users', () => {
  it.each(INNER)('takes %p for no public address', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '2606:4700:4700::1111'])('takes %s for one', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(['https://odoo.client.fr', 'https://8.8.8.8', 'http://127.0.0.1:9000'])(
    'may be at %s',
    (baseUrl) => {
      expect(validateConfig(own, { baseUrl }).baseUrl).toBe(baseUrl);
    },
  );

  it.each([
    ['http://odoo.client.fr', 'CONNECTOR_CONFIG_INVALID'],
    ['https://10.0.0.7', 'HOST_NOT_DECLARED'],
    ['https://[::ffff:10.0.0.7]', 'HOST_NOT_DECLARED'],
    ['https://0x0a000007', 'HOST_NOT_DECLARED'],
    ['https://metadata.internal', 'HOST_NOT_DECLARED'],
    ['https://intranet', 'HOST_NOT_DECLARED'],
    ['https://key@odoo.client.fr', 'CONNECTOR_CONFIG_INVALID'],
  ])('may not be at %s', (baseUrl, code) => {
    const refusal: unknown = expect.objectContaining({ code });
    expect(() => validateConfig(own, { baseUrl })).toThrow(refusal as Error);
  });

  it('is not contacted unless it is said to be self-hosted', () => {
    const other = { ...own, isSelfHosted: false };
    const refusal: unknown = expect.objectContaining({ code: 'HOST_NOT_DECLARED' });
    expect(() => validateConfig(other, { baseUrl: 'https://odoo.client.fr' })).toThrow(
      refusal as Error,
    );
    expect(canBeOwnHost('localhost')).toBe(false);
  });

  it('refuses a name that leads inside when it is resolved, and lets this machine be itself', async () => {
    expect(await resolved('localhost')).toBe('object');
    expect(await resolved('127.0.0.1')).toBe('ELEADSINSIDE');
    expect(await resolved('10.0.0.7')).toBe('ELEADSINSIDE');
  });
});

describe('software inside the network, as the installation allows', () => {
  const allowed = parseOwnHosts([
    '10.20.0.0/16',
    '192.168.1.20',
    'Odoo:8069',
    'erp.intra',
    'fd00::/8',
  ]);

  it.each([
    ...[
      'https://10.20.3.4',
      'http://10.20.3.4:8080/api',
      'http://192.168.1.20',
      'https://[fd00::7]',
    ],
    ...['http://odoo:8069', 'https://erp.intra', 'http://ERP.intra:8000'],
  ])('may be at %s', (baseUrl) => {
    expect(validateConfig(own, { baseUrl }, allowed).baseUrl).toBe(baseUrl);
  });

  it.each([
    ...[
      'https://10.21.0.1',
      'https://192.168.1.21',
      'http://odoo:22',
      'https://odoo',
      'https://intra',
    ],
    ...['https://169.254.169.254', 'https://other.internal'],
  ])('may still not be at %s', (baseUrl) => {
    const refusal: unknown = expect.objectContaining({ code: 'HOST_NOT_DECLARED' });
    expect(() => validateConfig(own, { baseUrl }, allowed)).toThrow(refusal as Error);
  });

  it('is not spoken to in the clear where only its address is allowed, and not its name', () => {
    const refusal: unknown = expect.objectContaining({ code: 'CONNECTOR_CONFIG_INVALID' });
    const config = { baseUrl: 'http://books.client.fr' };
    expect(() => validateConfig(own, config, allowed)).toThrow(refusal as Error);
  });

  it('is not allowed to a provider with hosts of its own', () => {
    const other = { ...own, isSelfHosted: false };
    const refusal: unknown = expect.objectContaining({ code: 'HOST_NOT_DECLARED' });
    const config = { baseUrl: 'https://10.20.3.4' };
    expect(() => validateConfig(other, config, allowed)).toThrow(refusal as Error);
  });

  it('is reached where a name leads to an allowed address, and to nothing beside it', async () => {
    expect(await resolved('10.20.0.7', allowed)).toBe('object');
    expect(await resolved('10.21.0.7', allowed)).toBe('ELEADSINSIDE');
    expect(await resolved('127.0.0.1', parseOwnHosts(['127.0.0.1:9']))).toBe('object');
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    'http://odoo',
    'a b',
    '10.0.0.0/8/8',
    'odoo:port',
    '999.1.1.1',
  ])('refuses %p as an entry', (entry) => {
    const refusal: unknown = expect.objectContaining({
      code: 'CONFIG_INVALID',
      place: { field: 'ENCOURS_SOURCE_ALLOW' },
    });
    expect(() => parseOwnHosts([entry])).toThrow(refusal as Error);
  });
});

function resolved(name: string, within: OwnHosts = PUBLIC_HOSTS): Promise<string> {
  return new Promise((done) => {
    lookupWithin(within)(name, { all: true }, (error, found) => {
      done(error === null ? typeof found : (error.code ?? ''));
    });
  });
}
