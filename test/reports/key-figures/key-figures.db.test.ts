import type { Database } from '../../../src/database';
import { stableId, type Money } from '../../../src/kernel';
import {
  keyFigures,
  provisionRatesFromHistory,
  refreshLedgerDays,
  type KeyFigures,
  type KeyFiguresQuery,
} from '../../../src/reports';
import { useDatabase } from '../../support/postgres';
import { connectApp, createSeller, fixedClock, NOW, type Seller } from '../seller-fixture';

let app: Database;
afterAll(() => app.close());
const database = useDatabase();
let seller: Seller;
let sellers = 0;

beforeAll(async () => {
  app = await connectApp(database().url);
});
/** Nobody has anything to begin with. */
beforeEach(async () => {
  sellers += 1;
  seller = await createSeller(app, database(), { slug: `seller-${sellers}`, customers: 0 });
});

type Entry = [kind: string, amountMinor: number, on: string, cause?: string];
interface Claim {
  kind?: string;
  account?: string;
  issuedOn: string;
  dueOn?: string | null;
  currency?: string;
  customer?: string;
  entries: Entry[];
}

const idOf = (name: string): string => stableId(seller.tenantId, name);

/** A claim and its entries, known a day ago. */
async function claim(name: string, parts: Claim): Promise<void> {
  const { kind = 'INVOICE', account = '411', issuedOn, currency = 'EUR', entries } = parts;
  const total = entries
    .filter(([one]) => one === 'ISSUE')
    .reduce((sum, [, minor]) => sum + minor, 0);
  const open = entries.reduce((sum, [, minor]) => sum + minor, 0);
  const last = entries
    .map(([, , on]) => on)
    .sort()
    .at(-1);
  const known = new Date(NOW.getTime() - 86_400_000);
  await database().query(
    `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
       due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
       source_file_id, source_line)
     VALUES ($1, $2, $3, $4, $5, $6, $6, $7, $8, $9, 'DOCUMENT', $10, $11, $12, $13, $14, false, $4, 1)`,
    [
      ...[
        seller.tenantId,
        idOf(name),
        idOf(parts.customer ?? 'customer'),
        seller.connectionId,
        kind,
        name,
      ],
      ...[account, issuedOn, parts.dueOn ?? null, currency, total, open, last, known],
    ],
  );
  for (const [entryKind, minor, on, cause] of entries) {
    await database().query(
      `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
         source_file_id, source_line) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
      [
        ...[seller.tenantId, idOf(name), entryKind, minor, on, known],
        ...[idOf(cause ?? name), seller.connectionId],
      ],
    );
  }
}

const EVERYTHING = { concentration: true, provision: true, receipts: true, contested: true };
async function figures(
  from: string,
  to: string,
  changes: Partial<KeyFiguresQuery> = {},
): Promise<KeyFigures> {
  const query: KeyFiguresQuery = {
    period: { from, to, through: to },
    point: { asOf: to, knownAt: NOW, isCurrent: false },
    ...{ filter: {}, currency: 'EUR', booksCurrency: 'EUR', parts: EVERYTHING },
    ...changes,
  };
  return app.tenant(seller.tenantId, (tx) => keyFigures(tx, query), { readOnly: true });
}

describe('days to pay', () => {
  test('of what was paid before the invoice are below zero, and of a deposit are none', async () => {
    await claim('on account', {
      kind: 'PAYMENT_ON_ACCOUNT',
      issuedOn: '2026-03-01',
      entries: [
        ['ISSUE', -100, '2026-03-01'],
        ['PAYMENT', 100, '2026-03-11', 'early'],
      ],
    });
    await claim('deposit', {
      ...{ kind: 'DEPOSIT', account: '4191', issuedOn: '2026-03-01' },
      entries: [
        ['ISSUE', -500, '2026-03-01'],
        ['PAYMENT', 500, '2026-03-11', 'early'],
      ],
    });
    await claim('early', {
      ...{ issuedOn: '2026-03-11', dueOn: '2026-04-10' },
      entries: [
        ['ISSUE', 900, '2026-03-11'],
        ['PAYMENT', -100, '2026-03-11', 'on account'],
        ['PAYMENT', -500, '2026-03-11', 'deposit'],
        ['PAYMENT', -300, '2026-04-20', 'transfer'],
      ],
    });
    const { daysToPay, daysLate, settlements } = await figures('2026-03-01', '2026-04-30');
    // 100 ten days before, 300 forty days after; against the due date 40 days early and 10 late.
    expect(daysToPay.value).toBe((100 * -10 + 300 * 40) / 400);
    expect(daysLate.value).toBe((100 * -40 + 300 * 10) / 400);
    expect(settlements.payments.amountMinor).toBe(900n);
  });
});

describe('what came in', () => {
  test('counts money once, when it comes, and less when it goes back', async () => {
    await claim('invoice', {
      ...{ issuedOn: '2026-01-10', dueOn: '2026-02-10' },
      entries: [
        ['ISSUE', 1_000, '2026-01-10'],
        ['PAYMENT', -1_000, '2026-02-05', 'cheque'],
      ],
    });
    await claim('bounced', {
      ...{ kind: 'RETURNED_PAYMENT', issuedOn: '2026-02-20', dueOn: '2026-02-20' },
      entries: [['ISSUE', 1_000, '2026-02-20']],
    });
    await claim('advance', {
      ...{ kind: 'PAYMENT_ON_ACCOUNT', issuedOn: '2026-02-25' },
      entries: [
        ['ISSUE', -300, '2026-02-25'],
        ['PAYMENT', 300, '2026-03-02', 'second'],
      ],
    });
    await claim('second', {
      ...{ issuedOn: '2026-03-02', dueOn: '2026-04-01' },
      entries: [
        ['ISSUE', 300, '2026-03-02'],
        ['PAYMENT', -300, '2026-03-02', 'advance'],
      ],
    });
    const february = await figures('2026-02-01', '2026-02-28');
    expect(february.collected.amountMinor).toBe(1_000n - 1_000n + 300n);
    expect((await figures('2026-03-01', '2026-03-31')).collected.amountMinor).toBe(0n);
    // Due in February: the invoice and, again, what bounced.
    expect(february.collectionRate.value).toBe(50);
  });

  test('tells by what claims were settled', async () => {
    await claim('sundry', {
      ...{ issuedOn: '2026-01-01', dueOn: '2026-01-31' },
      entries: [
        ['ISSUE', 1_000, '2026-01-01'],
        ['PAYMENT', -400, '2026-02-01', 'a'],
        ['CREDIT', -200, '2026-02-01', 'b'],
        ['DISCOUNT', -20, '2026-02-02', 'c'],
        ['WRITE_OFF', -80, '2026-02-03', 'd'],
        ['ASSIGNMENT', -100, '2026-02-03', 'e'],
        ['COMPENSATION', -50, '2026-02-03', 'f'],
        ['EXCHANGE', -5, '2026-02-03', 'g'],
      ],
    });
    const { settlements, collectionRate } = await figures('2026-02-01', '2026-02-28');
    const minor = Object.fromEntries(
      Object.entries<Money>({ ...settlements }).map(([name, { amountMinor }]) => [
        name,
        Number(amountMinor),
      ]),
    );
    expect(minor).toEqual({
      ...{ payments: 400, creditNotes: 200, discounts: 20, writeOffs: 80, assignments: 100 },
      ...{ compensations: 50, exchangeDifferences: 5 },
    });
    // 450 of 450 + 145 still due + 80 written off.
    expect(collectionRate.value).toBeCloseTo(66.6667, 4);
  });

  test('of a claim the books took back is nothing', async () => {
    await claim('taken back', {
      ...{ issuedOn: '2026-01-01', dueOn: '2026-01-31' },
      entries: [['ISSUE', 1_000, '2026-01-01']],
    });
    await database().query(
      `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, reversed_kind, amount_minor, effective_on, recorded_at,
         cause_id, source_file_id, source_line)
       SELECT tenant_id, receivable_id, 'REVERSAL', 'ISSUE', -1000, '2026-01-01', $2, cause_id, source_file_id, 1
       FROM receivable_entry WHERE tenant_id = $1`,
      [seller.tenantId, NOW],
    );
    const { revenue, outstanding, overdue, monthly } = await figures('2026-01-01', '2026-02-28');
    expect([revenue, outstanding, overdue].map(({ amountMinor }) => amountMinor)).toEqual([
      0n,
      0n,
      0n,
    ]);
    expect(monthly[0]?.dso.reasonIfAbsent).toBe('NO_SALES_IN_PERIOD');
  });
});

describe('several currencies', () => {
  beforeEach(async () => {
    await claim('euros', {
      ...{ issuedOn: '2026-01-10', dueOn: '2026-02-09', customer: 'one' },
      entries: [['ISSUE', 10_000, '2026-01-10']],
    });
    await claim('pounds', {
      ...{ issuedOn: '2026-01-10', dueOn: '2026-02-09', currency: 'GBP', customer: 'two' },
      entries: [['ISSUE', 8_000, '2026-01-10']],
    });
    await claim('yen', {
      ...{ issuedOn: '2026-02-10', dueOn: null, currency: 'JPY', customer: 'two' },
      entries: [['ISSUE', 16_000, '2026-02-10']],
    });
  });

  async function publish(rates: [currency: string, on: string, rate: string][]): Promise<void> {
    for (const [currency, on, rate] of rates) {
      await database().query(
        `INSERT INTO exchange_rate (tenant_id, published_on, currency, connection_id, recorded_at, connector_id, rate)
         VALUES ($1, $2, $3, $4, $5, 'ecb', $6)`,
        [
          seller.tenantId,
          on,
          currency,
          seller.connectionId,
          new Date('2026-05-01T00:00:00Z'),
          rate,
        ],
      );
    }
  }

  test('without rates are told apart and never added', async () => {
    const found = await figures('2026-01-01', '2026-02-28');
    expect(found.outstanding).toEqual({ amountMinor: 10_000n, currency: 'EUR' });
    expect(found.concentration?.top1Share.value).toBe(1);
    expect(found.unconverted).toEqual([
      { amountMinor: 8_000n, currency: 'GBP' },
      { amountMinor: 16_000n, currency: 'JPY' },
    ]);
    expect(found.rates).toEqual([]);
  });

  test('balances are converted at the rate of their day, sums at the one of their month’s end', async () => {
    await publish([
      ['GBP', '2025-12-31', '0.5'],
      ['GBP', '2026-01-30', '0.8'],
      ['GBP', '2026-02-27', '1.6'],
      ['JPY', '2025-12-31', '160'],
      ['JPY', '2026-01-30', '160'],
      ['JPY', '2026-02-27', '160'],
    ]);
    const found = await figures('2026-01-01', '2026-02-28');
    const minor = found.monthly.map((month) =>
      [month.revenue, month.outstanding].map((one) => one.amountMinor),
    );
    expect(minor).toEqual([
      [20_000n, 20_000n],
      // 16,000 yen are 100.00 euros: the yen has no minor unit.
      [10_000n, 10_000n + 5_000n + 10_000n],
    ]);
    expect(found.revenue.amountMinor).toBe(30_000n);
    expect(found.overdue.amountMinor).toBe(15_000n);
    expect(found.unconverted).toEqual([]);
    expect(found.rates.map(({ currency, publishedOn }) => `${currency} ${publishedOn}`)).toContain(
      'GBP 2026-02-27',
    );
    // Customer two owes 50 and 100 euros, customer one 100.
    expect(found.concentration?.top1Share.value).toBe(0.6);
    const open = found.provision?.lines.map((line) => line.open.amountMinor);
    expect(open).toEqual([10_000n, 15_000n, 0n, 0n, 0n]);
    await app.tenant(seller.tenantId, (tx) => refreshLedgerDays(tx, { clock: fixedClock }));
    expect(await figures('2026-01-01', '2026-02-28')).toEqual(found);
    const inPounds = await figures('2026-02-01', '2026-02-28', { currency: 'GBP' });
    expect(inPounds.outstanding).toEqual({ amountMinor: 40_000n, currency: 'GBP' });
  });

  test('a currency that lacks a rate for one of the days is left out of all', async () => {
    await publish([
      ['GBP', '2026-02-27', '1.6'],
      ['JPY', '2026-01-30', '160'],
      ['JPY', '2026-02-27', '160'],
    ]);
    const found = await figures('2026-02-01', '2026-02-28');
    expect(found.unconverted).toEqual([{ amountMinor: 8_000n, currency: 'GBP' }]);
    expect(found.outstanding.amountMinor).toBe(20_000n);
    await expect(figures('2026-02-01', '2026-02-28', { currency: 'USD' })).rejects.toMatchObject({
      code: 'EXCHANGE_RATE_MISSING',
    });
  });
});

describe('loss rates', () => {
  /** The sales of a January, by when they were paid; 2,000 of them never. */
  const PAID: [name: string, amount: number, on: string | null][] = [
    ['on time', 50_000, '2025-01-31'],
    ['soon', 27_000, '2025-03-02'],
    ['late', 15_000, '2025-03-10'],
    ['very late', 6_000, '2025-04-15'],
    ['never', 2_000, null],
  ];

  test('are told from what became of claims', async () => {
    for (const [name, amount, on] of PAID) {
      await claim(name, {
        ...{ issuedOn: '2025-01-01', dueOn: '2025-01-31' },
        entries: [
          ['ISSUE', amount, '2025-01-01'],
          ...(on === null ? [] : ([['PAYMENT', -amount, on, 'paid']] as Entry[])),
        ],
      });
    }
    const point = { asOf: '2026-06-30', knownAt: NOW, isCurrent: false };
    const derived = await app.tenant(seller.tenantId, (tx) =>
      provisionRatesFromHistory(tx, point, 'EUR'),
    );
    expect(derived).toEqual({
      dueFrom: '2024-07-01',
      dueTo: '2025-06-30',
      rates: [
        { fromDays: 0, rate: '0.0200000000' },
        { fromDays: 1, rate: '0.0400000000' },
        { fromDays: 31, rate: '0.0869565217' },
        { fromDays: 61, rate: '0.2500000000' },
        { fromDays: 91, rate: '1.0000000000' },
      ],
    });
  });

  test('are not made up of no history', async () => {
    const point = { asOf: '2026-06-30', knownAt: NOW, isCurrent: false };
    await expect(
      app.tenant(seller.tenantId, (tx) => provisionRatesFromHistory(tx, point, 'EUR')),
    ).rejects.toMatchObject({ code: 'LOSS_HISTORY_EMPTY' });
  });
});
