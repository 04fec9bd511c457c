/** Which movements of a statement are those that a statement in another format has told already. */
import { daysBetween, type LocalDate } from '../../kernel';

/** What both formats say of a movement, each in its own words. */
export interface ToldMovement {
  id: string;
  account: string;
  bookedOn: LocalDate;
  valueOn: LocalDate | null;
  amountMinor: bigint;
  currency: string;
  counterpartyName: string | null;
  counterpartyAccount: string | null;
  endToEndId: string | null;
  bankReference: string | null;
}

/** A format without day of booking gives the value date for it. */
export const DAYS_APART = 4;
/** Fewer characters of an account could be another's. */
const ACCOUNT_MIN = 8;

/**
 * The movement each of the new ones is, by its id: account, amount and day agree, nothing said of the payer differs, and
 * each known one is told again once. Two payments of one amount stay two; those that agree in more are paired first.
 */
export function pairRepeats(
  told: readonly ToldMovement[],
  known: readonly ToldMovement[],
): Map<string, string> {
  const byAmount = new Map<string, ToldMovement[]>();
  for (const each of known) {
    const key = `${each.amountMinor} ${each.currency}`;
    byAmount.set(key, [...(byAmount.get(key) ?? []), each]);
  }
  const likely = told.flatMap((movement) =>
    (byAmount.get(`${movement.amountMinor} ${movement.currency}`) ?? [])
      .filter((each) => mayBeSame(movement, each))
      .map((each) => ({ id: movement.id, knownId: each.id, likeness: likeness(movement, each) })),
  );
  likely.sort((one, two) => two.likeness - one.likeness);
  const pairs = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, knownId } of likely) {
    if (pairs.has(id) || taken.has(knownId)) continue;
    pairs.set(id, knownId);
    taken.add(knownId);
  }
  return pairs;
}

function mayBeSame(one: ToldMovement, two: ToldMovement): boolean {
  const isOfDay =
    one.bookedOn === two.bookedOn ||
    (one.valueOn !== null &&
      one.valueOn === two.valueOn &&
      Math.abs(daysBetween(one.bookedOn, two.bookedOn)) <= DAYS_APART);
  return isOfDay && isSameAccount(one.account, two.account) && !isOfAnother(one, two);
}

/** "FR14 2004 1010 0505 0001 3M02 606" is "20041/01005/0500013M026". */
function isSameAccount(one: string, two: string): boolean {
  const [left, right] = [coreOf(one), coreOf(two)];
  if (left === right) return left !== '';
  const [short, long] = left.length < right.length ? [left, right] : [right, left];
  return short.length >= ACCOUNT_MIN && long.endsWith(short);
}

/** Bank, branch and account, without country, check digits and the key of French accounts. */
function coreOf(account: string): string {
  const plain = account.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (/^FR\d{12}[A-Z0-9]{11}\d{2}$/.test(plain)) return plain.slice(4, 25);
  if (/^\d{10}[A-Z0-9]{11}\d{2}$/.test(plain)) return plain.slice(0, 21);
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain) ? plain.slice(4) : plain;
}

/** Both name who paid, and not the same. */
function isOfAnother(one: ToldMovement, two: ToldMovement): boolean {
  if (one.counterpartyAccount !== null && two.counterpartyAccount !== null)
    return !isSameAccount(one.counterpartyAccount, two.counterpartyAccount);
  const [left, right] = [nameKey(one.counterpartyName), nameKey(two.counterpartyName)];
  return left !== '' && right !== '' && !left.startsWith(right) && !right.startsWith(left);
}

/** Banks cut names; so much of one tells it. */
function nameKey(name: string | null): string {
  return (name ?? '')
    .normalize('NFD')
    .toUpperCase()
    .replace(/[^A-Z0-9]/g, '')
    .slice(0, 12);
}

function likeness(one: ToldMovement, two: ToldMovement): number {
  const isEqual = (left: string | null, right: string | null): boolean =>
    left !== null && left === right;
  return (
    (isEqual(one.bankReference, two.bankReference) ? 8 : 0) +
    (isEqual(one.endToEndId, two.endToEndId) ? 4 : 0) +
    (isEqual(one.counterpartyAccount, two.counterpartyAccount) ? 2 : 0) +
    (one.bookedOn === two.bookedOn ? 1 : 0)
  );
}
