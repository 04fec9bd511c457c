/** French registration numbers as D&B lists them. Pure. */
import { identifierDigits, isSiren } from '../../src/connector-kit';

/** SIRENs among registration numbers, which in France are SIRENs and SIRETs. */
export function sirensIn(numbers: readonly { registrationNumber: string | null }[]): string[] {
  return numbers
    .map(({ registrationNumber }) => identifierDigits(registrationNumber ?? ''))
    .filter((digits) => digits.length === 9 || digits.length === 14)
    .map((digits) => digits.slice(0, 9))
    .filter(isSiren);
}
