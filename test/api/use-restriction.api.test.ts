/** What restricted sources say, looked for at every door with a key of every role. */
import { Client } from 'pg';
import type { Api } from '../../src/api';
import { mayRead } from '../../src/api/roles';
import { USE_RESTRICTIONS } from '../../src/connector-kit';
import { API_ROLES, createSqlLogin, type ApiRole, type Database } from '../../src/database';
import { connectApp } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { SIREN } from '../unify/tenant';
import { ask, startApi, type Answer } from './api-harness';
import {
  correctBureauNotice,
  PLANTED,
  restrictedBooks,
  type RestrictedBooks,
} from './restricted-books';

let app: Database;
let api: Api;
let books: RestrictedBooks;

afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app);
  await restrictedBooks(app, 'other');
  books = await restrictedBooks(app, 'ours');
});

const WHOLE = `
  id siren name tradeName legalForm activityCode createdOn ceasedOn status employees { min max } vatNumber
  capital { amount currency } addressLine postcode city countryCode isDiffusible insolvency insolvencySince struckOffOn
  insolvencyNotice { title }
  officers { name connector useRestriction } financialStatements { closedOn items { item amount { amount } } useRestriction }
  providerScores { value useRestriction } legalEvents { totalCount edges { node { number title useRestriction } } }
  provenance { field value connector isChosen useRestriction }`;

const askCompany = (role: ApiRole): Promise<Answer> =>
  ask(api, books.keys[role], `{ company(siren: "${SIREN}") { ${WHOLE} } }`);

interface Company {
  name: string;
  tradeName: string | null;
  vatNumber: string | null;
  capital: { amount: string } | null;
  city: string;
  insolvency: string;
  officers: { name: string }[];
  financialStatements: { closedOn: string }[];
  legalEvents: { totalCount: number };
  provenance: { field: string; value: unknown; connector: string; isChosen: boolean }[];
}
const companyOf = (answer: Answer): Company =>
  (answer.data as unknown as { company: Company }).company;

