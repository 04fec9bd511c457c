import fc from 'fast-check';
import { redactedBytes, storingRedactor } from '../../src/connector-kit/redact';

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
