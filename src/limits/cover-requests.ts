/**
 * Covers asked of insurers. What the insurer was asked cannot be taken back and asking twice is not asking once, so a
 * request is marked SENT in a transaction of its own before it goes out, and is never sent again: who dies in between
 * leaves it in doubt, and the insurer's own list of covers, or a person, says how it ended.
 */
import { conflictError, domainError, newId } from '../kernel';
import { dayAt, type Transaction } from '../database';
import type { CoverRequestStatus } from './cover-request.entity';

export interface CoverRequestDraft {
  connectionId: string;
  siren: string;
  customerId: string | null;
  amountMinor: bigint;
  currency: string;
  /** The caller's own: the same key is the same request, however often it is sent. */
  idempotencyKey: string;
  by: string;
  at: Date;
}

/**
 * Opens the request of this key, or answers the one there is. Throws IDEMPOTENCY_KEY_REUSED when that one asks for
 * something else, COVER_REQUEST_OPEN when another request for the buyer is on its way or in doubt, and COVER_EXISTS when a
 * cover of the buyer by name is in force.
 */
export async function openCoverRequest(
  tx: Transaction,
  draft: CoverRequestDraft,
): Promise<{ coverRequestId: string }> {
  await giveUpUnheardOf(tx, draft.connectionId, draft.at);
  const coverRequestId = newId();
  const inserted = await tx.execute(
    `INSERT INTO cover_request (tenant_id, cover_request_id, connection_id, siren, customer_id, amount_minor, currency,
       idempotency_key, status, requested_by, requested_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'PENDING', $9, $10)
     ON CONFLICT DO NOTHING`,
    [
      tx.tenantId,
      coverRequestId,
      draft.connectionId,
      draft.siren,
      draft.customerId,
      draft.amountMinor,
      draft.currency,
      draft.idempotencyKey,
      draft.by,
      draft.at,
    ],
  );
  if (inserted === 0) return sameRequest(tx, draft);
  await requireNoCover(tx, draft);
  return { coverRequestId };
}

/** An insurer keeps one cover of a buyer: asked for a second, it refuses, or replaces the one there is. */
async function requireNoCover(
  tx: Transaction,
  { connectionId, siren, at }: CoverRequestDraft,
): Promise<void> {
  const [cover] = await tx.query<{ endsOn: string | null }>(
    `SELECT ends_on AS "endsOn" FROM insurance_cover
     WHERE tenant_id = $1::uuid AND company_id = stable_id($1::text, $2) AND connection_id = $3
       AND superseded_at IS NULL AND kind = 'NAMED' AND status = 'GRANTED' AND coalesce(amount_minor, 0) > 0
       AND (effective_on IS NULL OR effective_on <= $4) AND (ends_on IS NULL OR ends_on >= $4)
       AND (expires_on IS NULL OR expires_on > $4)
     ORDER BY ends_on DESC NULLS FIRST LIMIT 1`,
    [tx.tenantId, siren, connectionId, await dayAt(tx, at)],
  );
  if (cover === undefined) return;
  const until = cover.endsOn === null ? '' : ` until ${cover.endsOn}`;
  throw domainError('COVER_EXISTS', `this insurer covers the buyer already${until}`, {
    remedy:
      'see Company.covers; have its amount changed at the insurer, or ask for a new one when it has ended',
  });
}

async function sameRequest(
  tx: Transaction,
  draft: CoverRequestDraft,
): Promise<{ coverRequestId: string }> {
  const [known] = await tx.query<{ coverRequestId: string; isSame: boolean }>(
    `SELECT cover_request_id AS "coverRequestId", (connection_id, siren, amount_minor, currency) = ($3, $4, $5, $6)
       AS "isSame"
     FROM cover_request WHERE tenant_id = $1 AND idempotency_key = $2`,
    [
      tx.tenantId,
      draft.idempotencyKey,
      draft.connectionId,
      draft.siren,
      draft.amountMinor,
      draft.currency,
    ],
  );
  if (known === undefined) {
    throw conflictError(
      'COVER_REQUEST_OPEN',
      'another request for this buyer is on its way to the insurer, or in doubt',
      { remedy: 'see coverRequests: wait for its answer, or settle it' },
    );
  }
  if (known.isSame) return { coverRequestId: known.coverRequestId };
  throw domainError('IDEMPOTENCY_KEY_REUSED', 'this key asked for another cover before', {
    place: { field: 'idempotencyKey' },
    remedy: 'use a new key for a new request',
  });
}

export interface ClaimedCoverRequest {
  siren: string;
  amountMinor: bigint;
  currency: string;
}

/** Marks a request SENT; null when somebody has. To be committed before anything is sent. */
export async function claimCoverRequest(
  tx: Transaction,
  coverRequestId: string,
  at: Date,
): Promise<ClaimedCoverRequest | null> {
  const claimed = await tx.execute(
    `UPDATE cover_request SET status = 'SENT', sent_at = $3
     WHERE tenant_id = $1 AND cover_request_id = $2 AND status = 'PENDING'`,
    [tx.tenantId, coverRequestId, at],
  );
  if (claimed === 0) return null;
  const [row] = await tx.query<{ siren: string; minor: string; currency: string }>(
    `SELECT siren, amount_minor AS minor, currency FROM cover_request
     WHERE tenant_id = $1 AND cover_request_id = $2`,
    [tx.tenantId, coverRequestId],
  );
  if (row === undefined) return null;
  return { siren: row.siren, amountMinor: BigInt(row.minor), currency: row.currency };
}

