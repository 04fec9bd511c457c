import fc from 'fast-check';
import { sequenceEvents } from '../../../src/alerts';
import type { Database } from '../../../src/database';
import { globalId } from '../../../src/kernel';
import {
  connectApp,
  createSeller,
  describeCustomer,
  fixedClock,
  SIREN,
  type Seller,
} from '../../reports/seller-fixture';
import { useDatabase } from '../../support/postgres';
import { raiseAlert } from '../api-harness';
import { BothPaths } from './both-paths';
import { randomOperation } from './random-operations';

let app: Database;
let seller: Seller;
let paths: BothPaths;
afterAll(() => app.close());
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'plans', customers: 12 });
  for (const [account, siren] of [
    ['C001', SIREN.first],
    ['C002', SIREN.second],
  ] as const) {
    await describeCustomer(database(), seller, { account, siren, limitMinor: 10_000 });
  }
  for (const account of ['C001', 'C001', 'C003']) {
    await app.tenant(seller.tenantId, (tx) => raiseAlert(tx, seller.customerId(account)));
  }
  await app.tenant(seller.tenantId, sequenceEvents);
  paths = new BothPaths(app, seller.keys.ADMIN, fixedClock);
});

const LIST = `pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount __typename`;
const ASSESSMENT = `assessment { id customerId grade score probabilityOfDefault confidence modelVersion assessedAt
  assessedOn inputsHash notScoredBecause reasons { code contribution text fr: text(locale: "fr") evidence { kind sourceKey
  connectionId file line } } override { rule grade limitEffect isBinding evidence { kind } }
  overrides { rule limitEffect evidence { kind } } }`;
const LIMIT = `creditLimit { id customerId limit { amount currency __typename } status effectiveFrom effectiveTo reviewOn
  decidedBy decidedAt bindingTerm terms { term amount { amount } reasonIfAbsent } reasonCodes policyVersion comment }`;
const EXPOSURE = `exposure { openReceivables { amount } unallocatedCredits { amount } reserved { amount } total { amount
  currency } insured { amount } uninsured { amount } limit { amount } headroom { amount } utilisation __typename }`;
const AGEING = `ageing { notDue { amount } buckets { label fromDays toDays amount { amount currency } } undated { amount }
  unallocated { amount } outstanding { amount } }
  fine: ageing(basis: ISSUE_DATE, bucketDays: [7, 14]) { buckets { label amount { amount } } outstanding { amount } }`;
const AGED = AGEING.slice(0, AGEING.indexOf('fine:'));
const COMPANY = `company { id siren name tradeName legalForm activityCode createdOn ceasedOn status employees { min max }
  vatNumber capital { amount currency } addressLine postcode city countryCode isDiffusible insolvency insolvencySince
  struckOffOn updatedAt }`;
const RECEIVABLE = `id customerId number label kind issuedOn dueOn dueDateSource total { amount currency } open { amount }
  status daysOverdue disputed doubtful source { kind sourceKey connectionId file line }
  entries { kind reversedKind amount { amount currency } effectiveOn recordedAt source { sourceKey line } }`;
const ALERT = `id cursor customerId rule severity status raisedAt before after title detail fr: title(locale: "fr-FR") deadlineOn
  acknowledgedBy acknowledgedAt resolvedBy resolvedAt comment snoozedUntil assignedTo isMuted evidence { kind sourceKey }`;
const CUSTOMER = `id account name currency isPooled notScoredBecause match { status confidence method decidedBy decidedAt }
  ${COMPANY} ${ASSESSMENT} ${LIMIT} ${EXPOSURE} ${AGEING}`;

