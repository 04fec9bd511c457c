import { createHash } from 'node:crypto';
import { domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { CreditPolicy } from './policies/credit-policy';
import { readPolicyDocument, toPolicyDocument } from './policies/policy-document';
import type { PolicyProblem } from './policies/problems';
import { policyVersionName } from './policy-in-force';

export interface PolicyDraft {
  /** JSON as somebody wrote it. */
  document: unknown;
  /** First day it is in force; null: today. */
  effectiveOn: LocalDate | null;
  publishedBy: string;
  comment: string | null;
  today: LocalDate;
  at: Date;
}

/** The version the document has, and whether it was published just now or before; or what is wrong with it. */
export type Publication =
  { version: number; isNew: boolean } | { problems: readonly PolicyProblem[] };

const COMMENT_MAX = 2_000;

/**
 * Publishes a policy as the next version. The document that was published last, for a day that says the same, is that
 * version already. A version supersedes all before it, also ones that were to begin later. One at a time in each tenant.
 * Throws DOMAIN CREDIT_POLICY_BACKDATED and CREDIT_POLICY_COMMENT_TOO_LONG.
 */
export async function publishPolicy(tx: Transaction, draft: PolicyDraft): Promise<Publication> {
  refuseBackdated(draft);
  const checked = await checkPolicy(tx, draft.document);
  if ('problems' in checked) return checked;
  await lockPublishing(tx);
  const latest = await latestVersion(tx);
  const digest = digestOfPolicy(checked.policy);
  const effectiveOn = draft.effectiveOn ?? draft.today;
  if (latest?.digest === digest && saysTheSame(latest.effectiveOn, effectiveOn, draft.today)) {
    return { version: latest.version, isNew: false };
  }
  const version = (latest?.version ?? 0) + 1;
  await tx.execute(
    `INSERT INTO credit_policy (tenant_id, version, document, digest, effective_on, published_by, published_at, comment)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      ...[tx.tenantId, version, JSON.stringify(toPolicyDocument(checked.policy)), digest],
      ...[effectiveOn, draft.publishedBy, draft.at, draft.comment],
    ],
  );
  return { version, isNew: true };
}

/** The policy a document describes, in the currency of the tenant's books; or everything that is wrong with it. */
export async function checkPolicy(
  tx: Transaction,
  document: unknown,
): Promise<{ policy: CreditPolicy } | { problems: readonly PolicyProblem[] }> {
  const next = ((await latestVersion(tx))?.version ?? 0) + 1;
  const read = readPolicyDocument(document, policyVersionName(next));
  if ('problems' in read) return read;
  const [tenant] = await tx.query<{ currency: string }>(
    'SELECT books_currency AS currency FROM tenant WHERE tenant_id = $1',
    [tx.tenantId],
  );
  const { currency } = read.policy;
  if (tenant === undefined || tenant.currency === currency) return read;
  const message = `is ${currency}, but the books are kept in ${tenant.currency}; write all amounts in ${tenant.currency}`;
  return { problems: [{ path: 'currency', message, code: 'INVALID_VALUE' }] };
}

/** SHA-256 of the canonical document: two documents that say the same have the same. */
export function digestOfPolicy(policy: CreditPolicy): string {
  return createHash('sha256')
    .update(JSON.stringify(toPolicyDocument(policy)))
    .digest('hex');
}

function refuseBackdated({ effectiveOn, today, comment }: PolicyDraft): void {
  if (effectiveOn !== null && effectiveOn < today) {
    throw domainError('CREDIT_POLICY_BACKDATED', `a policy cannot begin before today, ${today}`, {
      remedy: 'leave the date out for today, or give a later one',
      place: { field: 'effectiveOn' },
    });
  }
  if (comment !== null && comment.length > COMMENT_MAX) {
    throw domainError(
      'CREDIT_POLICY_COMMENT_TOO_LONG',
      `the comment has ${comment.length} characters, more than ${COMMENT_MAX}`,
      { remedy: 'say it in fewer words', place: { field: 'comment' } },
    );
  }
}

/** Held until the transaction ends, without holding up rows that refer to the tenant. */
async function lockPublishing(tx: Transaction): Promise<void> {
  await tx.query(
    `SELECT pg_advisory_xact_lock(hashtextextended('credit-policy:' || $1::text, 0))`,
    [tx.tenantId],
  );
}

interface LatestVersion {
  version: number;
  digest: string;
  effectiveOn: LocalDate;
}

async function latestVersion(tx: Transaction): Promise<LatestVersion | undefined> {
  const [latest] = await tx.query<LatestVersion>(
    `SELECT version, digest, effective_on AS "effectiveOn" FROM credit_policy WHERE tenant_id = $1
     ORDER BY version DESC LIMIT 1`,
    [tx.tenantId],
  );
  return latest;
}

/** In force already and asked for from today on, or asked for from the same day on. */
function saysTheSame(known: LocalDate, asked: LocalDate, today: LocalDate): boolean {
  return known === asked || (known <= today && asked === today);
}
