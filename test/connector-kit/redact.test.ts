import fc from 'fast-check';
import {
  redactedBytes,
  redactor,
  storableJson,
  storingRedactor,
} from '../../src/connector-kit/redact';

it('cuts a credential out of bytes and leaves every other byte as it was', () => {
  const around = fc.tuple(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 60 }));
  for (const secret of ['s3cret-k3y', 'pässwörd-ü']) {
    fc.assert(
      fc.property(around, ([before, after]) => {
        const bytes = Buffer.concat([before, Buffer.from(secret), after]);
        const mask = Buffer.from('[redacted]');
        expect(redactedBytes(bytes, [secret])).toEqual(Buffer.concat([before, mask, after]));
      }),
    );
  }
});

it('leaves words alone that only look like a short credential', () => {
  expect(storingRedactor(['demo'])).toBeNull();
  expect(redactedBytes(Buffer.from('demolition'), ['demo']).toString()).toBe('demolition');
});

it.each([
  ['user=demo, password=demo', 'user=[redacted], password=[redacted]'],
  ['a demonstration of demos', 'a demonstration of demos'],
  ['{"key":"demo"}', '{"key":"[redacted]"}'],
  ['/v1/demo/companies?k=demo', '/v1/[redacted]/companies?k=[redacted]'],
  ['démodemo demo_1', 'démodemo demo_1'],
])('masks a short credential only where it stands alone: %s', (text, shown) => {
  expect(redactor(['demo'])(text)).toBe(shown);
});

it('masks a short credential of signs as it is written, not as a pattern', () => {
  expect(redactor(['a.b*'])('axbb a.b* a.b**')).toBe('axbb [redacted] [redacted]*');
  expect(redactor(['12345'])('amount 912345, key 12345')).toBe('amount 912345, key [redacted]');
});

describe('a body that is stored to be read again', () => {
  const secret = 's3cret-k3y';

  it('stays as it came, digits and all, when it tells no credential', () => {
    const body = Buffer.from('{"n": 12345678901234567890.10, "t": "x"}');
    expect(storableJson(body, [secret])).toBe(body);
  });

  it('loses a credential, also one written with escapes', () => {
    const escaped = Array.from(Buffer.from(secret), (byte) => `\\u00${byte.toString(16)}`).join('');
    for (const said of [secret, escaped]) {
      const kept = storableJson(Buffer.from(`{"you": "${said}", "n": 1}`), [secret]);
      expect(JSON.parse(kept.toString())).toEqual({ you: '[redacted]', n: 1 });
    }
  });

  it('is not kept at all when nobody can read it', () => {
    for (const body of ['<html>', '', '{"a":', Buffer.from(secret, 'utf16le')])
      expect(storableJson(Buffer.from(body), [secret])).toHaveLength(0);
  });
});
