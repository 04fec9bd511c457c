import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from '../../src/api';
import { createApiKey, type ApiRole } from '../../src/database';
import { globalId } from '../../src/kernel';
import { runCashApplication } from '../../src/ledger';
import { importFile } from '../../src/use-cases/import-file';
import { fec, invoice } from '../ledger/book-entries';
import { useShelf, type Books } from '../ledger/books';
import { ask, data, startApi } from './api-harness';

let api: Api;
afterAll(async () => {
  await api.close();
});
const shelf = useShelf();
const signal = new AbortController().signal;
const keys = new Map<ApiRole, string>();
let books: Books;
let stranger: string;

const STATEMENT = `:20:S
:25:FR1420041010050500013M02606
:28C:1
:60F:C260201EUR0,00
:61:2602100210C1000,00NTRFNONREF//B1
:86:166?20SVWZ+FACTURE FA260001?32CLIENT UN
:61:2602100210C450,00NTRFNONREF//B2
:86:166?20SVWZ+MERCI?32INCONNU
:61:2602110211D12,00NCHGNONREF//B3
:86:FRAIS
:62F:C260211EUR1438,00
`;

beforeAll(async () => {
  const { hub, openBooks, folder } = shelf();
  books = await openBooks();
  await books.import(
    fec(
      invoice('20260105', 'C1', 1000, { reference: 'FA260001' }),
      invoice('20260110', 'C2', 450, { reference: 'FA260003' }),
      invoice('20260110', 'C2', 70, { reference: 'FA260004' }),
    ),
  );
  const path = join(folder, 'statement.sta');
  writeFileSync(path, STATEMENT);
  const { tenantId } = books;
  await importFile(hub, { tenantId, connectorId: 'bank-statement', path, signal });
  await runCashApplication(hub, { tenantId, signal });
  const keyOf = (tenant: string, role: ApiRole): Promise<string> =>
    hub.database.tenant(tenant, (tx) => createApiKey(tx, { role, label: role }));
  for (const role of ['VIEWER', 'CREDIT_MANAGER'] as const)
    keys.set(role, await keyOf(tenantId, role));
  stranger = await keyOf((await openBooks()).tenantId, 'CREDIT_MANAGER');
  api = await startApi(hub.database);
});

const LIST = `query ($statuses: [CashApplicationStatus!]) { cashApplications(statuses: $statuses) { totalCount nodes {
  id status confidence isAutomatic isInBooks decidedBy customer { account } reasons { code text textFr }
  parts { receivableId receivable { id number open { amount } } amount { amount currency } }
  alternatives { confidence customerId customer { account } }
  transaction { id bookedOn amount { amount } counterpartyName remittanceText } } }
  bankTransactions { totalCount nodes { status } } }`;
const CHANGE = `{ __typename ... on CashApplication { id status decidedBy parts { amount { amount } } customer { account } }
  ... on Refusal { code field remedy } }`;
const CONFIRM = `mutation ($id: ID!) { result: confirmCashApplication(id: $id) ${CHANGE} }`;
const REJECT = `mutation ($id: ID!) { result: rejectCashApplication(id: $id, comment: "no") ${CHANGE} }`;
const CORRECT = `mutation ($input: CorrectCashApplicationInput!) { result: correctCashApplication(input: $input) ${CHANGE} }`;

interface Listed {
  cashApplications: {
    totalCount: number;
    nodes: {
      id: string;
      status: string;
      parts: { receivableId: string }[];
      reasons: { code: string; textFr: string }[];
    }[];
  };
  bankTransactions: { totalCount: number; nodes: { status: string | null }[] };
}
interface Result {
  result: Record<string, unknown>;
}
const key = (role: ApiRole): string => keys.get(role) ?? '';
const list = (statuses: string[] | null = null): Promise<Listed> =>
  data<Listed>(api, key('VIEWER'), LIST, { statuses });
const change = async (query: string, variables: object): Promise<Record<string, unknown>> =>
  (await data<Result>(api, key('CREDIT_MANAGER'), query, { ...variables })).result;

