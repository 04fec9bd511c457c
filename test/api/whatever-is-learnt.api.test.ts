import fc from 'fast-check';
import { createApiKey } from '../../src/database';
import { parsePaymentTerms } from '../../src/kernel';
import { setPaymentTerms } from '../../src/ledger';
import { rescore } from '../../src/pipeline';
import { publishProvisionRates } from '../../src/reports/key-figures/provision-rates';
import { refreshLedgerDays } from '../../src/reports/key-figures/refresh-ledger-days';
import type { Api } from '../../src/api';
import { useShelf, type Books } from '../ledger/books';
import { exportYear, generatedYears } from '../ledger/generated-books';
import { startApi } from './api-harness';

const CUSTOMER = `account name company { siren } paymentTerms { terms wording } assessment { grade score assessedAt }
  creditLimit { limit { amount } status effectiveTo decidedAt } exposure { total { amount } headroom { amount } }
  receivables(first: 3) { nodes { number dueOn dueDateSource discount { on amount { amount } } open { amount } } }`;
const AGEING = `ageing { notDue { amount } assumedDue { amount } buckets { amount { amount } } undated { amount }
  unallocated { amount } outstanding { amount } }`;
const FIGURES = [
  ...['dso', 'dsoCountBack', 'bestPossibleDso', 'daysToPay', 'daysLate', 'collectionEffectiveness'],
  ...['collectionRate', 'concentrationHhi', 'top10Share'],
].map((figure) => `${figure} { value reasonIfAbsent }`);

/** What a report may show, by dates; $currency where it converts. */
const REPORTS = [
  ...['CUSTOMER', 'COMPANY', 'GRADE', 'CURRENCY', 'NONE'].map(
    (group) => `query ($asOf: Date, $knownAt: DateTime, $currency: CurrencyCode) {
      agedBalance(groupBy: ${group}, asOf: $asOf, knownAt: $knownAt, currency: $currency, bucketDays: [1, 7, 365]) {
        asOf knownAt rates { currency rate publishedOn } rows { customer { ${CUSTOMER} } grade ${AGEING} }
        reconciliation { outstanding { amount } ledgerDifference { amount } } } }`,
  ),
  `query ($asOf: Date, $knownAt: DateTime) { receivables(first: 1000, asOf: $asOf, knownAt: $knownAt,
    filter: {status: [OVERDUE, OPEN, CREDIT]}, orderBy: [{field: DUE_ON}]) { totalCount nodes { id number kind label bill
    dueOn doubtful daysOverdue source { file line } customer { name } entries { kind amount { amount } recordedAt } } } }`,
  `query ($asOf: Date, $knownAt: DateTime) { agedBalance(asOf: $asOf, knownAt: $knownAt,
    filter: {overdue: true, limitExceeded: true}) { rows { customer { name } } } }`,
  `query ($knownAt: DateTime) { keyFigures(from: "2023-03-05", to: "2025-12-31", knownAt: $knownAt) {
    revenue { amount } overdue { amount } doubtful { amount } ${FIGURES.join(' ')} expectedLoss { amount }
    provision { version } expectedReceipts { amount { amount } } rollRates { rate { value } }
    monthly { month outstanding { amount } overdue { amount } } } }`,
];

let api: Api;
afterAll(() => api.close());
const shelf = useShelf();

beforeAll(async () => {
  const { hub, clock } = shelf();
  api = await startApi(hub.database, { clock });
});

type Year = Parameters<typeof exportYear>[0];
type Step = (books: Books, count: number, year: Year) => Promise<unknown>;

const agree =
  (wording: string | null): Step =>
  async (books, count) => {
    const { hub, clock } = shelf();
    const [customer] = await books.query<{ id: string }>(
      'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 ORDER BY account LIMIT 1',
    );
    const decision = {
      customerId: count % 2 === 0 ? (customer?.id ?? null) : null,
      effectiveFrom: '2023-06-01',
      terms: wording === null ? null : parsePaymentTerms(wording),
      ...{ wording: `${count}`, decidedBy: 'somebody' },
    };
    await hub.database.tenant(books.tenantId, (tx) => setPaymentTerms(tx, decision, clock));
  };

