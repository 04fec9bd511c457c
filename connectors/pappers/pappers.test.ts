import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  FixedClock,
  isEncoursError,
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
import { statementItems } from './liasse';
import { mapCompany } from './map';
import { mapAccounts } from './statements';

describeConnector(pappers, { folder: __dirname, simulator: pappersSimulator });

function fixture(path: string): Json[] {
  const text = readFileSync(join(__dirname, 'fixtures', `${path}.json`), 'utf8');
  const parsed = JSON.parse(text) as Json;
  return Array.isArray(parsed) ? parsed : [parsed];
}

function ofType<T extends UnifiedRecord['type']>(
  records: readonly UnifiedRecord[],
  type: T,
): Extract<UnifiedRecord, { type: T }>[] {
  const isWanted = (record: UnifiedRecord): record is Extract<UnifiedRecord, { type: T }> =>
    record.type === type;
  return records.filter(isWanted);
}

function mapped(name: string): UnifiedRecord[] {
  return fixture(`companies/${name}`).flatMap(mapCompany);
}

describe('mapping of a company file', () => {
  it('turns the pseudo-codes of one-shareholder companies into those of INSEE', () => {
    expect(ofType(mapped('typical'), 'company')[0]).toMatchObject({
      legalFormCode: '5710',
      capitalMinor: 17_034_875n,
      currency: 'EUR',
      addressLine: '12 RUE DES FORGES, ZONE INDUSTRIELLE',
    });
    expect(ofType(mapped('closed'), 'company')[0]).toMatchObject({
      legalFormCode: '5499',
      status: 'CEASED',
    });
  });

  it('forgets the day of birth', () => {
    const [person, auditor] = ofType(mapped('typical'), 'officer');
    expect(person).toMatchObject({ name: 'Anne Claire EXEMPLIER', birthMonth: '1971-09' });
    expect(auditor).toMatchObject({ isLegalPerson: true, officerSiren: '900000068' });
  });

  it('joins figures with the filing, and keeps no figure the company hides', () => {
    const statements = ofType(mapped('typical'), 'financialStatement');
    expect(statements).toMatchObject([
      { closedOn: '2022-12-31', confidentiality: 'FULL', items: {} },
      { closedOn: '2023-12-31', confidentiality: 'INCOME_STATEMENT', months: 15 },
      { closedOn: '2024-12-31', confidentiality: 'PUBLIC', filedOn: '2025-06-20' },
    ]);
    expect(statements[1]?.items).toEqual({ netIncome: 12_000_000n, financialDebt: 85_000_000n });
    expect(statements[2]?.items).toMatchObject({
      turnover: 840_000_000n,
      netIncome: -4_500_000n,
      operatingIncome: 1_200_050n,
    });
  });

  it('gives a notice the id it has in the bulletin, once however often it is listed', () => {
    const events = ofType(mapped('typical'), 'legalEvent');
    expect(events.map(({ sourceKey, kind }) => [sourceKey, kind])).toEqual([
      ['C202501201302', 'ACCOUNTS_FILED'],
      ['A202500051234', 'RECEIVERSHIP_OPENED'],
    ]);
  });

  it.each([
    ['Transfert du siège hors ressort', 'MODIFIED'],
    ["Rapport de radiation d'office", 'STRIKE_OFF_CANCELLED'],
    ["Radiation d'office", 'STRUCK_OFF'],
    [null, 'STRUCK_OFF'],
  ])('takes a striking-off with the comment %p for %s', (commentaires, kind) => {
    const publication = {
      ...{ numero_parution: '20250005', numero_annonce: '7', bodacc: 'B', date: '2025-01-08' },
      ...{ type: 'Radiation', commentaires },
    };
    const body = { siren: '732829320', publications_bodacc: [publication] };
    const events = ofType(mapCompany({ status: 200, siren: '732829320', body }), 'legalEvent');
    expect(events.map((event) => event.kind)).toEqual([kind]);
  });

  it('falls back on the dates of proceedings that list no notice', () => {
    const events = ofType(mapped('closed'), 'legalEvent');
    expect(events.map(({ kind, publishedOn }) => [kind, publishedOn])).toEqual([
      ['LIQUIDATION_OPENED', '2021-05-03'],
      ['PROCEEDINGS_CLOSED', '2022-10-20'],
    ]);
  });

  it('keeps the reason when there is no score, never a zero', () => {
    const scores = ofType(mapped('scores'), 'providerScore');
    expect(scores.map(({ scale, value, absentBecause }) => [scale, value, absentBecause])).toEqual([
      ['PAPPERS_FINANCIAL_20', '10', null],
      ['PAPPERS_NON_FINANCIAL_20', '13', null],
      ['PAPPERS_FINANCIAL_20', null, 'Secteur non couvert'],
    ]);
  });

  it('shows nothing of a person who opposed publication but the town', () => {
    const [bare, partial] = ofType(mapped('non-diffusible'), 'company');
    expect(bare).toMatchObject({ isDiffusible: false, name: null, city: null });
    expect(partial).toMatchObject({
      isDiffusible: false,
      name: null,
      addressLine: null,
      city: 'SAINT-ETIENNE',
    });
    const people = ofType(mapped('non-diffusible'), 'officer');
    expect(people.map(({ name, birthMonth }) => [name, birthMonth])).toEqual([
      [null, null],
      [null, null],
    ]);
  });

  it('names beneficial owners by month of birth, and nobody when a message comes in their place', () => {
    expect(ofType(mapped('owners'), 'owner')).toMatchObject([
      { name: 'Anne EXEMPLIER', birthMonth: '1971-09', sharePercent: '62.5', votePercent: '70' },
      { name: 'Luc MODELE', birthMonth: null, sharePercent: null, countryCode: 'BE' },
    ]);
    expect(ofType(mapped('owners-withheld'), 'owner')).toEqual([]);
  });

  it('lists each place once, the head office first, on the day it was in France', () => {
    const places = ofType(mapped('owners'), 'establishment');
    expect(
      places.map(({ siret, isHeadOffice, status, createdOn }) => [
        siret,
        isHeadOffice,
        status,
        createdOn,
      ]),
    ).toEqual([
      ['90000001900012', true, 'OPEN', null],
      ['90000001900020', false, 'CLOSED', '2011-05-13'],
    ]);
  });

  it('maps an unknown company to nothing', () => {
    expect(mapped('unknown-company')).toEqual([]);
  });

  it.each([
    [0, 'body.siren'],
    [1, 'body.finances'],
    [2, 'status'],
  ])('names the path of malformed payload %i: %s', (index, path) => {
    const payload = fixture('companies/malformed')[index] ?? null;
    expect(complaint(() => mapCompany(payload))).toBe(path);
  });
});

