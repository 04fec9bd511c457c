import { createHash } from 'node:crypto';
import { domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { isSamePerson } from './decide-proposal';
import { allowsMore } from './policies/allows-more';
import { boundedBy } from './policies/bounded.policy';
import type { CreditPolicy } from './policies/credit-policy';
import { readPolicyDocument, toPolicyDocument } from './policies/policy-document';
import type { PolicyProblem } from './policies/problems';
import { policyOfVersion, policyVersionName } from './policy-in-force';

export interface PolicyDraft {
  /** JSON as somebody wrote it. */
  document: unknown;
  /** First day it is in force; null: today. */
  effectiveOn: LocalDate | null;
  publishedBy: string;
  /** The key it is published with; null when it is not known. */
  publishedByKey?: string | null;
  comment: string | null;
  today: LocalDate;
  at: Date;
}

/**
 * The version the document has, whether it was published just now or before, and the version that bounds it; or what is
 * wrong with it.
 */
export type Publication =
  | { version: number; isNew: boolean; boundedBy: number | null }
  | { problems: readonly PolicyProblem[] };

const COMMENT_MAX = 2_000;

/**
 * Publishes a policy as the next version. The document that was published last, for a day that says the same, is that
 * version already. A version supersedes all before it, also ones that were to begin later. One at a time in each tenant.
 * What allows more than what it takes the place of is bounded by that, until somebody else publishes it too.
 * Throws DOMAIN CREDIT_POLICY_BACKDATED and CREDIT_POLICY_COMMENT_TOO_LONG.
 */
export async function publishPolicy(tx: Transaction, draft: PolicyDraft): Promise<Publication> {
  refuseBackdated(draft);
  const checked = await checkPolicy(tx, draft.document);
  if ('problems' in checked) return checked;
  await lockPublishing(tx);
  const effectiveOn = draft.effectiveOn ?? draft.today;
  const asked = { policy: checked.policy, digest: digestOfPolicy(checked.policy), effectiveOn };
  const { digest } = asked;
  const latest = await latestVersion(tx);
  const bound = await boundOf(tx, { ...asked, latest, publisher: draft });
  const isSame = latest?.digest === digest && !bound.isConfirming;
  if (isSame && saysTheSame(latest.effectiveOn, effectiveOn, draft.today)) {
    return { version: latest.version, isNew: false, boundedBy: bound.boundedBy };
  }
  const version = (latest?.version ?? 0) + 1;
  await tx.execute(
    `INSERT INTO credit_policy (tenant_id, version, document, digest, effective_on, published_by, published_at, comment,
       published_by_key, bounded_by)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[tx.tenantId, version, JSON.stringify(toPolicyDocument(checked.policy)), digest],
      ...[effectiveOn, draft.publishedBy, draft.at, draft.comment],
      ...[draft.publishedByKey ?? null, bound.boundedBy],
    ],
  );
  return { version, isNew: true, boundedBy: bound.boundedBy };
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
  boundedBy: number | null;
  publishedBy: string;
  publishedByKey: string | null;
}

export type Publisher = Pick<PolicyDraft, 'publishedBy' | 'publishedByKey'>;

interface Bound {
  /** The version it would be bounded by; null: it would stand in full. */
  boundedBy: number | null;
  /** Whether this is the second person to publish it. */
  isConfirming: boolean;
}

interface Asked {
  policy: CreditPolicy;
  digest: string;
  effectiveOn: LocalDate;
  latest: LatestVersion | undefined;
  publisher: Publisher | null;
}

/**
 * What two people published stands in full, from the later of the days they said; so does what allows no more than what it
 * takes the place of: the policy of its first day, and those that were to begin later.
 */
async function boundOf(tx: Transaction, asked: Asked): Promise<Bound> {
  const { policy, digest, effectiveOn, latest, publisher } = asked;
  if (latest?.digest === digest && latest.effectiveOn <= effectiveOn) {
    const isOther = publisher !== null && !isBySame(latest, publisher);
    const isConfirming = latest.boundedBy !== null && isOther;
    return { boundedBy: isConfirming ? null : latest.boundedBy, isConfirming };
  }
  const exceeded: Standing[] = [];
  for (const standing of await replacedBy(tx, effectiveOn)) {
    if (allowsMore(policy, standing.policy)) exceeded.push(standing);
  }
  const isLeast = ({ policy: one }: Standing): boolean =>
    exceeded.every((other) => !allowsMore(one, other.policy));
  const bound = exceeded.find(isLeast) ?? exceeded[0];
  return { boundedBy: bound?.version ?? null, isConfirming: false };
}

interface Standing {
  version: number;
  policy: CreditPolicy;
}

/** Of each policy that a version from this day on takes the place of, the version that stands in full; in order of their days. */
async function replacedBy(tx: Transaction, effectiveOn: LocalDate): Promise<Standing[]> {
  const rows = await tx.query<{ version: number }>(REPLACED, [tx.tenantId, effectiveOn]);
  const versions = [...new Set(rows.map(({ version }) => version))];
  const standing: Standing[] = [];
  for (const version of versions) {
    standing.push({ version, policy: await policyOfVersion(tx, version) });
  }
  return standing;
}

/** The built-in one where none is in force that day; of those to come not what a later version has taken the place of. */
const REPLACED = `
  WITH known AS (
    SELECT version, effective_on, coalesce(bounded_by, version) AS whole FROM credit_policy WHERE tenant_id = $1
  ), first AS (
    SELECT coalesce(max(version), 0) AS version FROM known WHERE effective_on <= $2
  )
  SELECT coalesce(k.whole, 0) AS version FROM first f LEFT JOIN known k USING (version)
  UNION ALL
  (SELECT k.whole FROM known k JOIN first f ON k.version > f.version
   WHERE NOT EXISTS (SELECT FROM known later WHERE later.version > k.version AND later.effective_on <= k.effective_on)
   ORDER BY k.effective_on)`;

function isBySame(latest: Publisher, publisher: Publisher): boolean {
  const key = latest.publishedByKey ?? null;
  const isSameKey = key !== null && key === (publisher.publishedByKey ?? null);
  return isSameKey || isSamePerson(latest.publishedBy, publisher.publishedBy);
}

/** A document that was checked as it would decide if this person (null: somebody who confirms nothing) published it for a day. */
export async function asPublished(
  tx: Transaction,
  policy: CreditPolicy,
  { publisher, effectiveOn }: { publisher: Publisher | null; effectiveOn: LocalDate },
): Promise<CreditPolicy> {
  const asked = { policy, digest: digestOfPolicy(policy), effectiveOn, publisher };
  const { boundedBy: bound } = await boundOf(tx, { ...asked, latest: await latestVersion(tx) });
  return bound === null ? policy : boundedBy(policy, await policyOfVersion(tx, bound));
}

async function latestVersion(tx: Transaction): Promise<LatestVersion | undefined> {
  const [latest] = await tx.query<LatestVersion>(
    `SELECT version, digest, effective_on AS "effectiveOn", bounded_by AS "boundedBy",
       published_by AS "publishedBy", published_by_key AS "publishedByKey"
     FROM credit_policy WHERE tenant_id = $1
     ORDER BY version DESC LIMIT 1`,
    [tx.tenantId],
  );
  return latest;
}

/** In force already and asked for from today on, or asked for from the same day on. */
function saysTheSame(known: LocalDate, asked: LocalDate, today: LocalDate): boolean {
  return known === asked || (known <= today && asked === today);
}
