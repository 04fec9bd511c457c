/** What is wrong with a line or an element: it is set aside with this, the rest of the file is read. */
import { contractError, type EncoursError } from '../../src/connector-kit';

export const REMEDIES: Record<string, string> = {
  BANK_STATEMENT_AMOUNT_INVALID: 'Ask the bank for the statement again; no amount is guessed.',
  BANK_STATEMENT_DATE_INVALID: 'Ask the bank for the statement again; no day is guessed.',
};

/** A ContractError with the field it is about. */
export function fault(code: string, reason: string, field: string): EncoursError {
  return contractError(code, reason, {
    place: { field },
    remedy: REMEDIES[code] ?? 'Look at the line named, and ask the bank for the statement again.',
  });
}