describe('mapping of tax returns', () => {
  const returns = (name: string): FinancialStatementRecord[] =>
    fixture(`accounts/${name}`).flatMap(mapAccounts);

  it('reads the complete forms, the net column and never the year before', () => {
    const [company, group] = returns('typical');
    expect(company?.items).toEqual({
      totalAssets: 520_000_000n,
      currentAssets: 310_000_000n,
      inventories: 90_000_000n,
      tradeReceivables: 150_000_000n,
      cash: 25_000_000n,
      equity: 180_000_000n,
      shareCapital: 30_000_000n,
      retainedEarnings: 140_000_000n,
      provisions: 10_000_000n,
      totalDebt: 330_000_000n,
      currentLiabilities: 250_000_000n,
      financialDebt: 70_000_000n,
      tradePayables: 110_000_000n,
      turnover: 840_000_000n,
      valueAdded: 260_000_000n,
      ebitda: 52_000_000n,
      operatingIncome: 33_000_000n,
      depreciation: 18_000_000n,
      financialCharges: 6_000_000n,
      profitBeforeTax: 30_000_000n,
      netIncome: 22_000_000n,
      personnelCost: 200_000_000n,
      intangibleAssets: 30_000_000n,
      totalLiabilities: 520_000_000n,
      equityParts: 180_000_000n,
      netIncomeInEquity: 22_000_000n,
    });
    expect(group).toMatchObject({ scope: 'CONSOLIDATED', items: { totalAssets: 990_000_000n } });
  });

  it('reads the simplified form to the same items', () => {
    const [company] = returns('simplified');
    expect(company).toMatchObject({ closedOn: '2024-06-30', months: 9 });
    expect(company?.items).toMatchObject({
      inventories: 9_000_000n,
      retainedEarnings: 14_000_000n,
      currentLiabilities: 25_000_000n,
      turnover: 84_000_000n,
      valueAdded: 26_000_000n,
      ebitda: 5_200_000n,
      profitBeforeTax: 3_000_000n,
      intangibleAssets: 3_300_000n,
    });
  });

  it('counts the cash box of the simplified form as cash', () => {
    const line = (code: string, valeur: number) => ({
      code,
      colonnes: [{ libelle: 'Montant net année N', valeur }],
    });
    const lines = [line('080', 1), line('084', 20), line('088', 300)];
    expect(statementItems(lines, 'SIMPLIFIED', 'EUR')).toEqual({ cash: 32_100n });
  });

  it('leaves out what is confidential, and items of which no line was filed', () => {
    const [whole, income] = returns('confidential').sort((left, right) =>
      left.closedOn < right.closedOn ? -1 : 1,
    );
    expect(whole).toMatchObject({ confidentiality: 'FULL', items: {} });
    expect(income?.items).toHaveProperty('equity');
    expect(income?.items).not.toHaveProperty('turnover');
    expect(income?.items).not.toHaveProperty('valueAdded');
  });

  it('skips banks, insurers and mixed returns', () => {
    expect(returns('bank-insurer')).toEqual([]);
  });

  it('keeps the corrected filing of a year', () => {
    expect(returns('corrected')).toMatchObject([
      { filedOn: '2025-09-01', items: { totalAssets: 200_000n } },
    ]);
  });
});

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

/** Path in the payload that a mapping complains about; null when it does not. */
function complaint(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONTRACT') ? (error.place.path ?? null) : null;
  }
}
