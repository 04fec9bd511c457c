import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { DEFAULT_CREDIT_POLICY } from './policies/default.policy';
import { toPolicyDocument } from './policies/policy-document';
import type { PolicyContent } from './policies/policy-shape';
import { digestOfPolicy } from './publish-policy';

/** Where a version stands on a day: IN_FORCE, SCHEDULED for a later one, or SUPERSEDED by another, begun or not. */
export const POLICY_STANDINGS = ['IN_FORCE', 'SCHEDULED', 'SUPERSEDED'] as const;
export type PolicyStanding = (typeof POLICY_STANDINGS)[number];

/** One version as published. Version 0 is built in: nobody published it, and it has no first day. */
export interface PolicyRecord {
  readonly version: number;
  readonly document: PolicyContent;
  readonly digest: string;
  readonly effectiveOn: LocalDate | null;
  readonly publishedBy: string | null;
  readonly publishedAt: Date | null;
  readonly comment: string | null;
  /** The version that bounds it until somebody else publishes the same document; null: it stands in full. */
  readonly boundedBy: number | null;
  readonly standing: PolicyStanding;
  /** Versions that were to begin later when this one took their place. */
  readonly supersedes: readonly number[];
}

export const POLICIES_MAX = 200;

/** The versions as they stand on a day, newest first and the built-in one last; at most POLICIES_MAX. */
export async function policyHistory(tx: Transaction, asOf: LocalDate): Promise<PolicyRecord[]> {
  const published = await tx.query<PolicyRecord>(`${RECORDS} ORDER BY p.version DESC LIMIT $3`, [
    ...[tx.tenantId, asOf, POLICIES_MAX - 1],
  ]);
  const isSuperseded = published.some(({ standing }) => standing === 'IN_FORCE');
  return [...published, builtIn(isSuperseded ? 'SUPERSEDED' : 'IN_FORCE')];
}

/** One version, or with null the one in force on the day; null when there is no such version. */
export async function policyRecord(
  tx: Transaction,
  version: number | null,
  asOf: LocalDate,
): Promise<PolicyRecord | null> {
  const [record] = await tx.query<PolicyRecord>(
    `${RECORDS} AND p.version = ${version === null ? 'f.version' : '$3'}`,
    version === null ? [tx.tenantId, asOf] : [tx.tenantId, asOf, version],
  );
  if (record !== undefined) return record;
  if (version === null) return builtIn('IN_FORCE');
  if (version !== 0) return null;
  const { version: inForce } = (await policyRecord(tx, null, asOf)) ?? { version: 0 };
  return builtIn(inForce === 0 ? 'IN_FORCE' : 'SUPERSEDED');
}

function builtIn(standing: PolicyStanding): PolicyRecord {
  return {
    version: 0,
    document: toPolicyDocument(DEFAULT_CREDIT_POLICY),
    digest: digestOfPolicy(DEFAULT_CREDIT_POLICY),
    ...{ effectiveOn: null, publishedBy: null, publishedAt: null, comment: null },
    boundedBy: null,
    standing,
    supersedes: [],
  };
}

const RECORDS = `
  SELECT p.version, p.document, p.digest, p.effective_on AS "effectiveOn", p.published_by AS "publishedBy",
    p.published_at AS "publishedAt", p.comment, p.bounded_by AS "boundedBy",
    CASE WHEN p.version = f.version THEN 'IN_FORCE'
      WHEN p.version < f.version OR EXISTS (SELECT FROM credit_policy l WHERE l.tenant_id = $1
        AND l.version > p.version AND l.effective_on <= p.effective_on) THEN 'SUPERSEDED'
      ELSE 'SCHEDULED' END AS standing,
    ARRAY(SELECT s.version FROM credit_policy s WHERE s.tenant_id = $1 AND s.version < p.version
      AND s.effective_on >= p.effective_on AND s.effective_on > (p.published_at AT TIME ZONE t.time_zone)::date
      AND NOT EXISTS (SELECT FROM credit_policy b WHERE b.tenant_id = $1 AND b.version > s.version
        AND b.version < p.version AND b.effective_on <= s.effective_on)
      ORDER BY s.version) AS supersedes
  FROM credit_policy p JOIN tenant t ON t.tenant_id = p.tenant_id
  CROSS JOIN (SELECT coalesce(max(version), 0) AS version FROM credit_policy
    WHERE tenant_id = $1 AND effective_on <= $2) f
  WHERE p.tenant_id = $1`;
