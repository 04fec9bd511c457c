import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { globalId, stableId } from '../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  SIREN,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { data, raiseAlert, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
// Hooks run in the order they are defined: ours closes what useDatabase() looks for.
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'http', customers: 12 });
  await describeCustomer(database(), seller, {
    account: 'C001',
    siren: SIREN.first,
    limitMinor: 10_000,
  });
  api = await startApi(app);
});

describe('a customer in full', () => {
  test('has its company, match, grade with reasons that sum, limit, exposure, ageing and alerts', async () => {
    const alertId = await app.tenant(seller.tenantId, (tx) =>
      raiseAlert(tx, seller.customerId('C001')),
    );
    const { customerByAccount: customer } = await data<{ customerByAccount: CustomerAnswer }>(
      api,
      seller.keys.VIEWER,
      FULL,
    );
    expect(customer).toMatchObject({
      company: {
        siren: SIREN.first,
        insolvency: 'RECEIVERSHIP',
        insolvencyNotice: { number: 'A2026' },
      },
      match: { status: 'AUTOMATIC', method: 'SIREN', candidates: [{ status: 'CONFIRMED' }] },
      assessment: { grade: 'D', score: 31, confidence: 'MEDIUM' },
      creditLimit: { limit: { amount: '100.00' }, bindingTerm: 'NEED' },
      exposure: { total: { amount: '295.00' }, headroom: { amount: '-195.00' }, utilisation: 2.95 },
      ageing: { notDue: { amount: '200.00' }, unallocated: { amount: '-30.00' } },
    });
    const sum = customer.assessment.reasons.reduce(
      (total, reason) => total + reason.contribution,
      0,
    );
    expect(sum).toBe(customer.assessment.score);
    expect(customer.creditLimitHistory.nodes.map((limit) => limit.status).sort()).toEqual([
      'ACTIVE',
      'PROPOSED',
    ]);
    expect(customer.riskAlerts).toMatchObject({
      totalCount: 1,
      nodes: [{ id: globalId('RiskAlert', alertId) }],
    });
    expect(customer.riskAlerts.nodes[0]?.title).toContain('credit limit');
    expect(customer.receivables.totalCount).toBe(6);
    for (const receivable of customer.receivables.nodes) {
      expect(receivable.source.line).toBe(1);
      const entries = receivable.entries.reduce(
        (total, { amount }) => total + Number(amount.amount),
        0,
      );
      expect(entries.toFixed(2)).toBe(receivable.open.amount);
    }
  });

  test('without a grade says why, and has no assessment', async () => {
    const answer = await data(
      api,
      seller.keys.VIEWER,
      '{ customerByAccount(account: "C002") { assessment { grade } notScoredBecause creditLimit { id } } }',
    );
    expect(answer).toEqual({
      customerByAccount: { assessment: null, notScoredBecause: 'NOT_ASSESSED', creditLimit: null },
    });
  });

  test('a proposal is approved once, by somebody who may', async () => {
    const id = globalId(
      'CreditLimit',
      stableId(seller.tenantId, seller.customerId('C001'), 'proposal'),
    );
    const approve = `mutation ($id: ID!) { approveCreditLimit(id: $id) { ... on CreditLimit { status limit { amount } } ... on Refusal { code } } }`;
    const first = await data(api, seller.keys.APPROVER, approve, { id });
    expect(first).toEqual({
      approveCreditLimit: { status: 'ACTIVE', limit: { amount: '200.00' } },
    });
    const second = await data(api, seller.keys.APPROVER, approve, { id });
    expect(second).toEqual({ approveCreditLimit: { code: 'CREDIT_LIMIT_NOT_PROPOSED' } });
  });

  test('its figures of a past day are those of that day', async () => {
    const query = `query ($id: ID!, $asOf: Date) { customer(id: $id, asOf: $asOf) {
      exposure { openReceivables { amount } limit { amount } } assessment { grade }
      receivables { nodes { label customer { exposure { openReceivables { amount } } } } } } }`;
    const id = globalId('Customer', seller.customerId('C001'));
    const past = await data(api, seller.keys.VIEWER, query, { id, asOf: '2026-05-20' });
    expect(past).toMatchObject({
      customer: {
        // LATE 100, OLD 40 and PAID 70, not yet paid.
        exposure: { openReceivables: { amount: '210.00' }, limit: null },
        assessment: null,
        receivables: {
          nodes: [
            { label: 'LATE', customer: { exposure: { openReceivables: { amount: '210.00' } } } },
            {},
            {},
          ],
        },
      },
    });
  });
});

interface CustomerAnswer {
  assessment: { score: number; reasons: { contribution: number }[] };
  creditLimitHistory: { nodes: { status: string }[] };
  riskAlerts: { totalCount: number; nodes: { title: string }[] };
  receivables: {
    totalCount: number;
    nodes: {
      open: { amount: string };
      entries: { amount: { amount: string } }[];
      source: { line: number };
    }[];
  };
}

const FULL = `{ customerByAccount(account: "C001") {
  id account name currency
  company { siren name insolvency insolvencyNotice { number publishedOn } legalEvents(first: 5) { totalCount nodes { kind } }
    officers { name } financialStatements { closedOn } providerScores { scale } provenance(fields: ["name"]) { field } }
  match { status confidence method candidates { siren status } }
  assessment { grade score confidence reasons { code contribution text(locale: "fr") evidence { kind sourceKey } } override { rule } }
  assessments(first: 3) { totalCount nodes { assessedAt } }
  creditLimit { limit { amount } bindingTerm terms { term amount { amount } reasonIfAbsent } }
  creditLimitHistory(first: 5) { totalCount nodes { status limit { amount } } }
  exposure { openReceivables { amount } total { amount } headroom { amount } utilisation }
  ageing(basis: DUE_DATE) { notDue { amount } unallocated { amount } buckets { label amount { amount } } }
  receivables(first: 10) { totalCount nodes { number status open { amount } entries { kind amount { amount } source { line } } source { kind line file } } }
  riskAlerts(first: 3) { totalCount nodes { id cursor severity title detail(locale: "fr") evidence { sourceKey } } }
} }`;

test('an answer of 10,000 rows at once is a page like others', async () => {
  const { receivables } = await data<{ receivables: { nodes: object[]; pageInfo: object } }>(
    api,
    seller.keys.VIEWER,
    '{ receivables(first: 10000, filter: { status: [OPEN, OVERDUE] }) { nodes { number customer { account } } pageInfo { hasNextPage } } }',
  );
  expect([receivables.nodes.length, receivables.pageInfo]).toEqual([48, { hasNextPage: false }]);
});

test('twelve customers with their lists are one statement', async () => {
  const transactions = jest.spyOn(app, 'tenant');
  const reads = jest.spyOn(app, 'readOnce');
  await data(
    api,
    seller.keys.VIEWER,
    '{ customers(first: 12) { nodes { company { siren } exposure { total { amount } } assessment { grade } receivables(first: 5) { nodes { number entries { kind } } } riskAlerts(first: 3) { nodes { title } } } } }',
  );
  const counts = [transactions.mock.calls.length, reads.mock.calls.length];
  transactions.mockRestore();
  reads.mockRestore();
  expect(counts).toEqual([0, 1]);
});