it('lists what was applied, what waits and what is no payment', async () => {
  const { cashApplications, bankTransactions } = await list();
  expect(bankTransactions.totalCount).toBe(3);
  expect(cashApplications.nodes).toMatchObject([expect.anything(), expect.anything()]);
  const applied = cashApplications.nodes.find(({ status }) => status === 'APPLIED');
  expect(applied).toMatchObject({
    ...{ confidence: 0.99, isAutomatic: true, isInBooks: false, customer: { account: 'C1' } },
    parts: [
      {
        ...{ amount: { amount: '1000.00', currency: 'EUR' } },
        receivable: { id: applied?.parts[0]?.receivableId, open: { amount: '0.00' } },
      },
    ],
    transaction: { counterpartyName: 'CLIENT UN', bookedOn: '2026-02-10' },
  });
  expect(applied?.reasons.map(({ code }) => code)).toContain('QUOTED_SUM');
  expect(applied?.reasons.every(({ textFr }) => textFr.length > 5)).toBe(true);
  const again = await data<{ node: object }>(
    api,
    key('VIEWER'),
    `query ($id: ID!) { node(id: $id) { id __typename } }`,
    {
      id: applied?.id,
    },
  );
  expect(again.node).toMatchObject({ __typename: 'CashApplication' });
});

it('lets credit managers decide, nobody else, and no other tenant', async () => {
  const [waiting] = (await list(['PROPOSED'])).cashApplications.nodes;
  const id = waiting?.id ?? '';
  const viewer = await ask(api, key('VIEWER'), CONFIRM, { id });
  expect(viewer.errors).toHaveLength(1);
  const other = await data<Result>(api, stranger, CONFIRM, { id });
  expect(other.result).toMatchObject({ code: 'CASH_APPLICATION_NOT_FOUND' });
  expect(await change(CONFIRM, { id })).toMatchObject({
    status: 'APPLIED',
    customer: { account: 'C2' },
  });
  expect(await change(CONFIRM, { id })).toMatchObject({
    code: 'CASH_APPLICATION_DECIDED',
    field: 'id',
  });
  expect((await books.claims()).find((claim) => claim.includes('FA260003'))).toContain('open 0.00');
  expect(await change(REJECT, { id })).toMatchObject({
    status: 'UNMATCHED',
    customer: null,
    parts: [],
  });
  expect((await books.claims()).find((claim) => claim.includes('FA260003'))).toContain(
    'open 450.00',
  );
});

it('corrects, and refuses what cannot be', async () => {
  const [waiting] = (await list(['UNMATCHED'])).cashApplications.nodes;
  const rows = await books.query<{ id: string; customerId: string; number: string }>(
    'SELECT receivable_id AS id, customer_id AS "customerId", number FROM receivable WHERE tenant_id = $1',
  );
  const claim = (number: string): { id: string; customerId: string } =>
    rows.find((row) => row.number === number) ?? { id: '', customerId: '' };
  const input = (number: string, amount: string, currency = 'EUR'): object => ({
    id: waiting?.id,
    customerId: globalId('Customer', claim('FA260004').customerId),
    parts: [
      { receivableId: globalId('Receivable', claim(number).id), amount: { amount, currency } },
    ],
  });
  const refused = async (wanted: object): Promise<unknown> =>
    (await change(CORRECT, { input: wanted }))['code'];
  expect(await refused(input('FA260004', '450.01'))).toBe('CASH_PARTS_EXCEED');
  expect(await refused(input('FA260004', '71.00'))).toBe('CASH_PART_NOT_OPEN');
  expect(await refused(input('FA260001', '1.00'))).toBe('CASH_PART_NOT_OPEN');
  expect(await refused(input('FA260004', '1.00', 'USD'))).toBe('CASH_PART_INVALID');
  expect(await change(CORRECT, { input: input('FA260004', '70.00') })).toMatchObject({
    ...{ status: 'APPLIED', customer: { account: 'C2' } },
    parts: [{ amount: { amount: '70.00' } }],
  });
  const claims = await books.claims();
  expect(claims.find((each) => each.includes('FA260004'))).toContain('open 0.00');
  // What is left over is a payment on account.
  expect(claims.join('\n')).toContain('PAYMENT_ON_ACCOUNT');
});
