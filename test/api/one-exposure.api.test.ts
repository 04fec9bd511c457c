/** Whatever happens to a customer, every door tells the same exposure, and every decision rests on it. */
import fc from 'fast-check';
import { readRiskViews } from '../../src/alerts/read-risk-views';
import { createApiKey, type Transaction } from '../../src/database';
import { globalId, localDateAt } from '../../src/kernel';
import { checkCredit } from '../../src/limits';
import { readLimitCases } from '../../src/limits/read-limit-cases';
import { exposuresOf } from '../../src/reports';
import { useCreditBooks, type CreditBooks } from '../limits/credit-books';
import { BothPaths } from './read-plan/both-paths';

jest.setTimeout(180_000);

const books = useCreditBooks();
const DAY_MS = 86_400_000;

type Step =
  | { do: 'reserve'; amount: number; seconds: number }
  | { do: 'commit' | 'release' | 'invoice'; nth: number; asNumber: boolean }
  | { do: 'claim'; amount: number; currency: 'EUR' | 'USD'; inDays: number }
  | { do: 'wait'; minutes: number };

const nth = fc.nat({ max: 6 });
const asNumber = fc.boolean();
const STEP: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('reserve' as const),
      amount: fc.integer({ min: 1, max: 900 }),
      seconds: fc.constantFrom(60, 3_600, 200_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('commit' as const), nth, asNumber }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('release' as const), nth, asNumber }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('invoice' as const), nth, asNumber }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('claim' as const),
      amount: fc.integer({ min: -400, max: 400 }).filter((n) => n !== 0),
      currency: fc.constantFrom('EUR' as const, 'USD' as const),
      inDays: fc.constantFrom(0, 0, 0, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('wait' as const),
      minutes: fc.constantFrom(1, 59, 1_440, 44_000),
    }),
  },
);

interface Held {
  id: string;
  amount: bigint;
  reference: string;
  expiresAt: number;
  committedAt: number | null;
  invoiceNumber: string | null;
  isReleased: boolean;
  invoiced: Set<string>;
}

/** One customer as a simple book would keep it. */
class Model {
  readonly held: Held[] = [];
  readonly claims: { amount: bigint; from: string }[] = [];

  constructor(
    private readonly by: CreditBooks,
    readonly limit: bigint,
  ) {}

  get now(): number {
    return this.by.clock.now().getTime();
  }

  get today(): string {
    return localDateAt(this.by.clock.now());
  }

  isInvoiced(held: Held): boolean {
    return held.invoiced.has(held.invoiceNumber ?? held.reference);
  }

  counts(held: Held): boolean {
    if (held.isReleased || this.isInvoiced(held)) return false;
    return (held.committedAt === null ? held.expiresAt : held.committedAt + 30 * DAY_MS) > this.now;
  }

  get balance(): bigint {
    const claims = this.claims.filter(({ from }) => from <= this.today);
    const held = this.held.filter((each) => this.counts(each));
    return [...claims, ...held].reduce((sum, { amount }) => sum + amount, 0n);
  }

  get total(): bigint {
    return this.balance > 0n ? this.balance : 0n;
  }

  fits(amount: bigint): boolean {
    return this.balance + amount <= this.limit || this.balance + amount <= 0n;
  }
}

async function take(step: Step, by: CreditBooks, customer: string, model: Model): Promise<void> {
  by.clock.advanceMs(1);
  switch (step.do) {
    case 'wait':
      by.clock.advanceMs(step.minutes * 60_000);
      return;
    case 'claim': {
      const issuedOn = localDateAt(new Date(model.now + step.inDays * DAY_MS));
      const amount = BigInt(step.amount);
      await by.claim(customer, amount, { currency: step.currency, issuedOn });
      if (step.currency === 'EUR') model.claims.push({ amount, from: issuedOn });
      return;
    }
    case 'reserve':
      return reserve(step, by, customer, model);
    default: {
      const held = model.held[step.nth % Math.max(1, model.held.length)];
      if (held === undefined) return;
      if (step.do === 'commit') return commit(held, step.asNumber, by, model);
      if (step.do === 'invoice') return invoice(held, by, customer, model);
      const isBilled = !held.isReleased && model.isInvoiced(held);
      const answer = await by.release(held.id).catch((error: unknown) => error);
      expect(answer).toEqual(
        isBilled ? expect.objectContaining({ code: 'RESERVATION_INVOICED' }) : undefined,
      );
      if (!isBilled && (held.committedAt !== null || held.expiresAt > model.now)) {
        held.isReleased = true;
      }
    }
  }
}

async function reserve(
  step: Extract<Step, { do: 'reserve' }>,
  by: CreditBooks,
  customer: string,
  model: Model,
): Promise<void> {
  const amount = BigInt(step.amount);
  const reference = `R${model.held.length}`;
  const expiry = { inSeconds: step.seconds };
  const outcome = await by.reserve(customer, amount, { reference, expiry });
  expect(outcome.isGiven).toBe(model.fits(amount));
  if (!outcome.isGiven) return;
  model.held.push({
    ...{ id: outcome.reservationId, amount, reference, committedAt: null, invoiceNumber: null },
    ...{ expiresAt: model.now + step.seconds * 1_000, isReleased: false, invoiced: new Set() },
  });
}

