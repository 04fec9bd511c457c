import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { changed, draftDocument } from '../limits/policies/policy-examples';
import { connectApp, createSeller, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let database: Database;
let api: Api;
let seller: Seller;
let other: Seller;

afterAll(async () => {
  await api.close();
  await database.close();
});
const test = useDatabase();
beforeAll(async () => {
  database = await connectApp(test().url);
  seller = await createSeller(database, test(), { slug: 'acme', customers: 3 });
  other = await createSeller(database, test(), { slug: 'other', customers: 1 });
  api = await startApi(database);
}, 60_000);

const PUBLISH = `mutation ($document: JSON!, $effectiveOn: Date, $comment: String) {
  publishCreditPolicy(document: $document, effectiveOn: $effectiveOn, comment: $comment) {
    __typename
    ... on CreditPolicy { version policyVersion name effectiveOn isInForce standing publishedBy comment digest }
    ... on CreditPolicyInvalid { code problems { path message } }
    ... on Refusal { code message remedy field }
  }
}`;

interface Published {
  publishCreditPolicy: { __typename: string; version?: number; problems?: { path: string }[] };
}

const publish = (
  key: string,
  document: unknown,
  more: { effectiveOn?: string; comment?: string } = {},
): Promise<Published> => data<Published>(api, key, PUBLISH, { document, ...more });

const POLICY = `query ($version: Int) { creditPolicy(version: $version) {
  version policyVersion name currency document digest effectiveOn publishedAt publishedBy comment standing isInForce } }`;

const PREVIEW = `query ($document: JSON!, $first: Int! = 100) { creditPolicyPreview(document: $document) {
  problems { path message } asOf comparedWith digest customers affected dueAnyway counts { kind customers }
  freed { amount currency } blocked { amount } amounts { limitsBefore { amount } limitsAfter { amount } }
  byGrade { name customers affected } bySegment { name customers }
  changes(first: $first) { kind isDue grade segmentAfter current { amount } before { amount } after { amount }
    exposure { amount } bindingTerm customer { account } } } }`;

interface Policy {
  creditPolicy: Record<string, unknown> | null;
}

it('answers the built-in policy until one is published, and null for a version there is not', async () => {
  const { creditPolicy } = await data<Policy>(api, other.keys.VIEWER, POLICY);
  expect(creditPolicy).toMatchObject({
    ...{ version: 0, policyVersion: 'default-1', standing: 'IN_FORCE', effectiveOn: null },
    ...{ document: draftDocument(), isInForce: true, publishedAt: null },
  });
  const none = await data<Policy>(api, other.keys.VIEWER, POLICY, { version: 9 });
  expect(none.creditPolicy).toBeNull();
});

it('publishes what it answered, changed, and answers it as written', async () => {
  const document = changed('name', 'Policy 2027');
  const { keys } = seller;
  const answer = await publish(keys.APPROVER, document, { comment: 'new year' });
  expect(answer.publishCreditPolicy).toMatchObject({
    ...{ __typename: 'CreditPolicy', version: 1, name: 'Policy 2027', isInForce: true },
    ...{ publishedBy: 'APPROVER', comment: 'new year', effectiveOn: '2026-06-30' },
  });
  expect((await publish(keys.ADMIN, document)).publishCreditPolicy.version).toBe(1);
  const { creditPolicy } = await data<Policy>(api, keys.VIEWER, POLICY);
  expect(creditPolicy).toMatchObject({ version: 1, document });
  const list = await data<{ creditPolicies: { version: number }[] }>(
    api,
    keys.VIEWER,
    '{ creditPolicies { version standing } }',
  );
  expect(list.creditPolicies.map(({ version }) => version)).toEqual([1, 0]);
  const theirs = await data<Policy>(api, other.keys.VIEWER, POLICY, { version: 1 });
  expect(theirs.creditPolicy).toBeNull();
});

it('answers what is wrong with a document as a result, for both', async () => {
  const document = changed('rounding.step', '0', changed('segments[0].grades.C', undefined));
  const paths = ['segments[0].grades.C', 'rounding.step'];
  const { publishCreditPolicy } = await publish(seller.keys.ADMIN, document);
  expect(publishCreditPolicy.__typename).toBe('CreditPolicyInvalid');
  expect(publishCreditPolicy.problems?.map(({ path }) => path)).toEqual(paths);
  for (const wrong of [document, 'a text', [], 3]) {
    const { creditPolicyPreview } = await data<{ creditPolicyPreview: Record<string, unknown> }>(
      api,
      seller.keys.ADMIN,
      PREVIEW,
      { document: wrong },
    );
    expect(creditPolicyPreview).toMatchObject({ customers: 0, freed: null, changes: [] });
    expect(creditPolicyPreview['problems']).not.toEqual([]);
  }
});

it('refuses a day that is past by name', async () => {
  const past = { effectiveOn: '2026-06-29' };
  const { publishCreditPolicy } = await publish(seller.keys.ADMIN, draftDocument(), past);
  expect(publishCreditPolicy).toMatchObject({
    ...{ __typename: 'Refusal', code: 'CREDIT_POLICY_BACKDATED', field: 'effectiveOn' },
  });
});

it('previews without writing, with the customers it is about', async () => {
  const rows = 'SELECT count(*)::int AS n, max(decided_at) AS at FROM credit_limit';
  const before = await test().query(rows);
  const document = changed('segments[0].unscored.appetite', '0');
  changed('segments[0].grades.C.appetite', '0', document);
  changed('segments[0].grades.D.appetite', '0', document);
  const { creditPolicyPreview } = await data<{ creditPolicyPreview: Record<string, unknown> }>(
    api,
    seller.keys.CREDIT_MANAGER,
    PREVIEW,
    { document },
  );
  expect(creditPolicyPreview).toMatchObject({
    ...{ problems: [], asOf: '2026-06-30', comparedWith: 1, customers: 3 },
    freed: { currency: 'EUR' },
    bySegment: [{ name: 'default', customers: 3 }],
  });
  expect(await test().query(rows)).toEqual(before);
});

it('previews for credit managers, publishes for approvers, and shows to all', async () => {
  const { keys } = seller;
  const document = draftDocument();
  const refused = { errors: [{ extensions: { code: 'FORBIDDEN' } }] };
  for (const role of ['VIEWER', 'ANALYST', 'INTEGRATOR'] as const) {
    expect(await ask(api, keys[role], PREVIEW, { document })).toMatchObject(refused);
    expect(await ask(api, keys[role], PUBLISH, { document })).toMatchObject(refused);
  }
  expect(await ask(api, keys.CREDIT_MANAGER, PUBLISH, { document })).toMatchObject(refused);
});

it('lists as many changes as it says, and says what is too many', async () => {
  const { keys } = seller;
  const document = changed('segments[0].unscored.appetite', '0');
  const whole = `query ($document: JSON!, $first: Int!) { creditPolicyPreview(document: $document) {
    counts { customers } amounts { limitsBefore { amount } limitsAfter { amount } freed { amount } blocked { amount } }
    changes(first: $first) { kind isDue reasonCodes current { amount } before { amount } after { amount }
      proposedBefore { amount } proposedAfter { amount } exposure { amount } customer { account name } } } }`;
  const all = await ask(api, keys.CREDIT_MANAGER, whole, { document, first: 10_000 });
  expect(all.errors).toBeUndefined();
  expect(all.extensions?.cost?.requested).toBe(50_000);
  const code = async (first: number, query = whole): Promise<unknown> =>
    (await ask(api, keys.CREDIT_MANAGER, query, { document, first })).errors?.[0]?.extensions[
      'code'
    ];
  expect(await code(-1)).toBe('BAD_PAGE_SIZE');
  expect(await code(10_001)).toBe('BAD_PAGE_SIZE');
  const more = whole.replace('{ account name }', '{ receivables(first: 20) { nodes { id } } }');
  expect(await code(10_000, more)).toBe('QUERY_TOO_COSTLY');
  expect(await code(1_000, more)).toBeUndefined();
  const [, preview = ''] = /(creditPolicyPreview[^]*) }$/.exec(whole) ?? [];
  const thrice = `query ($document: JSON!, $first: Int!) { one: ${preview} two: ${preview} three: ${preview} }`;
  expect(await code(0, thrice)).toBe('QUERY_TOO_COSTLY');
});
