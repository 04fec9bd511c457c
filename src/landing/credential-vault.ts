/** Tokens that a provider replaces with each use, kept sealed and renewed by one process at a time. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { authError, isEncoursError, transientError, type Clock, type Logger } from '../kernel';
import type { AccessToken, CredentialVault, Renewal, RenewedTokens } from '../connector-kit';
import type { Database, Transaction } from '../database';
import { readCredential, TOKENS_FIELD, type KnownCredential } from './connection-credentials';
import type { SecretKeys } from './secret-keys';

export interface VaultOptions {
  database: Database;
  keys: SecretKeys;
  clock: Clock;
  logger: Logger;
  tenantId: string;
  connectionId: string;
  /** Ends the waiting for another process; a renewal that is under way is finished. */
  signal: AbortSignal;
}

/** An access token with less life than this is not begun with. */
const LEFT_MIN_MS = 30_000;
const LOOK_AGAIN_MS = 150;
/** Longer than a token service takes, with its repetitions. */
const WAIT_MAX_MS = 90_000;
const STORE_ATTEMPTS = 4;

/**
 * The tokens of a connection. A renewal marks the token it presents, presents it, and stores what the provider answers in a
 * transaction of its own before anybody uses it; the other processes wait for that and use it too. A process that is killed
 * after the provider has answered and before that is stored (a few milliseconds) leaves the mark: the next renewal presents
 * the same token again, which providers take for some time, and one that is refused then says why and asks the owner to
 * connect again. Throws what `renew` throws, TRANSIENT OAUTH_RENEWAL_BUSY, AUTH OAUTH_TOKEN_LOST and what `SecretKeys` throws.
 */
export class PostgresVault implements CredentialVault {
  constructor(private readonly options: VaultOptions) {}

  async accessToken(renewal: Renewal): Promise<AccessToken> {
    const { clock, signal } = this.options;
    const untilMs = clock.now().getTime() + WAIT_MAX_MS;
    for (let looks = 0; looks * LOOK_AGAIN_MS < WAIT_MAX_MS; looks += 1) {
      const kept = this.inForce(await this.known(renewal.given), renewal);
      if (kept !== null) return kept;
      const renewed = await this.renewAlone(renewal);
      if (renewed !== null) return renewed;
      if (clock.now().getTime() > untilMs) break;
      await sleep(LOOK_AGAIN_MS, undefined, { signal });
    }
    throw transientError(
      'OAUTH_RENEWAL_BUSY',
      'another process has been renewing the login for long',
      {
        remedy: 'Nothing to do: the next run tries again.',
      },
    );
  }

  private inForce(known: KnownCredential, { refused }: Renewal): AccessToken | null {
    const { tokens, accessUntil } = known;
    if (tokens === null || accessUntil === null || tokens.accessToken === refused) return null;
    const expiresInMs = accessUntil.getTime() - this.options.clock.now().getTime();
    return expiresInMs < LEFT_MIN_MS ? null : { token: tokens.accessToken, expiresInMs };
  }

  /** Null while another process renews. */
  private renewAlone(renewal: Renewal): Promise<AccessToken | null> {
    const { database, tenantId, connectionId } = this.options;
    return database.tenant(tenantId, async (tx) => {
      // Held by a transaction that does nothing else, so that it ends with the process, however that ends.
      const [lock] = await tx.query<{ isOurs: boolean }>(
        `SELECT pg_try_advisory_xact_lock(hashtextextended('oauth:' || $1, 0)) AS "isOurs"`,
        [connectionId],
      );
      if (lock?.isOurs !== true) return null;
      const known = await this.known(renewal.given);
      return this.inForce(known, renewal) ?? (await this.renew(renewal, known));
    });
  }

  private async renew(renewal: Renewal, known: KnownCredential): Promise<AccessToken> {
    const { keys, clock } = this.options;
    this.options.signal.throwIfAborted();
    // What cannot be stored must not be asked for.
    keys.seal(this.place, '');
    const presented = known.tokens?.refreshToken ?? renewal.given;
    await this.mark(renewal.given);
    const renewed = await renewal.renew(presented).catch(async (error: unknown) => {
      throw await this.explained(error, known.presentedAt);
    });
    const accessUntil = new Date(clock.now().getTime() + renewed.expiresInMs);
    await this.store(renewal.given, {
      ...renewed,
      refreshToken: renewed.refreshToken ?? presented,
      accessUntil,
    });
    return { token: renewed.accessToken, expiresInMs: renewed.expiresInMs };
  }

