import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { SecretKeys, type SecretPlace } from '../../src/landing';

const place: SecretPlace = { tenantId: 't', connectionId: 'c', field: 'apiKey' };
const key = (): Buffer => randomBytes(32);

it('gives back what it sealed, whatever it was', () => {
  const keys = SecretKeys.of([key()]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
      expect(keys.open(place, keys.seal(place, text))).toBe(text);
    }),
  );
});

it('never seals the same twice alike, and shows nothing of it', () => {
  const keys = SecretKeys.of([key()]);
  const sealed = [1, 2, 3].map(() => keys.seal(place, 'password').sealed);
  expect(new Set(sealed).size).toBe(3);
  for (const text of sealed) expect(Buffer.from(text, 'base64').toString()).not.toContain('passw');
});

it('opens at its own place only: parts that run together are told apart', () => {
  const keys = SecretKeys.of([key()]);
  const sealed = keys.seal({ tenantId: 'ab', connectionId: 'c', field: 'd' }, 'x');
  for (const other of [
    { tenantId: 'a', connectionId: 'bc', field: 'd' },
    { tenantId: 'ab', connectionId: 'cd', field: '' },
    { tenantId: 'ab', connectionId: 'c', field: 'e' },
  ]) {
    expect(() => keys.open(other, sealed)).toThrow('changed or moved');
  }
});

it('notices one changed bit, anywhere', () => {
  const keys = SecretKeys.of([key()]);
  const { keyId, sealed } = keys.seal(place, 'password');
  const bytes = Buffer.from(sealed, 'base64');
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    const open = (): string => keys.open(place, { keyId, sealed: changed.toString('base64') });
    expect(open).toThrow('changed or moved');
  }
  expect(() => keys.open(place, { keyId, sealed: 'AAAA' })).toThrow('cut short');
});

it('seals with the first key and opens with any, named by an id that is not the key', () => {
  const [old, fresh] = [key(), key()];
  const before = SecretKeys.of([old]);
  const sealed = before.seal(place, 'x');
  const both = SecretKeys.of([fresh, old]);
  expect(both.open(place, sealed)).toBe('x');
  expect(both.seal(place, 'x').keyId).toBe(SecretKeys.of([fresh]).sealingKeyId);
  expect(() => SecretKeys.of([fresh]).open(place, sealed)).toThrow(
    `apiKey of connection c was sealed with key ${sealed.keyId}, which is not among the keys given`,
  );
  expect(old.toString('hex')).not.toContain(sealed.keyId);
});

it('prints nothing of its keys', () => {
  const secret = key();
  const keys = SecretKeys.of([secret]);
  const shown = `${JSON.stringify(keys)} ${inspect(keys, { depth: 5, showHidden: true })}`;
  expect(shown).not.toContain(secret.toString('base64'));
  expect(shown).not.toContain(secret.toString('hex'));
});

it('refuses keys of another length', () => {
  expect(() => SecretKeys.of([randomBytes(16)])).toThrow('32 bytes');
});
