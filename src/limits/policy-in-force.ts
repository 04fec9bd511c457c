import { bugError, domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { boundedBy } from './policies/bounded.policy';
import type { CreditPolicy } from './policies/credit-policy';
import { DEFAULT_CREDIT_POLICY } from './policies/default.policy';
import { readPolicyDocument } from './policies/policy-document';

/** How credit_limit.policy_version names the n-th policy of a tenant. */
export function policyVersionName(version: number): string {
  return version === 0 ? DEFAULT_CREDIT_POLICY.version : `policy-${version}`;
}

/** The number in such a name, 0 for the built-in policy; null when it names none, as `manual` does not. */
export function policyVersionNumber(name: string): number | null {
  if (name === DEFAULT_CREDIT_POLICY.version) return 0;
  const digits = /^policy-([1-9]\d{0,8})$/.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** The policy limits are decided by on a day: the highest version effective by then, else the built-in one. */
export async function policyInForce(tx: Transaction, asOf: LocalDate): Promise<CreditPolicy> {
  const version = await versionInForce(tx, asOf);
  return version === 0 ? DEFAULT_CREDIT_POLICY : policyOfVersion(tx, version);
}

/** Number of the policy in force on a day; 0 is the built-in one. */
export async function versionInForce(tx: Transaction, asOf: LocalDate): Promise<number> {
  const [row] = await tx.query<{ version: number | null }>(
    'SELECT max(version) AS version FROM credit_policy WHERE tenant_id = $1 AND effective_on <= $2',
    [tx.tenantId, asOf],
  );
  return row?.version ?? 0;
}

/**
 * A policy by its number, 0 being the built-in one, as it decides: bounded while one person alone allowed more. What bounds
 * a policy stands in full itself. Throws DOMAIN CREDIT_POLICY_NOT_FOUND.
 */
export async function policyOfVersion(tx: Transaction, version: number): Promise<CreditPolicy> {
  if (version === 0) return DEFAULT_CREDIT_POLICY;
  const key = `${tx.tenantId} ${version}`;
  const known = parsed.get(key);
  if (known !== undefined) return known;
  const [row] = await tx.query<{ document: unknown; boundedBy: number | null }>(
    'SELECT document, bounded_by AS "boundedBy" FROM credit_policy WHERE tenant_id = $1 AND version = $2',
    [tx.tenantId, version],
  );
  if (row === undefined) {
    throw domainError('CREDIT_POLICY_NOT_FOUND', `there is no credit policy version ${version}`, {
      remedy: 'see the versions with `encours policy history` or `creditPolicies`',
      place: { field: 'version' },
    });
  }
  const policy = parse(row.document, version);
  const { boundedBy: bound } = row;
  return remember(
    key,
    bound === null ? policy : boundedBy(policy, await policyOfVersion(tx, bound)),
  );
}

/** The policy a limit names as its own; null for a name that is no policy's. Throws CREDIT_POLICY_NOT_FOUND. */
export async function policyNamed(tx: Transaction, name: string): Promise<CreditPolicy | null> {
  const version = policyVersionNumber(name);
  return version === null ? null : policyOfVersion(tx, version);
}

function parse(document: unknown, version: number): CreditPolicy {
  const read = readPolicyDocument(document, policyVersionName(version));
  if ('policy' in read) return read.policy;
  const [first] = read.problems;
  throw bugError(
    'CREDIT_POLICY_UNREADABLE',
    `version ${version} was published and cannot be read: ${first?.path} ${first?.message}`,
  );
}

/** Versions never change, so that what was parsed once stays right; the oldest is forgotten beyond so many. */
const parsed = new Map<string, CreditPolicy>();
const PARSED_MAX = 200;

function remember(key: string, policy: CreditPolicy): CreditPolicy {
  for (const oldest of parsed.keys()) {
    if (parsed.size < PARSED_MAX) break;
    parsed.delete(oldest);
  }
  parsed.set(key, policy);
  return policy;
}
