import { domainError, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { overridesIn, type AssessmentDecision, type Grade, type LimitEffect } from '../scoring';
import { MANUAL_POLICY_VERSION } from './decide-proposal';
import type { ActiveHold, ReservationFacts, UsableException } from './decide-reservation';
import { exposurePartsNow } from './exposure';
import { limitIsFrozen } from './frozen-limit';

interface FactsRow {
  currency: string;
  open: string;
  credit: string;
  reserved: string;
  limitMinor: string | null;
  isFrozen: boolean;
  policyVersion: string | null;
  effectiveTo: LocalDate | null;
  reviewOn: LocalDate | null;
  grade: Grade | null;
  decision: AssessmentDecision | null;
  holds: ActiveHold[] | null;
  exceptions: (Omit<UsableException, 'ceilingMinor'> & { ceilingMinor: string })[] | null;
}

/** Everything a reservation is decided from, in one statement: one state of the books. Throws CUSTOMER_NOT_FOUND. */
export async function readReservationFacts(
  tx: Transaction,
  customerId: string,
  now: { at: Date; asOf: LocalDate },
): Promise<ReservationFacts> {
  const [row] = await tx.query<FactsRow>(FACTS, [tx.tenantId, customerId, now.asOf, now.at]);
  if (row === undefined) {
    throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
      place: { field: 'customerId' },
      remedy: 'use an id this API answered to the same key',
    });
  }
  return {
    asOf: now.asOf,
    currency: row.currency,
    exposure: {
      openMinor: BigInt(row.open),
      creditMinor: BigInt(row.credit),
      reservedMinor: BigInt(row.reserved),
    },
    limit:
      row.limitMinor === null
        ? null
        : {
            minor: BigInt(row.limitMinor),
            isFrozen: row.isFrozen,
            isPersons: row.policyVersion === MANUAL_POLICY_VERSION,
            effectiveTo: row.effectiveTo,
            reviewOn: row.reviewOn,
          },
    grade: row.grade,
    overrideEffect: strictestNow(row.decision),
    holds: row.holds ?? [],
    exceptions: (row.exceptions ?? []).map((exception) => ({
      ...exception,
      ceilingMinor: BigInt(exception.ceilingMinor),
    })),
  };
}

/** Of several rules in force the one that leaves nothing, else the most severe. */
function strictestNow(decision: AssessmentDecision | null): LimitEffect | null {
  const effects = (decision === null ? [] : overridesIn(decision)).map((rule) => rule.limitEffect);
  return effects.includes('ZERO') ? 'ZERO' : (effects[0] ?? null);
}

const SITE = { tenantId: 'c.tenant_id', customerId: 'c.customer_id', currency: 'c.currency' };
const PARTS = exposurePartsNow(SITE, { asOf: '$3::date', at: '$4::timestamptz' });

/** What a hold's exception has left: its ceiling less the orders made with it that neither were given back nor expired. */
const LEFT = `CASE e.kind WHEN 'HOLD' THEN e.ceiling_minor - coalesce((
    SELECT sum(u.amount_minor) FROM credit_reservation u
    WHERE u.tenant_id = e.tenant_id AND u.customer_id = e.customer_id
      AND u.exception_grant_ids @> ARRAY[e.exception_grant_id]
      AND reservation_status(u, $4, $3::date) NOT IN ('RELEASED', 'EXPIRED')), 0) ELSE e.ceiling_minor END`;

const FACTS = `
  SELECT c.currency, x.open_minor AS open, x.credit_minor AS credit, x.reserved_minor AS reserved,
    l.limit_minor AS "limitMinor", ${limitIsFrozen('l', '$3::date')} AS "isFrozen",
    l.policy_version AS "policyVersion", l.effective_to AS "effectiveTo", l.review_on AS "reviewOn", a.grade, a.decision,
    (SELECT jsonb_agg(jsonb_build_object('reasonCode', h.reason_code, 'reason', h.reason, 'scope', h.scope,
        'placedBy', h.placed_by) ORDER BY h.scope, h.placed_at, h.supply_hold_id)
     FROM supply_hold h
     WHERE h.tenant_id = c.tenant_id AND h.customer_id = c.customer_id AND h.lifted_at IS NULL) AS holds,
    (SELECT jsonb_agg(jsonb_build_object('exceptionGrantId', e.exception_grant_id, 'kind', e.kind,
        'ceilingMinor', (${LEFT})::text) ORDER BY e.expires_at, e.exception_grant_id)
     FROM exception_grant e
     WHERE e.tenant_id = c.tenant_id AND e.customer_id = c.customer_id AND e.kind <> 'TERMS' AND e.currency = c.currency
       AND e.revoked_at IS NULL AND e.expires_at > $4 AND NOT (e.is_one_shot AND e.used_at IS NOT NULL)) AS exceptions
  FROM customer c
  CROSS JOIN LATERAL (${PARTS}) x
  LEFT JOIN credit_limit l ON l.tenant_id = c.tenant_id AND l.customer_id = c.customer_id AND l.status = 'ACTIVE'
    AND l.currency = c.currency
  LEFT JOIN credit_assessment a ON a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current
  WHERE c.tenant_id = $1 AND c.customer_id = $2`;