describe('over GraphQL', () => {
  it.each(API_ROLES)('%s sees what it may, and all of it', async (role) => {
    const answer = await askCompany(role);
    expect(answer.status).toBe(200);
    const text = JSON.stringify(answer.data);
    for (const restriction of USE_RESTRICTIONS) {
      const planted = PLANTED[restriction].filter((value) => text.includes(value));
      // An officer is named by one source: the most believed one that the caller may read.
      const expected = PLANTED[restriction].filter((value) => value !== 'BUREAU OFFICER');
      expect([restriction, planted]).toEqual([
        restriction,
        mayRead(restriction, role, 'GRAPHQL') ? expected : [],
      ]);
    }
  });

  it('answers the rest, and one error for each place where something is missing', async () => {
    const answer = await askCompany('INTEGRATOR');
    expect(companyOf(answer)).toMatchObject({
      ...{ name: 'ACME', city: 'OPENVILLE', tradeName: null, vatNumber: null, capital: null },
      ...{ officers: [], financialStatements: [], providerScores: [], insolvency: 'NONE' },
      legalEvents: { totalCount: 1, edges: [{ node: { number: 'A-OPEN-NOTICE' } }] },
    });
    const errors = (answer.errors ?? []).filter(({ path }) => path?.[1] !== 'provenance');
    const told = errors.map(({ path, extensions }) => {
      const place = extensions['place'] as Record<string, string>;
      return [path?.join('.'), place['restriction'], place['connector']].join(' ');
    });
    expect(told.sort()).toEqual([
      'company.capital NO_REDISTRIBUTION creditsafe',
      'company.employees NO_REDISTRIBUTION creditsafe',
      'company.financialStatements NO_REDISTRIBUTION creditsafe,pappers',
      'company.insolvency NO_REDISTRIBUTION creditsafe',
      'company.insolvencyNotice NO_REDISTRIBUTION creditsafe',
      'company.insolvencySince NO_REDISTRIBUTION creditsafe',
      'company.legalEvents NO_REDISTRIBUTION creditsafe',
      'company.officers NO_REDISTRIBUTION creditsafe,pappers',
      'company.providerScores NO_REDISTRIBUTION creditsafe,pappers',
      'company.tradeName INTERNAL_ONLY pappers',
      'company.vatNumber NO_REDISTRIBUTION creditsafe',
    ]);
    for (const { extensions, message } of answer.errors ?? []) {
      expect(extensions).toMatchObject({ code: 'USE_RESTRICTED', family: 'AUTH' });
      for (const value of PLANTED.NO_REDISTRIBUTION) expect(message).not.toContain(value);
    }
  });

  it('tells those who may read everything of nothing missing', async () => {
    const answer = await askCompany('CREDIT_MANAGER');
    expect(answer.errors).toBeUndefined();
    expect(companyOf(answer)).toMatchObject({
      ...{ vatNumber: 'FR99SECRET', tradeName: 'INTERNAL TRADE NAME', insolvency: 'LIQUIDATION' },
      capital: { amount: '73313.00' },
      insolvencyNotice: { title: 'BUREAU NOTICE' },
      legalEvents: { totalCount: 2 },
    });
  });

  it('shows both values of a conflict with their sources, and withholds what may not be told', async () => {
    const cities = async (role: ApiRole): Promise<unknown[]> =>
      companyOf(await askCompany(role)).provenance.filter(({ field }) => field === 'city');
    const open = {
      ...{ field: 'city', value: 'OPENVILLE', connector: 'recherche-entreprises' },
      ...{ isChosen: true, useRestriction: 'NONE' },
    };
    const copied = {
      ...{ field: 'city', connector: 'pappers', isChosen: false, useRestriction: 'INTERNAL_ONLY' },
    };
    expect(await cities('VIEWER')).toEqual([open, { ...copied, value: 'ELSEWHERE' }]);
    expect(await cities('INTEGRATOR')).toEqual([open, { ...copied, value: null }]);
  });

  it('reaches the same company on every way', async () => {
    const ways = [
      `{ node(id: "${globalId('Company', books.companyId)}") { ... on Company { tradeName vatNumber } } }`,
      `{ customer(id: "${globalId('Customer', books.customerId)}") { company { tradeName vatNumber } } }`,
      '{ customers { edges { node { company { tradeName vatNumber } } } } }',
    ];
    for (const way of ways) {
      const hidden = await ask(api, books.keys.INTEGRATOR, way);
      expect(JSON.stringify(hidden.data)).not.toContain('INTERNAL');
      expect(hidden.errors?.map(({ extensions }) => extensions['code'])).toEqual([
        'USE_RESTRICTED',
        'USE_RESTRICTED',
      ]);
      const part = await ask(api, books.keys.VIEWER, way);
      expect(JSON.stringify(part.data)).toContain('INTERNAL TRADE NAME');
      expect(part.errors).toHaveLength(1);
      const whole = await ask(api, books.keys.ADMIN, way);
      expect(whole.errors).toBeUndefined();
      expect(JSON.stringify(whole.data)).toContain('FR99SECRET');
    }
  });

  it('answers a restricted notice by its id to nobody who may not read it', async () => {
    const known = await ask(
      api,
      books.keys.ADMIN,
      `{ company(siren: "${SIREN}") { legalEvents { edges { node { id number } } } } }`,
    );
    const [, id = ''] =
      /"id":"([^"]+)","number":"BUREAU NOTICE"/.exec(JSON.stringify(known.data)) ?? [];
    const query = `{ node(id: "${id}") { ... on LegalEvent { title } } }`;
    const hidden = await ask(api, books.keys.ANALYST, query);
    expect(hidden.data).toEqual({ node: null });
    expect(hidden.errors).toMatchObject([{ extensions: { code: 'USE_RESTRICTED' } }]);
    expect((await ask(api, books.keys.APPROVER, query)).data).toEqual({
      node: { title: 'BUREAU NOTICE' },
    });
  });
});