const refresh =
  (isFull: boolean): Step =>
  async ({ tenantId }) => {
    const { hub, clock } = shelf();
    await hub.database.tenant(tenantId, (tx) => refreshLedgerDays(tx, { clock, isFull }));
  };

const publishRates: Step = ({ tenantId }, count) =>
  shelf()
    .database()
    .query(
      `INSERT INTO exchange_rate (tenant_id, published_on, currency, connection_id, recorded_at, connector_id, rate)
       SELECT $1, day::date, 'USD', stable_id('ecb'), $2, 'ecb', 1 + $3::int / 1000.0
       FROM generate_series('2022-01-01'::date, '2026-12-31', '7 days') day`,
      [tenantId, shelf().clock.now(), count],
    );

/** Everything that may be learnt of books. */
const STEPS: Readonly<Record<string, Step>> = {
  'other books': (books, count, year) => books.import(exportYear(year, { prefix: `P${count}` })),
  'terms of long ago': agree('45 jours fin de mois'),
  'terms with a discount': agree('2% 10 jours, 60 jours'),
  'terms withdrawn': agree(null),
  'other names': (books) =>
    books.query(`UPDATE customer SET name = name || '+' WHERE tenant_id = $1`),
  decisions: ({ tenantId }) =>
    rescore(shelf().hub, { tenantId, customerIds: null, signal: new AbortController().signal }),
  'days kept': refresh(false),
  'days kept anew': refresh(true),
  'corrected rates': publishRates,
  'other provision rates': ({ tenantId }, count) => {
    const { hub, clock } = shelf();
    const draft = { note: 'own', rates: [{ fromDays: 0, rate: `0.0${count % 10}` }] };
    return hub.database.tenant(tenantId, (tx) => publishProvisionRates(tx, draft, clock));
  },
};

interface Dates {
  asOf: string;
  knownAt: string;
}

async function askAll(key: string, dates: Dates): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const query of REPORTS) {
    for (const currency of query.includes('$currency') ? ['EUR', 'USD'] : [undefined]) {
      const response = await fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query, variables: { ...dates, currency } }),
      });
      const body = await response.text();
      if (body.includes('"errors"')) throw new Error(body.slice(0, 2_000));
      answers.push(body);
    }
  }
  return answers;
}

test(
  'every report says the same of its dates after every step that follows',
  () =>
    fc.assert(
      fc.asyncProperty(
        generatedYears,
        fc.shuffledSubarray(Object.keys(STEPS), { minLength: 6 }),
        generatedYears,
        async (said, steps, corrected) => {
          const { hub, clock, openBooks } = shelf();
          const books = await openBooks();
          const key = await hub.database.tenant(books.tenantId, (tx) =>
            createApiKey(tx, { role: 'ADMIN', label: 'reports' }),
          );
          for (const year of said) await books.import(exportYear(year));
          const [year = { year: 2025, entries: [] }] = corrected;
          await publishRates(books, 100, year);
          const told: { dates: Dates; answers: unknown[] }[] = [];
          for (const [count, name] of steps.entries()) {
            clock.advanceMs(3_700_000);
            await STEPS[name]?.(books, count, year);
            clock.advanceMs(3_700_000);
            const asOf = count % 2 === 0 ? '2024-06-30' : '2026-02-28';
            const dates = { asOf, knownAt: clock.now().toISOString() };
            told.push({ dates, answers: await askAll(key, dates) });
          }
          for (const { dates, answers } of told) expect(await askAll(key, dates)).toEqual(answers);
        },
      ),
      {
        numRuns: Number(process.env['LEARNT_RUNS'] ?? 3),
        seed: Number(process.env['LEARNT_SEED'] ?? 5),
      },
    ),
  240_000,
);
