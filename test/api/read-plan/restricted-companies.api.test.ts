/** Planned reads beside what providers restrict: by whom it is answered, and that nobody can tell by the answer. */
import { API_ROLES, type Database } from '../../../src/database';
import { connectApp, fixedClock } from '../../reports/seller-fixture';
import { useDatabase } from '../../support/postgres';
import { SIREN } from '../../unify/tenant';
import { restrictedBooks, type RestrictedBooks } from '../restricted-books';
import { BothPaths } from './both-paths';

let app: Database;
let books: RestrictedBooks;

afterAll(() => app.close());
const database = useDatabase();
beforeAll(async () => {
  app = await connectApp(database().url);
  books = await restrictedBooks(app, 'ours');
});

const list = (company: string): string =>
  `{ customers { edges { node { account company { ${company} } } } } }`;

it.each([
  // What the company has in the open only is planned though the same company has more under terms.
  ['siren city isDiffusible updatedAt', true],
  ['activityCode createdOn postcode countryCode', true],
  ['tradeName', false],
  ['vatNumber', false],
  ['capital { amount }', false],
  ['employees { min }', false],
  ['insolvency', false],
  ['insolvencySince', false],
  // A name falls back on the trade name, which is under terms here.
  ['name', false],
])('%s of a company: planned is %p', async (selection, isPlanned) => {
  for (const role of API_ROLES) {
    const { planned, resolved } = await new BothPaths(app, books.keys[role], fixedClock).ask(
      list(selection),
    );
    expect([role, planned !== null]).toEqual([role, isPlanned]);
    if (isPlanned) expect(planned).toEqual(resolved);
  }
});

it('is planned again once an open source says all of it', async () => {
  await database().query(`UPDATE company SET restricted = '{}' WHERE siren = $1`, [SIREN]);
  const paths = new BothPaths(app, books.keys.INTEGRATOR, fixedClock);
  const { planned, resolved } = await paths.ask(list('name tradeName vatNumber insolvency'));
  expect(planned).not.toBeNull();
  expect(planned).toEqual(resolved);
});

it('leaves the words of a reason to the resolvers for those who may not read them, and only for them', async () => {
  await assess({ restriction: 'INTERNAL_ONLY', connector: 'pappers' });
  const query =
    '{ customers { edges { node { assessment { grade reasons { text(locale: "fr") } } } } } }';
  for (const [role, isPlanned] of [
    ['VIEWER', true],
    ['CREDIT_MANAGER', true],
    ['INTEGRATOR', false],
  ] as const) {
    const { planned, resolved } = await new BothPaths(app, books.keys[role], fixedClock).ask(query);
    expect([role, planned !== null]).toEqual([role, isPlanned]);
    if (isPlanned) expect(planned).toEqual(resolved);
    expect(JSON.stringify(resolved).includes('31337')).toBe(isPlanned);
    expect(JSON.stringify(resolved).includes('la source en interdit')).toBe(!isPlanned);
  }
});

/** An assessment that rests on a provider's score under terms. */
async function assess(terms: Record<string, string>): Promise<void> {
  const evidence = [{ kind: 'providerScore', sourceKey: 'P', terms }];
  const params = { scale: 'TEST', value: '31337' };
  const reason = { code: 'PROVIDER_SCORE', contribution: 50, params, evidence };
  const decision = { reasons: [reason], override: null };
  await database().query(
    `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, score,
       probability_of_default, confidence, model_version, assessed_at, assessed_on, inputs_hash, inputs, decision,
       grade_state)
     VALUES ($1, gen_random_uuid(), $2, true, 'B', 50, 0.05, 'HIGH', '1', '2026-06-01', '2026-06-01', 'h', '{}', $3, '{}')`,
    [books.tenantId, books.customerId, JSON.stringify(decision)],
  );
}
