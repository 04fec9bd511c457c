/** Customers that are not to be supplied. A hold is lifted by a person who says why, never by a limit. */
import { conflictError, domainError, newId, type Clock } from '../kernel';
import { openRecording, type Transaction } from '../database';
import type { HoldReason, HoldScope } from './hold-types';
import { lockForCredit } from './reserve-credit';

export interface HoldDraft {
  customerId: string;
  reasonCode: HoldReason;
  /** Why, in words. */
  reason: string;
  scope: HoldScope;
  /** Where the terms of sale allow it. */
  clause: string | null;
  /** What must happen for it to be lifted, and the steps. */
  releasePlan: string | null;
  releaseSteps: readonly string[];
  by: string;
}

export interface HoldChange {
  supplyHoldId: string;
  customerId: string;
  reasonCode: HoldReason;
  scope: HoldScope;
  /** False when it stood so already: there is nothing to tell. */
  isNew: boolean;
  at: Date;
}

/**
 * Stops supply. Said twice in the same words, it is one hold. Throws CUSTOMER_NOT_FOUND, HOLD_REASON_REQUIRED and
 * SUPPLY_HOLD_EXISTS.
 */
export async function placeSupplyHold(
  tx: Transaction,
  draft: HoldDraft,
  clock: Clock,
): Promise<HoldChange> {
  if (draft.reason.trim() === '') {
    throw domainError('HOLD_REASON_REQUIRED', 'a hold says why, in words people understand', {
      place: { field: 'input.reason' },
      remedy: 'say what happened; the customer and the sales people will ask',
    });
  }
  await lockForCredit(tx, draft.customerId);
  const at = await openRecording(tx, clock);
  const { customerId, reasonCode, scope } = draft;
  const [known] = await tx.query<{ supplyHoldId: string; scope: HoldScope; reason: string }>(
    `SELECT supply_hold_id AS "supplyHoldId", scope, reason FROM supply_hold
     WHERE tenant_id = $1 AND customer_id = $2 AND reason_code = $3 AND lifted_at IS NULL`,
    [tx.tenantId, customerId, reasonCode],
  );
  if (known !== undefined) {
    if (known.scope === scope && known.reason === draft.reason) {
      return { supplyHoldId: known.supplyHoldId, customerId, reasonCode, scope, isNew: false, at };
    }
    throw conflictError(
      'SUPPLY_HOLD_EXISTS',
      `this customer is on hold for ${reasonCode} already: ${known.reason}`,
      {
        place: { field: 'input.reasonCode' },
        remedy: 'lift that hold first, or place one for another reason',
      },
    );
  }
  const supplyHoldId = newId();
  await tx.execute(
    `INSERT INTO supply_hold (tenant_id, supply_hold_id, customer_id, reason_code, reason, scope, clause, release_plan,
       release_steps, placed_by, placed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [
      ...[tx.tenantId, supplyHoldId, customerId, reasonCode, draft.reason, scope, draft.clause],
      ...[draft.releasePlan, [...draft.releaseSteps], draft.by, at],
    ],
  );
  return { supplyHoldId, customerId, reasonCode, scope, isNew: true, at };
}

/** Lets supply go on. Lifted twice, it was lifted once. Throws SUPPLY_HOLD_NOT_FOUND and HOLD_REASON_REQUIRED. */
export async function liftSupplyHold(
  tx: Transaction,
  lift: { supplyHoldId: string; reason: string; by: string },
  clock: Clock,
): Promise<HoldChange> {
  if (lift.reason.trim() === '') {
    throw domainError('HOLD_REASON_REQUIRED', 'a hold is lifted for a reason', {
      place: { field: 'reason' },
      remedy: 'say which of its conditions is met, or who decided otherwise',
    });
  }
  const [found] = await tx.query<{ customerId: string; reasonCode: HoldReason; scope: HoldScope }>(
    `SELECT customer_id AS "customerId", reason_code AS "reasonCode", scope FROM supply_hold
     WHERE tenant_id = $1 AND supply_hold_id = $2`,
    [tx.tenantId, lift.supplyHoldId],
  );
  if (found === undefined) {
    throw domainError('SUPPLY_HOLD_NOT_FOUND', 'there is no hold with this id', {
      place: { field: 'id' },
      remedy: 'see supplyHolds',
    });
  }
  await lockForCredit(tx, found.customerId);
  const at = await openRecording(tx, clock);
  const lifted = await tx.execute(
    `UPDATE supply_hold SET lifted_by = $3, lifted_at = $4, lift_reason = $5
     WHERE tenant_id = $1 AND supply_hold_id = $2 AND lifted_at IS NULL`,
    [tx.tenantId, lift.supplyHoldId, lift.by, at, lift.reason],
  );
  return { ...found, supplyHoldId: lift.supplyHoldId, isNew: lifted === 1, at };
}
