import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { authError, configError } from '../kernel';

/** What a sealed text belongs to: moved to any other place, it does not open. */
export interface SecretPlace {
  tenantId: string;
  connectionId: string;
  field: string;
}

export const SECRET_KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

interface SecretKey {
  id: string;
  bytes: Buffer;
}

/** The keys of an installation: the first seals, all of them open. They are held in memory only and never printed. */
export class SecretKeys {
  /** Nothing can be sealed or opened; what needs no secret works. */
  static readonly none = new SecretKeys([]);

  readonly #keys: readonly SecretKey[];

  private constructor(keys: readonly SecretKey[]) {
    this.#keys = keys;
  }

  /** Keys of 32 bytes each, the one that seals first. */
  static of(keys: readonly Uint8Array[]): SecretKeys {
    const known = keys.map((bytes) => {
      if (bytes.length !== SECRET_KEY_BYTES) {
        throw configError('SECRET_KEY_INVALID', `a secret key has ${SECRET_KEY_BYTES} bytes`, {
          remedy: 'make one with `openssl rand -base64 32`',
        });
      }
      return { id: keyIdOf(bytes), bytes: Buffer.from(bytes) };
    });
    return new SecretKeys(known);
  }

  /** Id of the key that seals; null without keys. Tells nothing about the key. */
  get sealingKeyId(): string | null {
    return this.#keys[0]?.id ?? null;
  }

  get ids(): string[] {
    return this.#keys.map((key) => key.id);
  }

  /** Seals under the first key with a fresh nonce. Throws CONFIG SECRET_KEY_MISSING without one. */
  seal(place: SecretPlace, plain: string): { keyId: string; sealed: string } {
    const [key] = this.#keys;
    if (key === undefined) throw secretKeyMissing('a secret cannot be stored');
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(CIPHER, key.bytes, nonce);
    cipher.setAAD(placeBytes(place));
    const sealed = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final()]);
    return {
      keyId: key.id,
      sealed: Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64'),
    };
  }

  /**
   * Opens what was sealed at this place. Throws CONFIG SECRET_KEY_MISSING without any key, AUTH SECRET_UNREADABLE when its
   * key is not among them or the text is not what was sealed here.
   */
  open(place: SecretPlace, sealed: { keyId: string; sealed: string }): string {
    if (this.#keys.length === 0) throw secretKeyMissing('a stored secret cannot be opened');
    const key = this.#keys.find(({ id }) => id === sealed.keyId);
    if (key === undefined) throw unreadable(place, sealed.keyId, 'is not among the keys given');
    const bytes = Buffer.from(sealed.sealed, 'base64');
    if (bytes.length < NONCE_BYTES + TAG_BYTES) {
      throw unreadable(place, sealed.keyId, 'does not open it: it is cut short');
    }
    const decipher = createDecipheriv(CIPHER, key.bytes, bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(placeBytes(place));
    decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    try {
      const plain = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
      return Buffer.concat([plain, decipher.final()]).toString('utf8');
    } catch {
      throw unreadable(place, sealed.keyId, 'does not open it: it was changed or moved');
    }
  }
}

/** Unambiguous whatever the parts hold. */
function placeBytes({ tenantId, connectionId, field }: SecretPlace): Buffer {
  return Buffer.from(JSON.stringify(['encours.secret.1', tenantId, connectionId, field]));
}

/** A key is 256 random bits, so that its hash gives nothing away. */
function keyIdOf(bytes: Uint8Array): string {
  return createHash('sha256').update('encours.key-id.1:').update(bytes).digest('hex').slice(0, 12);
}

function secretKeyMissing(what: string): Error {
  return configError('SECRET_KEY_MISSING', `${what}: no key is given to this process`, {
    place: { field: 'ENCOURS_SECRET_KEY' },
    remedy:
      'set ENCOURS_SECRET_KEY to 32 random bytes in base64 (openssl rand -base64 32), or ENCOURS_SECRET_KEY_FILE to a file that holds them',
  });
}

function unreadable({ connectionId, field }: SecretPlace, keyId: string, why: string): Error {
  return authError(
    'SECRET_UNREADABLE',
    `${field} of connection ${connectionId} was sealed with key ${keyId}, which ${why}`,
    {
      place: { field },
      remedy: 'give that key again beside the new one, then resume; or enter the credentials anew',
    },
  );
}
