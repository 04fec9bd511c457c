import {
  describeConnector,
  FixedClock,
  openContext,
  RateLimiter,
  RecordedPurchases,
  sampleWorld,
  SAMPLE_SIRENS,
  silentLogger,
  startSimulators,
  validateConfig,
  type Json,
  type Page,
} from '../../src/connector-kit';
import { societeCom, societeComSimulator } from '.';
import type { SocieteComConfig } from './config';
import { mapBlock } from './map';

describeConnector(societeCom, { folder: __dirname, simulator: societeComSimulator });

const SIREN = '900000019';
const block = (name: string, body: Json): Json => ({ siren: SIREN, block: name, body });

describe('mapping of blocks', () => {
  const facts = { sirenformat: '900 000 019', denoinsee: 'EXEMPLE', datecrearcs: '20190402' };

  it.each(['infolegales', 'data'])('reads legal facts under "%s"', (envelope) => {
    const [record] = mapBlock(block('infoslegales', { [envelope]: facts }));
    expect(record).toMatchObject({ name: 'EXEMPLE', createdOn: '2019-04-02', status: 'UNKNOWN' });
  });

  it('refuses the facts of another company', () => {
    const other = { data: { ...facts, sirenformat: '900 000 027' } };
    expect(() => mapBlock(block('infoslegales', other))).toThrow('the SIREN 900000019');
  });

  it('takes the address of one register, never half of each', () => {
    const body = { data: { ...facts, voieadressagercs: '2 RUE RCS', codepostalinsee: '69003' } };
    const [record] = mapBlock(block('infoslegales', body));
    expect(record).toMatchObject({ addressLine: null, postcode: '69003', city: null });
  });

  it('leaves out officers whose office has ended', () => {
    const body = {
      data: [
        { type: 'PP', titre: 'Gérant', prenompp: 'Zoé', nompp: 'MODELE', datefin: '' },
        { type: 'PP', titre: 'Gérant', prenompp: 'Ancien', nompp: 'MODELE', datefin: '20200101' },
        { type: 'PM', titre: 'Président', datefin: null },
      ],
    };
    expect(mapBlock(block('dirigeants', body))).toMatchObject([
      { name: 'Zoé MODELE', isLegalPerson: false },
      { name: null, isLegalPerson: true },
    ]);
  });

  it('takes no statement from a year without its day', () => {
    const years = (anneebilan: string): Json => ({
      data: { bilans: [{ anneebilan, rescatotal: '1234567' }] },
    });
    expect(mapBlock(block('bilans', years('2025')))).toEqual([]);
    expect(mapBlock(block('bilans', years('20250630')))).toMatchObject([
      { closedOn: '2025-06-30', items: { turnover: 123_456_700n } },
    ]);
  });

  it('never passes a non-financial score off as one of default', () => {
    const body = { data: { 'extra-financier': { score: { social: '62', fiscal: 0 } } } };
    expect(mapBlock(block('scoring', body))).toMatchObject([
      { scale: 'SOCIETE_COM_SOCIAL', value: '62', measures: 'OTHER' },
      { scale: 'SOCIETE_COM_FISCAL', value: '0', measures: 'OTHER' },
    ]);
  });
});

it('buys no further block of a company it has no facts about, and none that is not wanted', async () => {
  const clock = new FixedClock(new Date('2026-06-30T10:00:00Z'));
  const simulators = await startSimulators({
    simulators: [societeComSimulator],
    world: sampleWorld(),
    clock,
  });
  const purchases = new RecordedPurchases();
  const context = openContext<SocieteComConfig>(societeCom, {
    config: validateConfig(societeCom, {
      token: 'simulated-token',
      baseUrl: simulators.baseUrl('societe-com'),
      requestsPerSecond: 1000,
    }),
    clock,
    logger: silentLogger,
    signal: new AbortController().signal,
    subjects: [SIREN, SAMPLE_SIRENS[0]!],
    limiter: new RateLimiter(),
    purchases,
  });
  const pages: Page[] = [];
  try {
    for await (const page of societeCom.streams![0]!.read(context, null)) pages.push(page);
  } finally {
    await simulators.stop();
  }
  expect(pages.map((page) => page.read?.[0]?.outcome)).toEqual(['UNKNOWN', 'FOUND']);
  const bought = purchases.begun.map(({ subject, variant }) => `${subject ?? ''} ${variant ?? ''}`);
  expect(bought.sort()).toEqual([
    `${SAMPLE_SIRENS[0]!} dirigeants`,
    `${SAMPLE_SIRENS[0]!} infoslegales`,
    `${SIREN} infoslegales`,
  ]);
});
