import { IsInt, IsString, Max } from 'class-validator';
import { healthy } from '../../src/connector-kit/audits/mutants';
import { ProviderConfig, validateConfig } from '../../src/connector-kit/provider-config';
import { EncoursError } from '../../src/kernel';
import type { Connector } from '../../src/connector-kit/connector';

class ExampleConfig extends ProviderConfig {
  static readonly secrets = ['apiKey'];
  override baseUrl = 'https://api.healthy.example/v1';
  @IsString()
  apiKey!: string;
  @IsInt()
  @Max(100)
  pageSize = 25;
}
const { streams: _streams, ...rest } = healthy;
const connector: Connector<ExampleConfig> = { ...rest, config: ExampleConfig };

function refusal(raw: unknown): EncoursError {
  try {
    validateConfig(connector, raw);
  } catch (error) {
    if (error instanceof EncoursError) return error;
    throw error;
  }
  throw new Error('accepted');
}

it('fills in defaults and keeps what is given', () => {
  const config = validateConfig(connector, { apiKey: 'k', pageSize: 50 });
  expect(config).toBeInstanceOf(ExampleConfig);
  expect(config).toMatchObject({ pageSize: 50, baseUrl: 'https://api.healthy.example/v1' });
});

it('takes undefined for absent', () => {
  expect(validateConfig(connector, { apiKey: 'k', pageSize: undefined }).pageSize).toBe(25);
});

it.each<[string, unknown, string, RegExp]>([
  ['a missing property', {}, 'apiKey', /apiKey must be a string; it is missing/],
  ['a wrong value', { apiKey: 'k', pageSize: 500 }, 'pageSize', /greater than 100; it is 500/],
  ['a text for a number', { apiKey: 'k', pageSize: '5' }, 'pageSize', /integer.*it is "5"/],
  ['an unknown property', { apiKey: 'k', apikey: 's3cret' }, 'apikey', /"apikey" is unknown/],
  ['a prototype', JSON.parse('{"apiKey":"k","__proto__":{}}'), '__proto__', /unknown/],
  ['an inherited name', { apiKey: 'k', constructor: 1 }, 'constructor', /unknown/],
  ['another protocol', { apiKey: 'k', baseUrl: 'ftp://x' }, 'baseUrl', /URL/],
  ['no URL', { apiKey: 'k', baseUrl: 'healthy' }, 'baseUrl', /URL/],
  [
    'plain http to the provider',
    { apiKey: 'k', baseUrl: 'http://api.healthy.example' },
    'baseUrl',
    /must be https/,
  ],
  [
    'a password in the address',
    { apiKey: 'k', baseUrl: 'https://u:p@api.healthy.example' },
    'baseUrl',
    /user name or password/,
  ],
  [
    'a faster pace than the provider allows',
    { apiKey: 'k', requestsPerSecond: 50 },
    'requestsPerSecond',
    /the provider allows 5/,
  ],
])('refuses %s and names the property', (_name, raw, field, message) => {
  const error = refusal(raw);
  expect(error).toMatchObject({ family: 'CONFIG', code: 'CONNECTOR_CONFIG_INVALID' });
  expect(error.place.field).toBe(field);
  expect(error.message).toMatch(message);
});

it.each(['https://evil.example', 'https://api.healthy.example.evil.example', 'http://10.0.0.1'])(
  'refuses the host of %s, which is not declared',
  (baseUrl) => {
    expect(refusal({ apiKey: 'k', baseUrl })).toMatchObject({ code: 'HOST_NOT_DECLARED' });
  },
);

it.each(['http://127.0.0.1:4010/x', 'http://localhost:4010', 'http://[::1]:4010'])(
  'accepts %s, where a simulator may be, at any pace',
  (baseUrl) => {
    const raw = { apiKey: 'k', baseUrl, requestsPerSecond: 5000 };
    expect(validateConfig(connector, raw).baseUrl).toBe(baseUrl);
  },
);

it('never shows a secret, not even a wrong one', () => {
  expect(refusal({ apiKey: 424242 }).message).not.toContain('424242');
  expect(refusal({ apikey: 's3cret' }).message).not.toContain('s3cret');
});

it.each([[[]], ['x'], [5]])('refuses %p, which is no object', (raw) => {
  expect(refusal(raw).message).toMatch(/must be an object/);
});