const OPERATIONS: [title: string, text: string][] = [
  ['every field of customers', `{ customers { nodes { ${CUSTOMER} } ${LIST} } }`],
  [
    'customers with their lists',
    `{ customers(first: 5, orderBy: [{field: OVERDUE, direction: DESC}]) { edges { cursor node { name
       receivables(first: 2) { nodes { ${RECEIVABLE} } ${LIST} } riskAlerts(first: 1) { nodes { ${ALERT} } ${LIST} } } } ${LIST} } }`,
  ],
  ['customers from the end', `{ customers(last: 3) { nodes { name } edges { cursor } ${LIST} } }`],
  ['no customers', `{ customers(first: 0) { nodes { name } ${LIST} } }`],
  ['a count alone', `{ customers(filter: {overdue: true}) { totalCount } }`],
  [
    'two orders and fragments',
    `query ($with: Boolean = false) { a: customers(orderBy: [{field: GRADE}, {field: CREDIT_LIMIT, direction: DESC}], first: 4) {
       nodes { ...c ... on Customer { n: name } ... on Node { id } account @skip(if: $with) currency @include(if: $with) } }
       b: customers(filter: {search: "c00", hasOpen: true, limitExceeded: false}) { nodes { ...c } } __typename }
     fragment c on Customer { __typename id exposure { total { amount } } exposure { total { currency } } }`,
  ],
  [
    'receivables',
    `{ receivables { nodes { ${RECEIVABLE} customer { name ${ASSESSMENT} } } ${LIST} } }`,
  ],
  [
    'receivables by status',
    `{ receivables(filter: {status: [OVERDUE, CREDIT]}, orderBy: [{field: OPEN_AMOUNT, direction: DESC}], first: 7) {
       edges { cursor node { number open { amount } customer { name exposure { total { amount } } } } } ${LIST} } }`,
  ],
  [
    'receivables of a past point',
    `{ receivables(asOf: "2026-05-22", knownAt: "2026-05-25T00:00:00Z") { nodes { ${RECEIVABLE} customer { ${CUSTOMER} } } ${LIST} } }`,
  ],
  [
    'receivables as of a day',
    `{ receivables(asOf: "2026-05-22", first: 5) { nodes { ${RECEIVABLE} } ${LIST} } }`,
  ],
  [
    'a customer by its code',
    `{ customerByAccount(account: "C001") { ${CUSTOMER} } none: customerByAccount(account: "X") { id } }`,
  ],
  ['alerts', `{ riskAlerts { nodes { ${ALERT} customer { ${CUSTOMER} } } ${LIST} } }`],
  [
    'alerts of few',
    `{ riskAlerts(filter: {severities: [HIGH]}, last: 2) { edges { cursor node { title } } ${LIST} } }`,
  ],
  ...['CUSTOMER', 'COMPANY', 'GRADE', 'CURRENCY', 'NONE'].flatMap((group) =>
    [
      '',
      ', asOf: "2026-05-22"',
      ', asOf: "2026-05-22", knownAt: "2026-05-25T00:00:00Z"',
      ', filter: {overdue: true}',
    ].map((rest): [string, string] => [
      `an aged balance by ${group}${rest}`,
      `{ agedBalance(groupBy: ${group}${rest}, bucketDays: [15, 45]) { asOf knownAt basis currency buckets { label fromDays toDays __typename }
           rows { customer { ${CUSTOMER} } company { name } grade rowCurrency unconverted { currency } ${AGED} __typename }
           total { outstanding { amount currency } notDue { amount } buckets { label amount { amount } } undated { amount } unallocated { amount } }
           rates { currency } unconverted { currency } reconciliation { sumOfBuckets { amount } outstanding { amount } ledgerDifference { amount currency } } } }`,
    ]),
  ),
];

