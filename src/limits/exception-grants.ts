/** The register of exceptions: whoever bends the rules for a customer says so, once, for an amount and until a day. */
import {
  conflictError,
  domainError,
  formatAmount,
  localDateAt,
  money,
  newId,
  type Clock,
  type LocalDate,
  type Money,
} from '../kernel';
import { openRecording, type Transaction } from '../database';
import { isSamePerson } from './decide-proposal';
import type { ExceptionKind } from './hold-types';
import { inPolicyCurrency } from './manual-limit';
import { rulesIn } from './policies/bounded.policy';
import type { CreditPolicy } from './policies/credit-policy';
import { policyInForce } from './policy-in-force';
import { lockForCredit } from './reserve-credit';

export interface ExceptionDraft {
  customerId: string;
  kind: ExceptionKind;
  reason: string;
  /** What is granted beside the terms agreed; TERMS only. */
  terms: string | null;
  /** LIMIT_EXCEEDED: most beyond the limit; HOLD: most that may be ordered; null for TERMS. */
  ceiling: { amountMinor: bigint; currency: string } | null;
  /** May be used by one reservation only. */
  isOneShot: boolean;
  expiresAt: Date;
  requestedBy: string;
  customerToldBy: string | null;
  customerToldOn: LocalDate | null;
  by: string;
}

/** Longer than this it is no exception but a rule: that is what limits and terms are for. */
const LONGEST_DAYS = 90;
const DAY_MS = 86_400_000;

export interface ExceptionChange {
  exceptionGrantId: string;
  customerId: string;
  kind: ExceptionKind;
  isNew: boolean;
  at: Date;
}

/**
 * Grants an exception; whoever asked for it may not. Throws CUSTOMER_NOT_FOUND, EXCEPTION_OWN_REQUEST,
 * EXCEPTION_REASON_REQUIRED, EXCEPTION_CEILING_INVALID, EXCEPTION_EXPIRY_INVALID, EXCEPTION_TOO_LARGE and
 * CREDIT_CURRENCY.
 */
export async function grantException(
  tx: Transaction,
  draft: ExceptionDraft,
  clock: Clock,
): Promise<ExceptionChange> {
  requireStated(draft);
  const { currency, timeZone } = await lockForCredit(tx, draft.customerId);
  const at = await openRecording(tx, clock);
  requireFitting(draft, { currency, at });
  await requireAuthority(tx, draft, localDateAt(at, timeZone));
  const exceptionGrantId = newId();
  const { customerId, kind, ceiling } = draft;
  await tx.execute(
    `INSERT INTO exception_grant (tenant_id, exception_grant_id, customer_id, kind, reason, terms, ceiling_minor, currency,
       is_one_shot, expires_at, requested_by, granted_by, granted_at, customer_told_by, customer_told_on)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    [
      ...[tx.tenantId, exceptionGrantId, customerId, kind, draft.reason, draft.terms],
      ...[ceiling?.amountMinor ?? null, currency, draft.isOneShot, draft.expiresAt],
      ...[draft.requestedBy, draft.by, at, draft.customerToldBy, draft.customerToldOn],
    ],
  );
  return { exceptionGrantId, customerId, kind, isNew: true, at };
}

function requireStated(draft: ExceptionDraft): void {
  if (draft.reason.trim() === '') {
    throw domainError('EXCEPTION_REASON_REQUIRED', 'an exception says why it is made', {
      place: { field: 'input.reason' },
      remedy: 'say what is special about this order; the register is read at every review',
    });
  }
  if (isSamePerson(draft.requestedBy, draft.by)) {
    throw domainError('EXCEPTION_OWN_REQUEST', 'nobody grants what they asked for themselves', {
      place: { field: 'input.requestedBy' },
      remedy: 'have another approver grant it',
    });
  }
  const isTerms = draft.kind === 'TERMS';
  if (isTerms !== (draft.ceiling === null) || (draft.ceiling?.amountMinor ?? 1n) <= 0n) {
    throw domainError(
      'EXCEPTION_CEILING_INVALID',
      isTerms
        ? 'an exception to terms has no amount'
        : 'this exception needs the most it is for, above zero',
      {
        place: { field: 'input.ceiling' },
        remedy: isTerms ? 'leave the ceiling out and say which terms' : 'give a ceiling',
      },
    );
  }
}

function requireFitting(draft: ExceptionDraft, now: { currency: string; at: Date }): void {
  if (draft.ceiling !== null && draft.ceiling.currency !== now.currency) {
    throw domainError('CREDIT_CURRENCY', `this customer's credit is in ${now.currency}`, {
      place: { field: 'input.ceiling.currency' },
      remedy: `give the ceiling in ${now.currency}`,
    });
  }
  const longest = new Date(now.at.getTime() + LONGEST_DAYS * DAY_MS);
  if (draft.expiresAt > now.at && draft.expiresAt <= longest) return;
  throw domainError(
    'EXCEPTION_EXPIRY_INVALID',
    `an exception ends between now and ${LONGEST_DAYS} days from now`,
    {
      place: { field: 'input.expiresAt' },
      remedy: 'what is to hold longer is a limit (setCreditLimit) or agreed terms',
    },
  );
}

