import fc from 'fast-check';
import { entryRows, fecText } from '../../connectors/fec/reading';
import { createApiKey, openRecording } from '../../src/database';
import type { Api } from '../../src/api';
import { rescore } from '../../src/pipeline';
import { useShelf, type Books } from '../ledger/books';
import { exportYear, generatedYears } from '../ledger/generated-books';
import { startApi } from './api-harness';

/** Everything a report shows that corrections could change; the dates are in the answer, so that it can be asked again. */
const REPORTS = ['CUSTOMER', 'COMPANY', 'GRADE', 'CURRENCY', 'NONE'].map(
  (group) => `query ($asOf: Date, $knownAt: DateTime) {
  agedBalance(groupBy: ${group}, asOf: $asOf, knownAt: $knownAt) { asOf knownAt rows {
    customer { account name company { siren } assessment { grade score } creditLimit { limit { amount } }
      exposure { total { amount } headroom { amount } } creditLimitHistory(first: 9) { totalCount nodes { status limit { amount } } }
      assessments(first: 9) { totalCount nodes { grade score } } receivables(first: 3) { nodes { number open { amount } } } }
    company { siren } grade ageing { notDue { amount } buckets { amount { amount } } outstanding { amount } } }
    total { outstanding { amount } } reconciliation { ledgerDifference { amount } } } }`,
);
const LISTS = [
  `query ($asOf: Date, $knownAt: DateTime) { receivables(first: 1000, asOf: $asOf, knownAt: $knownAt) { totalCount nodes {
    id number kind issuedOn dueOn dueDateSource total { amount } open { amount } status daysOverdue doubtful disputed
    customer { name ageing { outstanding { amount } } } entries { kind amount { amount } effectiveOn recordedAt } } } }`,
  `query ($asOf: Date, $knownAt: DateTime) { receivables(asOf: $asOf, knownAt: $knownAt,
    filter: {updatedSince: "2026-03-01T09:30:00Z"}) { nodes { id } } }`,
  `query ($knownAt: DateTime) { keyFigures(from: "2023-01-01", to: "2025-12-31", knownAt: $knownAt) {
    revenue { amount } outstanding { amount } overdue { amount } dso { value } expectedLoss { amount }
    monthly { month revenue { amount } outstanding { amount } } } }`,
];

const INVOICE = fecText(
  entryRows('411C1 100, 707 -100', { number: '1', on: '20260105', reference: 'F1' }),
);