it('tells no period for claims that runs from a notice which may not be read', async () => {
  const due = `{ company(siren: "${SIREN}") { legalEvents { nodes { number claimsDueOn } } } }`;
  await correctBureauNotice(app, books.tenantId);
  try {
    const whole = await ask(api, books.keys.APPROVER, due);
    expect(whole.errors).toBeUndefined();
    expect(JSON.stringify(whole.data)).toMatch(/"CORRECTION","claimsDueOn":"2/);
    const part = await ask(api, books.keys.ANALYST, due);
    expect(JSON.stringify(part.data)).toContain('"CORRECTION","claimsDueOn":null');
    expect(part.errors?.map(({ path }) => path?.at(-1)).sort()).toEqual([
      ...['claimsDueOn', 'legalEvents'],
    ]);
  } finally {
    await database().query(`DELETE FROM legal_event WHERE source_key = 'CORRECTION'`);
  }
});

describe('in exports and as SQL', () => {
  const LISTS = ['customers', 'companies', 'risk-alerts', 'credit-limits', 'credit-assessments'];
  const RESTRICTED = [...PLANTED.INTERNAL_ONLY, ...PLANTED.NO_REDISTRIBUTION];

  it.each(['ANALYST', 'ADMIN'] as const)(
    'nothing restricted leaves with a key of %s',
    async (role) => {
      for (const list of LISTS) {
        for (const format of ['csv', 'jsonl']) {
          const response = await fetch(`${api.url}/export/${list}.${format}`, {
            headers: { authorization: `Bearer ${books.keys[role]}` },
          });
          expect([list, format, response.status]).toEqual([list, format, 200]);
          const text = await response.text();
          for (const value of RESTRICTED) expect(text).not.toContain(value);
          if (list === 'companies') expect(text).toContain('OPENVILLE');
        }
      }
    },
  );

  it.each(['ANALYST', 'ADMIN'] as const)(
    'nothing restricted is read by a login of %s, through views or past them',
    async (role) => {
      const login = await createSqlLogin(app, { tenantId: books.tenantId, key: books.keys[role] });
      const sql = new Client({ connectionString: login.url });
      await sql.connect();
      try {
        const { rows } = await sql.query<{ name: string }>(
          `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname IN ('bi', 'public') AND c.relkind IN ('r', 'v')
             AND has_any_column_privilege(c.oid, 'SELECT') ORDER BY 1`,
        );
        expect(rows.map((row) => row.name)).toEqual(
          expect.arrayContaining(['bi.companies', 'bi.financial_statements', 'public.legal_event']),
        );
        let seen = '';
        for (const { name } of rows) seen += JSON.stringify(await everything(sql, name));
        expect(seen).toContain('OPENVILLE');
        expect(seen).toContain('A-OPEN-NOTICE');
        for (const value of RESTRICTED) expect(seen).not.toContain(value);
      } finally {
        await sql.end();
        await database().query('DELETE FROM sql_login');
        await database().query(`DROP ROLE ${login.roleName}`);
      }
    },
  );
});

/** All a login may read of a table or view. */
async function everything(sql: Client, name: string): Promise<unknown[]> {
  const { rows } = await sql.query<{ column: string }>(
    `SELECT quote_ident(attname) AS column FROM pg_attribute
     WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped
       AND has_column_privilege(attrelid, attnum, 'SELECT')`,
    [name],
  );
  const columns = rows.map((row) => row.column).join(', ');
  return (await sql.query<Record<string, unknown>>(`SELECT ${columns} FROM ${name}`)).rows;
}

function globalId(type: string, key: string): string {
  return Buffer.from(`${type}:${key}`).toString('base64url');
}