/** Nobody alone lets a customer owe, limit and ceiling together, what the policy has two people approve as a limit. */
async function requireAuthority(
  tx: Transaction,
  { customerId, kind, ceiling }: ExceptionDraft,
  asOf: LocalDate,
): Promise<void> {
  if (kind !== 'LIMIT_EXCEEDED' || ceiling === null) return;
  const policy = await policyInForce(tx, asOf);
  const { currency } = ceiling;
  const [known] = await tx.query<{ limitMinor: string; euroRate: string | null }>(GRANTED, [
    ...[tx.tenantId, customerId, asOf, currency],
  ]);
  const amountMinor = BigInt(known?.limitMinor ?? 0) + ceiling.amountMinor;
  const asked = { amountMinor, currency, euroRate: known?.euroRate ?? null };
  for (const rules of rulesIn(policy)) refuseAbove(asked, rules);
}

function refuseAbove(asked: Money & { euroRate: string | null }, rules: CreditPolicy): void {
  const amount = inPolicyCurrency(asked, rules);
  const most = rules.approvals.twoApproversAboveMinor;
  if (amount !== null && amount <= most) return;
  const threshold = formatAmount(money(most, rules.currency));
  throw domainError(
    'EXCEPTION_TOO_LARGE',
    amount === null
      ? `nobody can tell whether limit and ceiling are within ${threshold} without an exchange rate, and an exception has one approver`
      : `limit and ceiling together are ${formatAmount(money(amount, rules.currency))}; above ${threshold} the policy wants two approvers, and an exception has one`,
    {
      place: { field: 'input.ceiling' },
      remedy: 'give a lower ceiling, or propose a limit (setCreditLimit), which two can approve',
    },
  );
}

/** The limit in force, frozen or not: the ceiling is on top of it. */
const GRANTED = `
  SELECT coalesce(l.limit_minor, 0)::text AS "limitMinor", x.rate::text AS "euroRate"
  FROM (VALUES (true)) AS one
  LEFT JOIN credit_limit l ON l.tenant_id = $1 AND l.customer_id = $2 AND l.status = 'ACTIVE' AND l.currency = $4
  LEFT JOIN exchange_rates_at($3, 'infinity') x ON x.currency = $4 AND x.source IS NOT NULL`;

/**
 * Takes an exception back; what was reserved with it stays. Revoked twice, it was revoked once. Throws
 * EXCEPTION_NOT_FOUND and EXCEPTION_USED.
 */
export async function revokeException(
  tx: Transaction,
  revoke: { exceptionGrantId: string; reason: string; by: string },
  clock: Clock,
): Promise<ExceptionChange> {
  const [found] = await tx.query<{ customerId: string; kind: ExceptionKind }>(
    `SELECT customer_id AS "customerId", kind FROM exception_grant WHERE tenant_id = $1 AND exception_grant_id = $2`,
    [tx.tenantId, revoke.exceptionGrantId],
  );
  if (found === undefined) {
    throw domainError('EXCEPTION_NOT_FOUND', 'there is no exception with this id', {
      place: { field: 'id' },
      remedy: 'see exceptionGrants',
    });
  }
  await lockForCredit(tx, found.customerId);
  const at = await openRecording(tx, clock);
  const { exceptionGrantId } = revoke;
  const revoked = await tx.execute(
    `UPDATE exception_grant SET revoked_by = $3, revoked_at = $4, revoke_reason = $5
     WHERE tenant_id = $1 AND exception_grant_id = $2 AND revoked_at IS NULL
       AND NOT (is_one_shot AND used_at IS NOT NULL)`,
    [tx.tenantId, exceptionGrantId, revoke.by, at, revoke.reason],
  );
  if (revoked === 0) await requireUnused(tx, exceptionGrantId);
  return { ...found, exceptionGrantId, isNew: revoked === 1, at };
}

async function requireUnused(tx: Transaction, exceptionGrantId: string): Promise<void> {
  const [used] = await tx.query(
    `SELECT 1 FROM exception_grant
     WHERE tenant_id = $1 AND exception_grant_id = $2 AND revoked_at IS NULL AND used_at IS NOT NULL`,
    [tx.tenantId, exceptionGrantId],
  );
  if (used === undefined) return;
  throw conflictError('EXCEPTION_USED', 'this exception was used: there is nothing to take back', {
    place: { field: 'id' },
    remedy: 'release the reservation that used it if the order is off',
  });
}
