import {
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  SAMPLE_TODAY,
  silentLogger,
  startSimulators,
  validateConfig,
  type FinancialStatementRecord,
  type Json,
  type ReadContext,
  type RunningSimulators,
  type SimulatedCompany,
  type SimulatedWorld,
  type SubjectAnswer,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { createPappersSimulator, pappers, pappersSimulator } from '.';
import { readAccounts, readFile, searchCompanies, unwatch, watch } from './companies';
import type { PappersConfig } from './config';
import { mapCompany } from './map';
import { mapAccounts } from './statements';

describeConnector(pappers, { folder: __dirname, simulator: pappersSimulator });

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return records.filter(isWanted);
}

describe('against the simulated service', () => {
  let running: RunningSimulators;
  const world = sampleWorld(SAMPLE_SIRENS.slice(0, 6));

  let purchases: RecordedPurchases;

  async function start(tokens = 1000, told: SimulatedWorld = world, listMax = 100): Promise<void> {
    purchases = new RecordedPurchases();
    running = await startSimulators({
      simulators: [createPappersSimulator({ tokens, listMax })],
      world: told,
    });
  }
  afterEach(() => running.stop());

  function context(raw: object = {}): ReadContext<PappersConfig> {
    const base = { baseUrl: running.baseUrl('pappers'), apiKey: 'k', requestsPerSecond: 10_000 };
    return openContext<PappersConfig>(pappers, {
      config: validateConfig(pappers, { ...base, ...raw }),
      clock: new FixedClock(new Date(`${SAMPLE_TODAY}T10:00:00Z`)),
      logger: silentLogger,
      signal: new AbortController().signal,
      limiter: new RateLimiter(),
      purchases,
    });
  }

  async function tokensUsed(): Promise<Json> {
    const { http } = context();
    const { data } = await http.request({ path: '/suivi-jetons', headers: { 'api-key': 'k' } });
    return (data as { [key: string]: Json })['jetons_abonnement_utilises'] ?? null;
  }

  it('gives back the facts of the world, from the file and from the accounts', async () => {
    await start();
    const sirens = world.companies().map(({ siren }) => siren);
    const [files, statements] = [[] as UnifiedRecord[], [] as FinancialStatementRecord[]];
    for (const siren of sirens) {
      files.push(...payloads(await readFile(context(), siren)).flatMap(mapCompany));
      statements.push(...payloads(await readAccounts(context(), siren)).flatMap(mapAccounts));
    }
    for (const company of world.companies()) expectFacts(company, files, statements);
  });

  it('asks again the next day for a company Pappers knew only in part', async () => {
    const [company] = world.companies();
    if (company === undefined) throw new Error('the sample world is empty');
    const siren = String(7 * Math.ceil(900_000_000 / 7));
    await start(1000, { ...world, company: () => ({ ...company, siren }) });
    const answer = await readFile(context(), siren);
    expect(answer).toMatchObject({
      outcome: 'INCOMPLETE',
      items: [{ sourceKey: siren, payload: { status: 206 } }],
    });
  });

  it('lands an unknown company as a fact, without a token', async () => {
    await start();
    const answer = await readFile(context(), '900000019');
    expect(answer.outcome).toBe('UNKNOWN');
    expect(payloads(answer)).toEqual([{ status: 404, siren: '900000019', body: null }]);
    expect(await tokensUsed()).toBe(0);
    expect(purchases.ends).toEqual(['not-charged']);
  });

  it('books what each question costs, the scores with it, and stops when tokens run out', async () => {
    await start(63);
    const [first = '', second = ''] = SAMPLE_SIRENS;
    await readFile(context({ withFinancialScore: true, withNonFinancialScore: true }), first);
    await readAccounts(context(), first);
    await searchCompanies(context(), { name: 'ATELIERS DU RHONE' });
    expect(await tokensUsed()).toBe(63);
    expect(purchases.begun.map(({ subject, units }) => [subject, units ?? 1])).toEqual([
      [first, 61],
      [first, 1],
      [null, 1],
    ]);
    const billed = running.bill('pappers').map(({ subject, units }) => [subject, units]);
    expect(billed).toEqual([
      [first, 61],
      [first, 1],
      [null, 1],
    ]);
    await expect(readFile(context(), second)).rejects.toMatchObject({ family: 'AUTH' });
  });

  it('keeps the list, twice as well as once, and tells whom the offer has no room for', async () => {
    await start(1000, world, 2);
    const [first = '', second = '', third = ''] = SAMPLE_SIRENS;
    const mine = { listId: 'simulated-list' };
    expect(await watch(context(mine), [first, second])).toEqual([]);
    expect(await watch(context(mine), [first, second])).toEqual([]);
    expect(await watch(context(mine), [third])).toEqual([
      { siren: third, reason: 'Offre dépassée' },
    ]);
    for (const round of [1, 2]) {
      expect([round, await unwatch(context(mine), [first])]).toEqual([round, []]);
    }
    expect(await watch(context(mine), [third])).toEqual([]);
    expect(await unwatch(context(mine), [])).toEqual([]);
    const other = watch(context({ listId: 'other' }), [first]);
    await expect(other).rejects.toMatchObject({ family: 'CONFIG', place: { field: 'listId' } });
    expect(running.bill('pappers')).toEqual([]);
  });

  it('sends the key in the header alone', async () => {
    await start();
    await readFile(context(), SAMPLE_SIRENS[0] ?? '');
    const [request] = running.log('pappers');
    expect(request?.headers['api-key']).toBe('k');
    expect(request?.query).not.toContain('api_token');
  });

  it('takes a 404 of the search for no candidates', async () => {
    await start();
    expect(await searchCompanies(context(), { name: 'introuvable' })).toEqual([]);
    const [found] = await searchCompanies(context(), { name: 'ATELIERS DU RHONE' });
    expect(found).toMatchObject({ siren: SAMPLE_SIRENS[0], city: 'LYON' });
  });
});