async function commit(held: Held, asNumber: boolean, by: CreditBooks, model: Model): Promise<void> {
  const isOpen = !held.isReleased && held.committedAt === null;
  const isLate = isOpen && held.expiresAt <= model.now && !model.isInvoiced(held);
  const mayFit = !isLate || model.fits(held.amount);
  const invoiceNumber = asNumber && isOpen ? `F-${held.reference}` : null;
  const outcome = await by
    .commit(held.id, invoiceNumber)
    .catch((error: unknown) => error as { code: string });
  if (held.isReleased) expect(outcome).toMatchObject({ code: 'RESERVATION_RELEASED' });
  else expect(outcome).toMatchObject({ isGiven: mayFit });
  if (isOpen && mayFit) Object.assign(held, { committedAt: model.now, invoiceNumber });
}

async function invoice(held: Held, by: CreditBooks, customer: string, model: Model): Promise<void> {
  const number = held.invoiceNumber ?? held.reference;
  await by.claim(customer, held.amount, { number, issuedOn: model.today });
  held.invoiced.add(number);
  model.claims.push({ amount: held.amount, from: model.today });
}

const EXPOSURE = `query ($id: ID!) { customer(id: $id) { exposure { total { amount } headroom { amount } } } }`;
const EXCEEDED = '{ customers(filter: {limitExceeded: true}) { totalCount } }';
const cents = (amount: bigint): string => (Number(amount) / 100).toFixed(2);

async function compareDoors(by: CreditBooks, customer: string, model: Model): Promise<void> {
  const { tenantId, database, clock } = by;
  const key = await database.tenant(tenantId, (tx) =>
    createApiKey(tx, { role: 'VIEWER', label: 'doors' }),
  );
  const paths = new BothPaths(database, key, clock);
  const id = globalId('Customer', customer);
  const { planned, resolved } = await paths.ask(EXPOSURE, { id });
  const told = {
    customer: {
      exposure: {
        total: { amount: cents(model.total) },
        headroom: { amount: cents(model.limit - model.total) },
      },
    },
  };
  expect(resolved).toEqual(told);
  if (planned !== null) expect(planned).toEqual(told);
  expect((await paths.ask(EXCEEDED)).resolved).toEqual({
    customers: { totalCount: model.total > model.limit ? 1 : 0 },
  });
  await database.tenant(tenantId, (tx) => compareReads(tx, by, customer, model));
}

async function compareReads(
  tx: Transaction,
  by: CreditBooks,
  customer: string,
  model: Model,
): Promise<void> {
  const now = { at: by.clock.now(), asOf: model.today };
  await tx.query(`SELECT set_config('app.today', $1, true), set_config('app.now', $2, true)`, [
    now.asOf,
    now.at.toISOString(),
  ]);
  const [view] = await tx.query(
    'SELECT exposure::text, headroom::text FROM bi.customers WHERE customer_id = $1',
    [customer],
  );
  expect(view).toEqual({
    exposure: cents(model.total),
    headroom: cents(model.limit - model.total),
  });
  const [limitCase] = await readLimitCases(tx, [customer], { ...now, sellerSales12mMinor: 0n });
  expect(limitCase?.input.exposureMinor).toBe(model.total);
  const [riskView] = await readRiskViews(tx, [customer], { today: now.asOf, at: now.at });
  expect(riskView?.exposureMinor).toBe(model.total);
  const left = model.limit - model.balance;
  const check = async (amountMinor: bigint): Promise<boolean> => {
    const asked = { customerId: customer, amountMinor, currency: 'EUR' };
    return (await checkCredit(tx, asked, now)).isGiven;
  };
  if (left > 0n) expect(await check(left)).toBe(true);
  expect(await check(left < 0n ? 1n : left + 1n)).toBe(model.fits(left < 0n ? 1n : left + 1n));
}

it('is the same through every door, now and as it was known, and no order slips past it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 0, max: 2_000 }),
      fc.array(STEP, { minLength: 8, maxLength: 22 }),
      async (limit, steps) => {
        const by = await books();
        const customer = await by.customer(BigInt(limit));
        const model = new Model(by, BigInt(limit));
        const history: { asOf: string; knownAt: Date; total: bigint }[] = [];
        for (const step of steps) {
          await take(step, by, customer, model);
          history.push({ asOf: model.today, knownAt: by.clock.now(), total: model.total });
        }
        await compareDoors(by, customer, model);
        for (const { asOf, knownAt, total } of history) {
          const told = await by.database.tenant(by.tenantId, (tx) =>
            exposuresOf(tx, [customer], { asOf, knownAt, isCurrent: false }),
          );
          expect([asOf, told.get(customer)?.total.amountMinor]).toEqual([asOf, total]);
        }
      },
    ),
    { numRuns: 12, seed: 20261122 },
  );
});