describe('a planned operation answers what the resolvers answer', () => {
  test.each(OPERATIONS)('%s', async (_, text) => {
    const { planned, resolved } = await paths.ask(text);
    expect(planned).not.toBeNull();
    expect(planned).toEqual(resolved);
  });

  test('a customer by id, now and at a past point', async () => {
    const text = `query ($id: ID!, $asOf: Date, $knownAt: DateTime) {
      customer(id: $id, asOf: $asOf, knownAt: $knownAt) { ${CUSTOMER} receivables { nodes { ${RECEIVABLE} } ${LIST} } } }`;
    const id = globalId('Customer', seller.customerId('C002'));
    for (const at of [
      {},
      { asOf: '2026-05-22' },
      { asOf: '2026-05-22', knownAt: '2026-05-25T00:00:00Z' },
    ]) {
      const { planned, resolved } = await paths.ask(text, { id, ...at });
      expect(planned).not.toBeNull();
      expect(planned).toEqual(resolved);
    }
  });

  test('of any operation', async () => {
    await fc.assert(
      fc.asyncProperty(randomOperation(), async (text) => {
        const { planned, resolved } = await paths.ask(text);
        expect(planned).not.toBeNull();
        expect(planned).toEqual(resolved);
      }),
      { numRuns: 200, seed: 3, endOnFailure: false },
    );
  }, 240_000);

  test.each([
    ['receivables', 'orderBy: [{field: DUE_ON}]'],
    ['receivables', 'orderBy: [{field: OPEN_AMOUNT, direction: DESC}, {field: NUMBER}]'],
    ['receivables', 'asOf: "2026-05-22", orderBy: [{field: TOTAL_AMOUNT}]'],
    ['customers', 'orderBy: [{field: GRADE, direction: DESC}, {field: NAME}]'],
    ['riskAlerts', ''],
  ])('page by page: %s by %s', async (list, args) => {
    const of = (page: string): string =>
      `query ($at: Cursor) { ${list}(${[args, page].filter(Boolean).join(', ')}) { nodes { id } ${LIST} } }`;
    const whole = await paths.ask(of('first: 1000, after: $at'));
    const all = idsOf(whole.planned, list);
    const forward: string[] = [];
    for (let at: string | null = null, more = true; more;) {
      const { planned, resolved } = await paths.ask(of('first: 5, after: $at'), { at });
      expect(planned).toEqual(resolved);
      forward.push(...idsOf(planned, list));
      ({ endCursor: at, hasNextPage: more } = pageOf(planned, list));
    }
    const backward: string[] = [];
    for (let at: string | null = null, more = true; more;) {
      const { planned, resolved } = await paths.ask(of('last: 4, before: $at'), { at });
      expect(planned).toEqual(resolved);
      backward.unshift(...idsOf(planned, list));
      ({ startCursor: at, hasPreviousPage: more } = pageOf(planned, list));
    }
    expect(forward).toEqual(all);
    expect(backward).toEqual(all);
  });
});

interface PageAnswer {
  nodes: { id: string }[];
  pageInfo: {
    startCursor: string | null;
    endCursor: string | null;
    hasNextPage: boolean;
    hasPreviousPage: boolean;
  };
}

function idsOf(answer: unknown, list: string): string[] {
  return (answer as Record<string, PageAnswer>)[list]?.nodes.map(({ id }) => id) ?? [];
}

function pageOf(answer: unknown, list: string): PageAnswer['pageInfo'] {
  const page = (answer as Record<string, PageAnswer>)[list]?.pageInfo;
  if (page === undefined) throw new Error(`no page of ${list}`);
  return page;
}

test('an event that has no place in the log yet is given one by the resolvers', async () => {
  await database().query(`UPDATE event SET position = NULL WHERE tenant_id = $1`, [
    seller.tenantId,
  ]);
  const first = await paths.ask('{ riskAlerts { nodes { id cursor } } }');
  expect(first.planned).toBeNull();
  const second = await paths.ask('{ riskAlerts { nodes { id cursor } } }');
  expect(second.planned).toEqual(first.resolved);
});

describe('what is not planned', () => {
  test.each([
    ['records of a company', '{ customers { nodes { company { officers { role } } } } }'],
    ['who asks', '{ viewer { roles } customers { totalCount } }'],
    ['the schema', '{ __schema { queryType { name } } }'],
  ])('is answered by the resolvers: %s', async (_, text) => {
    const { planned, resolved } = await paths.ask(text);
    expect(planned).toBeNull();
    expect(Array.isArray(resolved)).toBe(false);
  });

  test.each([
    ['a page too large', '{ customers(first: 1000000) { totalCount } }', 'BAD_PAGE_SIZE'],
    [
      'a cursor of another list',
      '{ customers(after: "WyJhIl0") { nodes { id } } }',
      'INVALID_CURSOR',
    ],
    ['a foreign id', '{ customer(id: "UmVjZWl2YWJsZTp4") { name } }', 'INVALID_ID'],
    ['no buckets', '{ agedBalance(bucketDays: [30, 20]) { asOf } }', 'BAD_BUCKETS'],
    [
      'a time to come',
      '{ receivables(knownAt: "2099-01-01T00:00:00Z") { totalCount } }',
      'KNOWN_AT_IN_FUTURE',
    ],
  ])('and so is what cannot be: %s', async (_, text, code) => {
    const { planned, resolved } = await paths.ask(text);
    expect(planned).toBeNull();
    expect(resolved).toMatchObject([{ originalError: { code } }]);
  });
});
