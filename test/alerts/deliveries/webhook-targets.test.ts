import {
  NOTHING_ALLOWED,
  parseAllowedTargets,
  requireAddresses,
  webhookUrl,
} from '../../../src/alerts';
import { innerRange } from '../../../src/alerts/deliveries/webhook-targets';
import { isEncoursError } from '../../../src/kernel';

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'taken';
  } catch (error) {
    return isEncoursError(error) ? error.code : String(error);
  }
}

describe('the address of a webhook', () => {
  it.each([
    ['https://hooks.example.com/encours?x=1', 'taken'],
    ['https://hooks.example.com:8443/', 'taken'],
    ['https://93.184.216.34/', 'taken'],
    ['https://[2606:2800:220:1::1]/', 'taken'],
    ['hooks.example.com', 'WEBHOOK_URL_INVALID'],
    ['/hooks', 'WEBHOOK_URL_INVALID'],
    ['ftp://example.com/', 'WEBHOOK_URL_INVALID'],
    ['file:///etc/passwd', 'WEBHOOK_URL_INVALID'],
    ['javascript:alert(1)', 'WEBHOOK_URL_INVALID'],
    ['https://user:pass@example.com/', 'WEBHOOK_URL_INVALID'],
    ['https://user@example.com/', 'WEBHOOK_URL_INVALID'],
    ['https://example.com/#part', 'WEBHOOK_URL_INVALID'],
    [`https://example.com/${'x'.repeat(2_000)}`, 'WEBHOOK_URL_INVALID'],
    ['https://example.com:25/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://127.0.0.1/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://127.1/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://2130706433/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://0x7f.0.0.1/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://017700000001/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://0/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://10.1.2.3/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://169.254.169.254/latest/meta-data', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://[::1]/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://[::ffff:10.0.0.1]/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://[fd00::1]/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://[fe80::1]/', 'WEBHOOK_URL_FORBIDDEN'],
    ['https://[64:ff9b::a00:1]/', 'WEBHOOK_URL_FORBIDDEN'],
  ])('%s is %s', (url, outcome) => {
    expect(codeOf(() => webhookUrl(url, NOTHING_ALLOWED))).toBe(outcome);
  });

  it('in the clear is refused when its name leads anywhere that is not allowed', () => {
    const url = webhookUrl('http://example.com/', NOTHING_ALLOWED);
    const judge = (): void => requireAddresses(url, ['93.184.216.34'], NOTHING_ALLOWED);
    expect(codeOf(judge)).toBe('WEBHOOK_URL_FORBIDDEN');
    const allowed = parseAllowedTargets(['example.com']);
    expect(codeOf(() => requireAddresses(url, ['93.184.216.34'], allowed))).toBe('taken');
  });

  it('is refused when a single one of its addresses is inward', () => {
    const url = webhookUrl('https://example.com/', NOTHING_ALLOWED);
    const judge = (addresses: string[]) => (): void =>
      requireAddresses(url, addresses, NOTHING_ALLOWED);
    expect(codeOf(judge(['93.184.216.34', '2606:2800:220:1::1']))).toBe('taken');
    expect(codeOf(judge(['93.184.216.34', '192.168.0.1']))).toBe('WEBHOOK_URL_FORBIDDEN');
    expect(codeOf(judge(['not an address']))).toBe('WEBHOOK_URL_FORBIDDEN');
  });
});

describe('what an installation allows', () => {
  it.each([
    ['127.0.0.0/8', 'http://127.0.0.1:8080/', 'taken'],
    ['127.0.0.1', 'http://127.0.0.1:8080/', 'taken'],
    ['127.0.0.1', 'http://127.0.0.2:8080/', 'WEBHOOK_URL_FORBIDDEN'],
    ['10.0.0.0/8', 'https://[::ffff:10.0.0.1]/', 'taken'],
    ['fd00::/8', 'https://[fd00::1]:8443/', 'taken'],
    ['localhost:8080', 'http://localhost:8080/', 'taken'],
    ['10.0.0.0/8', 'https://192.168.1.1/', 'WEBHOOK_URL_FORBIDDEN'],
  ])('%s lets %s be %s', (entry, url, outcome) => {
    expect(codeOf(() => webhookUrl(url, parseAllowedTargets([entry])))).toBe(outcome);
  });

  it('holds for the port that is named, and no other', () => {
    const allowed = parseAllowedTargets(['localhost:8080']);
    const judge = (text: string) => (): void =>
      requireAddresses(webhookUrl(text, allowed), ['127.0.0.1'], allowed);
    expect(codeOf(judge('http://localhost:8080/'))).toBe('taken');
    expect(codeOf(judge('http://localhost:8081/'))).toBe('WEBHOOK_URL_FORBIDDEN');
  });

  it.each(['10.0.0.0/33', 'http://x', 'a b', '*', '-x'])('refuses %s', (entry) => {
    expect(codeOf(() => parseAllowedTargets([entry]))).toBe('CONFIG_INVALID');
  });
});

describe('ranges that are not the public Internet', () => {
  it.each([
    ...['0.0.0.0', '10.255.255.255', '100.64.0.1', '127.8.8.8', '169.254.1.1', '172.31.0.1'],
    ...['192.0.0.1', '192.0.2.1', '192.168.1.1', '198.18.0.1', '203.0.113.7', '224.0.0.1'],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', 'fc00::1', 'fe80::1', 'ff02::1'],
    ...['2001:db8::1', '2002:0a00:0001::1', '64:ff9b::7f00:1', '::ffff:127.0.0.1', '2001::1'],
    ...['100::1', 'fec0::1', '::127.0.0.1'],
  ])('%s', (address) => {
    expect(innerRange(address)).not.toBeNull();
  });

  it.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '64:ff9b::808:808'])(
    'none of which is %s',
    (address) => {
      expect(innerRange(address)).toBeNull();
    },
  );
});
