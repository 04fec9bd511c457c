import type { Api } from '../../src/api';
import { createSqlLogin, type Database } from '../../src/database';
import { chooseModel, SCORING_MODELS } from '../../src/scoring';
import { Client } from 'pg';
import {
  connectApp,
  createSeller,
  describeCustomer,
  fixedClock,
  SIREN,
  TODAY,
  type Seller,
} from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let other: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'models', customers: 2 });
  other = await createSeller(app, database(), { slug: 'others', customers: 2 });
  api = await startApi(app, { clock: fixedClock });
  for (const each of [seller, other]) {
    await describeCustomer(database(), each, {
      ...{ account: 'C001', siren: SIREN.first, limitMinor: 10_000 },
    });
  }
});

const MODELS =
  '{ scoringModels { version isInForce isCandidate comparedOn differences { parameter before after } } }';

interface Model {
  version: string;
  isInForce: boolean;
  comparedOn: string | null;
  differences: { parameter: string }[];
}

it('tells credit managers which models there are and which counts', async () => {
  const ofManager = async (): Promise<Model[]> =>
    (await data<{ scoringModels: Model[] }>(api, seller.keys.CREDIT_MANAGER, MODELS)).scoringModels;
  const models = await ofManager();
  expect(models.map(({ version }) => version)).toEqual(
    SCORING_MODELS.map(({ version }) => version),
  );
  const [counts] = models.filter(({ isInForce }) => isInForce);
  expect(counts).toMatchObject({ differences: [], comparedOn: null });
  const candidate = models.find(({ isInForce }) => !isInForce);
  expect(candidate?.differences).not.toEqual([]);

  await app.tenant(seller.tenantId, (tx) =>
    chooseModel(tx, fixedClock, {
      ...{ modelVersion: candidate?.version ?? '', effectiveFrom: TODAY, today: TODAY },
      ...{ chosenBy: 'marie', comment: null },
    }),
  );
  expect((await ofManager()).find(({ isInForce }) => isInForce)?.version).toBe(candidate?.version);
  const elsewhere = await data<{ scoringModels: Model[] }>(api, other.keys.ADMIN, MODELS);
  expect(elsewhere.scoringModels.find(({ isInForce }) => isInForce)?.version).toBe(counts?.version);
});

it('keeps them from keys that do not decide on credit', async () => {
  for (const role of ['VIEWER', 'ANALYST', 'INTEGRATOR'] as const) {
    const { errors } = await ask(api, seller.keys[role], MODELS);
    expect(errors?.map(({ extensions }) => extensions['code'])).toEqual(['FORBIDDEN']);
  }
});

it('shows the outcomes of its own assessments to an SQL login, and no others', async () => {
  const login = await createSqlLogin(app, { tenantId: seller.tenantId, key: seller.keys.ANALYST });
  const bi = new Client({ connectionString: login.url });
  await bi.connect();
  const asked = async (): Promise<unknown[][]> => {
    const own = await bi.query('SELECT customer_id, has_failed FROM bi.assessment_outcomes');
    const foreign = await bi.query(
      `SELECT * FROM public.outcomes_after('${other.tenantId}', (SELECT customer_id FROM bi.customers LIMIT 1), '2020-01-01')`,
    );
    return [own.rows, foreign.rows];
  };
  const [rows, foreign] = await asked().finally(() => bi.end());
  await database().query('DELETE FROM sql_login');
  await database().query(`DROP ROLE ${login.roleName}`);
  const [own] = await database().query<{ n: number }>(
    `SELECT count(*)::int AS n FROM credit_assessment WHERE tenant_id = $1 AND probability_of_default IS NOT NULL`,
    [seller.tenantId],
  );
  expect(rows).toHaveLength(own?.n ?? 0);
  expect(rows).not.toHaveLength(0);
  expect(foreign).toEqual([]);
});
