/** Two years of ordinary trade: paid on time, late, in part, too much, credited, marked as paid, still open. */
import { addDays, daysBetween, type LocalDate } from '../../kernel';
import type { BookOperation, Books } from './books-records';
import { drawFrom, type Draw } from './draw';
import type { SimulatedCompany } from './world';

const CUSTOMERS_MAX = 24;
const DAYS = 720;

/** Something that happens on a day of the history. */
interface Happening {
  on: LocalDate;
  /** Hour of the day: invoices before payments, many in the same second. */
  hour: string;
  run: () => void;
}

/** Fills new books with what happened up to today, the same for the same companies. */
export function writeHistory(
  books: Books,
  companies: readonly SimulatedCompany[],
  today: LocalDate,
): void {
  const happenings: Happening[] = [];
  for (const company of companies.slice(0, CUSTOMERS_MAX)) {
    const draw = drawFrom(Number(company.siren));
    const customerId = books.addCustomer(company, {
      termsDays: draw.one([15, 30, 30, 45, 60]) ?? 30,
      creditLimitMinor: draw.chance(0.3) ? BigInt(draw.whole(5, 80)) * 100_000n : null,
    });
    const count = draw.whole(2, 7);
    for (let index = 0; index < count; index += 1) {
      happenings.push(...invoiceStory(books, { customerId, today, draw }));
    }
  }
  happenings.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  for (const { on, hour, run } of happenings) {
    books.advanceTo(new Date(`${on}T${hour}Z`));
    run();
  }
}

function keyOf({ on, hour }: Happening): string {
  return `${on} ${hour}`;
}

/** An invoice and what becomes of it, as far as today. */
function invoiceStory(
  books: Books,
  { customerId, today, draw }: { customerId: string; today: LocalDate; draw: Draw },
): Happening[] {
  const issuedOn = addDays(today, -draw.whole(1, DAYS));
  const amountMinor = BigInt(draw.whole(12_000, 1_800_000));
  const { termsDays } = books.customer(customerId);
  let documentId = '';
  const issue: Happening = {
    on: issuedOn,
    hour: '09:00:00',
    run: () => {
      const terms = draw.chance(0.05) ? { termsDays: null } : {};
      documentId = books.apply({ do: 'create-invoice', customerId, amountMinor, ...terms });
    },
  };
  const on = addDays(issuedOn, termsDays + draw.whole(-5, 40));
  if (daysBetween(on, today) <= 0) return [issue];
  const end = ending(draw, amountMinor);
  if (end === null) return [issue];
  return [issue, { on, hour: '14:30:00', run: () => void books.apply({ ...end, documentId }) }];
}

type Ending = Extract<BookOperation, { documentId: string }>;

/** Null: nobody has paid it. */
function ending(draw: Draw, amountMinor: bigint): Ending | null {
  const documentId = '';
  const turn = draw.whole(1, 100);
  if (turn <= 68) return { do: 'pay', documentId, amountMinor };
  if (turn <= 78) return { do: 'pay', documentId, amountMinor: amountMinor / 3n };
  if (turn <= 82) return { do: 'pay', documentId, amountMinor: amountMinor + 1_250n };
  if (turn <= 87) return { do: 'credit', documentId, amountMinor };
  if (turn <= 89) return { do: 'credit', documentId, amountMinor: amountMinor + 5_000n };
  if (turn <= 92) return { do: 'settle-by-hand', documentId };
  if (turn <= 94) return { do: 'void', documentId };
  return null;
}
