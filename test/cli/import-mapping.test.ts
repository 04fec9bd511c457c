import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askMapping, toldFrame, toldMapping } from '../../src/cli/commands/import-mapping';
import type { FileGuide } from '../../src/connector-kit';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'encours-mappings-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function guide(kind: string, fields: readonly string[], found: Record<string, string>): FileGuide {
  const ofTitle = (title: string): string | null =>
    Object.keys(found).find((field) => found[field] === title) ?? null;
  const titles = ['Chrono', 'Jour', 'Combien'];
  const sure = { confidence: 0.5, samples: ['1', '2'] };
  return {
    ...{ kind, layout: null, kinds: ['INVOICES', 'PAYMENTS'], headerLine: 1, fingerprint: 'f' },
    columns: titles.map((title) => ({ title, field: ofTitle(title), ...sure })),
    fields: fields.map((name) => ({ name, isRequired: name === 'number' })),
    missing: [],
    mapping: { kind, columns: found },
  };
}

const INVOICES = guide('INVOICES', ['number', 'issuedOn', 'amount'], { number: 'Chrono' });
const PAYMENTS = guide('PAYMENTS', ['paidOn', 'amount'], { amount: 'Combien' });

it('nothing said is no mapping; what is said is put over what the file seems to be', async () => {
  expect(await toldMapping({}, INVOICES)).toBeNull();
  const set = ['amount=Combien', 'dateOrder=MDY', 'isWhole=true', 'headerLine=3'];
  expect(await toldMapping({ set }, INVOICES)).toEqual({
    ...{ kind: 'INVOICES', columns: { number: 'Chrono', amount: 'Combien' } },
    ...{ dateOrder: 'MDY', isWhole: true, headerLine: 3 },
  });
  const mapping = join(folder, 'mapping.json');
  writeFileSync(mapping, '{"kind": "PAYMENTS", "columns": {"amount": "Jour"}, "sheet": "2026"}');
  expect(await toldMapping({ mapping, set: ['amount=Combien'] }, PAYMENTS)).toEqual({
    ...{ kind: 'PAYMENTS', columns: { amount: 'Combien' }, sheet: '2026' },
  });
  expect(await toldFrame({ mapping, set: ['kind=INVOICES'] })).toEqual({
    ...{ kind: 'INVOICES', sheet: '2026' },
  });
});

it.each([['nonsense=Chrono'], ['Chrono'], ['=Chrono'], ['paidOn=Jour']])(
  '--set %s is refused with what is known',
  async (set) => {
    await expect(toldMapping({ set: [set] }, INVOICES)).rejects.toMatchObject({
      code: 'MAPPING_SETTING_INVALID',
      message: expect.stringContaining('dateOrder') as unknown,
    });
  },
);

it('a mapping file that is not there, or is no JSON, is refused by its name', async () => {
  const broken = join(folder, 'broken.json');
  writeFileSync(broken, '{"kind": ');
  for (const mapping of [broken, join(folder, 'nowhere.json')]) {
    const refusal = { code: 'MAPPING_NOT_READABLE', place: { file: mapping } };
    await expect(toldMapping({ mapping }, INVOICES)).rejects.toMatchObject(refusal);
  }
});

describe('asking for each column', () => {
  const asking = (answers: string[]): (() => Promise<string>) => {
    return () => Promise.resolve(answers.shift() ?? '');
  };
  const guideAs = (): Promise<FileGuide> => Promise.resolve(PAYMENTS);

  it('an empty line takes what is proposed, "-" leaves the column out', async () => {
    const answers = asking(['', '', 'issuedOn', '-']);
    expect(await askMapping(INVOICES, answers, guideAs)).toEqual({
      ...{ kind: 'INVOICES', columns: { number: 'Chrono', issuedOn: 'Jour' } },
    });
  });

  it('of another kind than it seemed, the columns are proposed anew', async () => {
    expect(await askMapping(INVOICES, asking(['payments', '', 'paidOn', '']), guideAs)).toEqual({
      ...{ kind: 'PAYMENTS', columns: { paidOn: 'Jour', amount: 'Combien' } },
    });
  });

  it.each([[['ORDERS']], [['', 'siren']]])('%j is refused', async (answers) => {
    await expect(askMapping(INVOICES, asking(answers), guideAs)).rejects.toMatchObject({
      code: 'MAPPING_SETTING_INVALID',
    });
  });
});
