import type { AppliedPart } from '../ledger';
import type { Actor } from './actor';

export interface CashChoice {
  readonly bankTransactionId: string;
  readonly comment: string | null;
}

/** What people decide on payments; refusals are thrown. */
export interface CashActions {
  confirmCashApplication(actor: Actor, choice: CashChoice): Promise<void>;
  correctCashApplication(
    actor: Actor,
    choice: CashChoice & { customerId: string; parts: readonly AppliedPart[] },
  ): Promise<void>;
  rejectCashApplication(actor: Actor, choice: CashChoice): Promise<void>;
}