  private get place(): { tenantId: string; connectionId: string; field: string } {
    const { tenantId, connectionId } = this.options;
    return { tenantId, connectionId, field: TOKENS_FIELD };
  }

  private known(given: string): Promise<KnownCredential> {
    const { keys, connectionId } = this.options;
    return this.inTenant((tx) =>
      readCredential(tx, keys, { connectionId, givenHash: hashOf(given) }),
    );
  }

  private inTenant<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.options.database.tenant(this.options.tenantId, work);
  }

  /** Another token than the one this began with starts afresh. */
  private async mark(given: string): Promise<void> {
    const { connectionId, clock } = this.options;
    await this.inTenant((tx) =>
      tx.execute(
        `INSERT INTO connection_credential AS c (tenant_id, connection_id, given_hash, presented_at)
         VALUES ($1, $2, $3, $4)
         ON CONFLICT (tenant_id, connection_id) DO UPDATE SET presented_at = EXCLUDED.presented_at,
           given_hash = EXCLUDED.given_hash,
           sealed_tokens = CASE WHEN c.given_hash = EXCLUDED.given_hash THEN c.sealed_tokens END,
           secret_key_id = CASE WHEN c.given_hash = EXCLUDED.given_hash THEN c.secret_key_id END,
           access_until = CASE WHEN c.given_hash = EXCLUDED.given_hash THEN c.access_until END,
           renewed_at = CASE WHEN c.given_hash = EXCLUDED.given_hash THEN c.renewed_at END`,
        [tx.tenantId, connectionId, hashOf(given), clock.now()],
      ),
    );
  }

  /** The only copy of the new token is in this process: a database that is away for a moment is tried again. */
  private async store(
    given: string,
    tokens: Omit<RenewedTokens, 'expiresInMs'> & { accessUntil: Date },
  ): Promise<void> {
    const { keys, connectionId, clock, logger } = this.options;
    const { accessToken, refreshToken, accessUntil } = tokens;
    const { keyId, sealed } = keys.seal(this.place, JSON.stringify({ accessToken, refreshToken }));
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.inTenant((tx) =>
          tx.execute(
            `UPDATE connection_credential SET sealed_tokens = $4, secret_key_id = $5, access_until = $6, renewed_at = $7,
               presented_at = NULL
             WHERE tenant_id = $1 AND connection_id = $2 AND given_hash = $3`,
            [tx.tenantId, connectionId, hashOf(given), sealed, keyId, accessUntil, clock.now()],
          ),
        );
        return;
      } catch (error) {
        if (attempt >= STORE_ATTEMPTS) throw error;
        logger.warn('a renewed login could not be stored, trying again', { connectionId, attempt });
        await sleep(200 * 2 ** attempt);
      }
    }
  }

  /** A refusal is an answer: nothing is under way any more. */
  private async explained(error: unknown, presentedAt: Date | null): Promise<unknown> {
    if (!isEncoursError(error, 'AUTH')) return error;
    const { connectionId } = this.options;
    await this.inTenant((tx) =>
      tx.execute(
        `UPDATE connection_credential SET presented_at = NULL WHERE tenant_id = $1 AND connection_id = $2`,
        [tx.tenantId, connectionId],
      ),
    );
    if (presentedAt === null) return error;
    return authError(
      'OAUTH_TOKEN_LOST',
      `the provider takes the login no more: its renewal of ${presentedAt.toISOString()} ended before the new one was stored (${error.message})`,
      {
        cause: error,
        remedy: 'Let the owner consent again, by `npx encours connections authorize`.',
      },
    );
  }
}

/** A refresh token is as good as random, so that its hash gives nothing away. */
function hashOf(token: string): string {
  return createHash('sha256').update('encours.given.1:').update(token).digest('hex');
}