export interface CoverAnswer {
  status: Exclude<CoverRequestStatus, 'PENDING' | 'SENT'>;
  providerReference: string | null;
  /** Code of the error, when it was one. */
  code: string | null;
  message: string | null;
  at: Date;
}

/** Notes what came of a request that was sent; late answers count too, unless it has been settled meanwhile. */
export async function answerCoverRequest(
  tx: Transaction,
  coverRequestId: string,
  answer: CoverAnswer,
): Promise<void> {
  await tx.execute(
    `UPDATE cover_request SET status = $3, answered_at = $4, provider_reference = $5, code = $6, message = $7
     WHERE tenant_id = $1 AND cover_request_id = $2
       AND (status = 'SENT' OR status = 'IN_DOUBT' AND settled_by IS NULL)`,
    [
      tx.tenantId,
      coverRequestId,
      answer.status,
      answer.at,
      answer.providerReference,
      answer.code,
      answer.message?.slice(0, 2_000) ?? null,
    ],
  );
}

/** Longer than any request to an insurer may take: older ones have no process behind them. */
const SENDING_MINUTES = 15;

/** What a process that is gone had sent is in doubt; what it had not sent never will be. */
async function giveUpUnheardOf(tx: Transaction, connectionId: string, at: Date): Promise<void> {
  await tx.execute(
    `UPDATE cover_request SET status = 'IN_DOUBT', code = 'COVER_ANSWER_LOST',
       message = 'the process that sent it ended before the answer was recorded; it is not sent again'
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'SENT'
       AND sent_at < $3::timestamptz - interval '${SENDING_MINUTES} minutes'`,
    [tx.tenantId, connectionId, at],
  );
  await tx.execute(
    `UPDATE cover_request SET status = 'FAILED', code = 'COVER_NOT_SENT',
       message = 'the process that took it ended before it was sent'
     WHERE tenant_id = $1 AND connection_id = $2 AND status = 'PENDING'
       AND requested_at < $3::timestamptz - interval '${SENDING_MINUTES} minutes'`,
    [tx.tenantId, connectionId, at],
  );
}

/**
 * Reads from the insurer's covers how requests in doubt or referred ended: a cover of the amount asked for, told after
 * the request was sent. Answers how many were settled.
 */
export async function settleByCovers(
  tx: Transaction,
  connectionId: string,
  at: Date,
): Promise<number> {
  await giveUpUnheardOf(tx, connectionId, at);
  return tx.execute(
    `UPDATE cover_request r SET status = s.status, answered_at = $3, settled_by = 'cover ' || s.source_key
     FROM (
       SELECT DISTINCT ON (q.cover_request_id) q.cover_request_id, i.source_key,
         CASE i.status WHEN 'PENDING' THEN 'REFERRED' WHEN 'GRANTED' THEN 'GRANTED' ELSE 'REFUSED' END AS status
       FROM cover_request q
       JOIN insurance_cover i ON i.tenant_id = q.tenant_id AND i.connection_id = q.connection_id
         AND i.company_id = stable_id(q.tenant_id::text, q.siren) AND i.superseded_at IS NULL
       WHERE q.tenant_id = $1 AND q.connection_id = $2 AND q.status IN ('IN_DOUBT', 'REFERRED')
         AND i.recorded_at >= q.sent_at
         AND (i.status = 'PENDING' OR i.decided_on IS NULL OR i.decided_on >= (q.sent_at - interval '1 day')::date)
         AND i.status IN ('PENDING', 'GRANTED', 'REFUSED')
         AND (i.requested_minor = q.amount_minor OR i.amount_minor = q.amount_minor) AND i.currency = q.currency
       ORDER BY q.cover_request_id, i.recorded_at DESC, i.source_key
     ) s
     WHERE r.tenant_id = $1 AND r.cover_request_id = s.cover_request_id AND r.status <> s.status`,
    [tx.tenantId, connectionId, at],
  );
}

/**
 * Somebody asked the insurer: what it has goes on as REFERRED, what it has not got is FAILED and may be asked for anew.
 * Throws COVER_REQUEST_NOT_FOUND and COVER_REQUEST_NOT_IN_DOUBT.
 */
export async function settleCoverRequest(
  tx: Transaction,
  ruling: { coverRequestId: string; wasReceived: boolean; by: string; at: Date },
): Promise<void> {
  const { coverRequestId, wasReceived, by, at } = ruling;
  const [known] = await tx.query<{ status: CoverRequestStatus }>(
    'SELECT status FROM cover_request WHERE tenant_id = $1 AND cover_request_id = $2 FOR UPDATE',
    [tx.tenantId, coverRequestId],
  );
  if (known === undefined)
    throw domainError('COVER_REQUEST_NOT_FOUND', 'there is no cover request with this id', {
      remedy: 'use an id that coverRequests answered to the same tenant',
    });
  if (known.status !== 'IN_DOUBT') {
    throw domainError(
      'COVER_REQUEST_NOT_IN_DOUBT',
      `the request is ${known.status}: nobody has to say whether the insurer has it`,
      { remedy: 'nothing; only what is IN_DOUBT is settled by a person' },
    );
  }
  await tx.execute(
    `UPDATE cover_request SET status = $3, settled_by = $4, answered_at = $5
     WHERE tenant_id = $1 AND cover_request_id = $2`,
    [tx.tenantId, coverRequestId, wasReceived ? 'REFERRED' : 'FAILED', by, at],
  );
}