describe('a report asked for again, with the dates it was for', () => {
  let api: Api;
  afterAll(() => api.close());
  const shelf = useShelf();

  beforeAll(async () => {
    const { hub, clock } = shelf();
    api = await startApi(hub.database, { clock });
  });

  async function ask(key: string, query: string, variables: object): Promise<string> {
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query, variables }),
    });
    const body = await response.text();
    if (body.includes('"errors"')) throw new Error(body.slice(0, 2_000));
    return body;
  }

  async function decide(books: Books): Promise<void> {
    const { hub } = shelf();
    const signal = new AbortController().signal;
    await rescore(hub, { tenantId: books.tenantId, customerIds: null, signal });
  }

  it(
    'is the same to the byte, whatever was learnt since',
    () =>
      fc.assert(
        fc.asyncProperty(generatedYears, generatedYears, async (said, corrected) => {
          const { hub, clock, openBooks } = shelf();
          const books = await openBooks();
          const key = await hub.database.tenant(books.tenantId, (tx) =>
            createApiKey(tx, { role: 'ADMIN', label: 'reports' }),
          );
          for (const year of said) await books.import(exportYear(year));
          await decide(books);
          clock.advanceMs(3_600_000);
          const before = await Promise.all(REPORTS.map((report) => ask(key, report, {})));
          const { asOf, knownAt } = datesOf(before[0] ?? '');
          const listed = await Promise.all(LISTS.map((list) => ask(key, list, { asOf, knownAt })));

          clock.advanceMs(3_600_000);
          for (const year of corrected) await books.import(exportYear(year, { prefix: 'N' }));
          await books.query(`UPDATE customer SET name = name || ' renamed' WHERE tenant_id = $1`);
          await decide(books);
          clock.advanceMs(86_400_000);

          const again = await Promise.all(
            REPORTS.map((report) => ask(key, report, { asOf, knownAt })),
          );
          expect(again).toEqual(before);
          expect(await Promise.all(LISTS.map((list) => ask(key, list, { asOf, knownAt })))).toEqual(
            listed,
          );
        }),
        { numRuns: 6, seed: 5, interruptAfterTimeLimit: 60_000 },
      ),
    120_000,
  );

  it('does not claim to know what somebody is still writing', async () => {
    const { hub, clock, openBooks } = shelf();
    const books = await openBooks();
    const key = await hub.database.tenant(books.tenantId, (tx) =>
      createApiKey(tx, { role: 'ADMIN', label: 'reports' }),
    );
    await books.import(INVOICE);
    clock.advanceMs(60_000);
    const report = REPORTS[0] ?? '';
    const meanwhile = await hub.database.tenant(books.tenantId, async (tx) => {
      const at = await openRecording(tx, clock);
      await tx.execute(PAY_HALF, [tx.tenantId, at]);
      await tx.execute(SETTLE_HALF, [tx.tenantId, at]);
      clock.advanceMs(5_000);
      const answer = await ask(key, report, {});
      expect(new Date(datesOf(answer).knownAt).getTime()).toBeLessThan(at.getTime());
      return answer;
    });
    clock.advanceMs(60_000);
    expect(await ask(key, report, datesOf(meanwhile))).toBe(meanwhile);
    expect(meanwhile).toContain('"outstanding":{"amount":"100.00"}');
    expect(await ask(key, report, {})).toContain('"outstanding":{"amount":"50.00"}');
  });

  it.each(['agedBalance { knownAt }', 'receivables { totalCount }'])(
    'is not given for an instant that somebody still writes before: %s',
    async (field) => {
      const { hub, clock, openBooks } = shelf();
      const books = await openBooks();
      const key = await hub.database.tenant(books.tenantId, (tx) =>
        createApiKey(tx, { role: 'ADMIN', label: 'reports' }),
      );
      await books.import(INVOICE);
      clock.advanceMs(60_000);
      const report = `query ($knownAt: DateTime) { ${field.replace(' ', '(knownAt: $knownAt) ')} }`;
      const { settled, knownAt } = await hub.database.tenant(books.tenantId, async (tx) => {
        const before = new Date(clock.now().getTime() - 5_000).toISOString();
        await openRecording(tx, clock);
        clock.advanceMs(5_000);
        const asked = clock.now().toISOString();
        await expect(ask(key, report, { knownAt: asked })).rejects.toThrow('KNOWN_AT_UNSETTLED');
        return { settled: await ask(key, report, { knownAt: before }), knownAt: asked };
      });
      clock.advanceMs(60_000);
      expect(settled).toContain('"data"');
      expect(await ask(key, report, { knownAt })).toContain('"data"');
    },
  );
});

function datesOf(body: string): { asOf: string; knownAt: string } {
  const { data } = JSON.parse(body) as { data: { agedBalance: { asOf: string; knownAt: string } } };
  const { asOf, knownAt } = data.agedBalance;
  return { asOf, knownAt };
}

const PAY_HALF = `
  INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
    source_file_id, source_line)
  SELECT $1, receivable_id, 'PAYMENT', -total_minor / 2, issued_on, $2, receivable_id, source_file_id, source_line
  FROM receivable WHERE tenant_id = $1`;
const SETTLE_HALF = `
  UPDATE receivable SET open_minor = total_minor / 2, changed_at = $2 WHERE tenant_id = $1`;