function expectFacts(
  company: SimulatedCompany,
  records: readonly UnifiedRecord[],
  statements: readonly FinancialStatementRecord[],
): void {
  const { siren } = company;
  const isHidden = !company.isDiffusible && company.isNaturalPerson;
  const mine = records.filter((record) => 'siren' in record && record.siren === siren);
  expect(ofType(mine, 'company')).toMatchObject([
    {
      name: isHidden ? null : company.name,
      createdOn: company.createdOn,
      ceasedOn: company.ceasedOn,
      employeesMin: company.employeesMin,
      city: company.address.city,
      postcode: company.isDiffusible ? company.address.postcode : null,
      isDiffusible: company.isDiffusible,
    },
  ]);
  expect(ofType(mine, 'officer').map(({ since, birthMonth }) => ({ since, birthMonth }))).toEqual(
    company.officers.map(({ since, birthMonth }) => ({
      since,
      birthMonth: isHidden ? null : birthMonth,
    })),
  );
  expect(ofType(mine, 'legalEvent').map(keyAndKind).sort()).toEqual(
    company.notices.map(({ id, kind }) => `${id} ${kind}`).sort(),
  );
  const own = statements.filter((statement) => statement.siren === siren);
  expect(own).toHaveLength(company.statements.length);
  for (const { closedOn, filedOn, months, confidentiality, items } of company.statements) {
    const found = own.find((statement) => statement.closedOn === closedOn);
    expect(found).toMatchObject({ filedOn, months, confidentiality, scope: 'COMPANY' });
    if (confidentiality !== 'PUBLIC') continue;
    const minor = Object.entries(items).map(([item, euros]) => [item, BigInt(euros) * 100n]);
    expect(found?.items).toMatchObject(Object.fromEntries(minor));
  }
}

function keyAndKind({ sourceKey, kind }: { sourceKey: string; kind: string }): string {
  return `${sourceKey} ${kind}`;
}

function payloads({ items }: SubjectAnswer): Json[] {
  return items.map(({ payload }) => payload);
}
