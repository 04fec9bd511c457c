/** Field 61 of MT940: days, sign, amount and references of a movement. */
import {
  addDays,
  daysBetween,
  formatLocalDate,
  isCalendarDay,
  type LocalDate,
} from '../../src/connector-kit';
import { fault } from './fault';
import { amountMinor, present, shortDay } from './values';

export interface Entry {
  bookedOn: LocalDate;
  valueOn: LocalDate;
  /** Credits positive, debits negative; a reversed credit is a debit. */
  amountMinor: bigint;
  isReversal: boolean;
  /** Not booked yet: "expected", as reports of the day have them. */
  isExpected: boolean;
  code: string | null;
  reference: string | null;
  bankReference: string | null;
  supplement: string | null;
}

const ENTRY =
  /^(\d{6})(\d{4}| {4})?(R?[CD]|E[CD])([A-Z])?\s?(\d{1,18}(?:[.,]\d{0,10})?(?![.,\d]))([A-Z][A-Z0-9]{3})?(.*)$/;
const YEAR_PIVOT = 80;
const REFERENCE_LENGTH = 16;

/** Throws BANK_STATEMENT_LINE_INVALID, _AMOUNT_INVALID and _DATE_INVALID. */
export function entryOf(lines: readonly string[], currency: string): Entry {
  const [first = '', ...rest] = lines;
  // A bank that folds lines anywhere may fold within the amount.
  const match = ENTRY.exec(first) ?? ENTRY.exec(`${first}${rest[0] ?? ''}`);
  const isFolded = !ENTRY.test(first);
  if (match === null) {
    throw fault(
      'BANK_STATEMENT_LINE_INVALID',
      `${JSON.stringify(first.slice(0, 80))} is no movement: date, sign, amount, kind, reference`,
      ':61:',
    );
  }
  const [, value = '', entry, sign = '', , amount = '', code, said = ''] = match;
  const valueOn = valueDay(value);
  const minor = amountMinor(amount, currency, 'amount');
  const isCredit = sign === 'C' || sign === 'RD' || sign === 'EC';
  const [before = '', bank = ''] = said.split('//', 2);
  const { own, behind } = referenceOf(before);
  const supplement = [behind, ...(isFolded ? rest.slice(1) : rest)].join(' ');
  return {
    bookedOn: entry === undefined || entry.trim() === '' ? valueOn : entryDay(entry, valueOn),
    valueOn,
    amountMinor: isCredit ? minor : -minor,
    isReversal: sign.startsWith('R'),
    isExpected: sign.startsWith('E'),
    code: present(code),
    // Zeros only are a field nobody filled.
    reference: /^0*$/.test(own.trim()) ? null : present(own),
    bankReference: present(bank),
    supplement: present(supplement),
  };
}

/** The reference has sixteen characters; some banks fill it up with spaces and write the payer's name behind. */
function referenceOf(text: string): { own: string; behind: string } {
  const own = text.slice(0, REFERENCE_LENGTH);
  return own.endsWith(' ')
    ? { own, behind: text.slice(REFERENCE_LENGTH) }
    : { own: text, behind: '' };
}

/** Banks that count thirty days in each month date interest on 30 February: it is the month's last day. */
function valueDay(value: string): LocalDate {
  const year = value.slice(0, 2);
  const month = value.slice(2, 4);
  const day = value.slice(4, 6);
  if (month === '02' && (day === '30' || day === '29')) {
    const march = shortDay({ year, month: '03', day: '01' }, 'value date', YEAR_PIVOT);
    const last = addDays(march, -1);
    if (day > last.slice(8)) return last;
  }
  return shortDay({ year, month, day }, 'value date', YEAR_PIVOT);
}

/** Month and day of the year that brings them next to the value date: 0102 after 31 December is of the next year. */
function entryDay(entry: string, valueOn: LocalDate): LocalDate {
  const month = Number(entry.slice(0, 2));
  const day = Number(entry.slice(2, 4));
  const year = Number(valueOn.slice(0, 4));
  const [nearest] = [year - 1, year, year + 1]
    .filter((each) => isCalendarDay(each, month, day))
    .map((each) => formatLocalDate(each, month, day))
    .sort((one, two) => Math.abs(daysBetween(valueOn, one)) - Math.abs(daysBetween(valueOn, two)));
  if (nearest !== undefined) return nearest;
  throw fault(
    'BANK_STATEMENT_DATE_INVALID',
    `${JSON.stringify(entry)} is no month and day`,
    'entry date',
  );
}
