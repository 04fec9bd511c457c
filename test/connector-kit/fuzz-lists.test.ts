import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fec, FecConfig } from '../../connectors/fec';
import { ledgerFile, LedgerFileConfig } from '../../connectors/ledger-file';
import { verif, VerifConfig } from '../../connectors/verif';
import { unzipSync, zipSync } from 'fflate';
import { isEncoursError, type Connector } from '../../src/connector-kit';
import { xlsx } from '../support/xlsx';

jest.setTimeout(120_000);

const CONNECTORS = join(__dirname, '..', '..', 'connectors');
const SLOWEST_MS = 2000;

/** xorshift32: the same sequence in every run. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const TOKENS = [
  ...[
    '"',
    ';',
    ',',
    '\t',
    '\r',
    '\n',
    '\u0000',
    '(',
    ')',
    '-',
    '1,234',
    '31/02/2026',
    '99999999999999999999',
  ],
  ...[
    '<',
    '>',
    '&',
    '&#0;',
    '<!DOCTYPE a>',
    ']]>',
    'é',
    '\u202f',
    '#MECG',
    'sep=|',
    '=1+1',
    '1e999',
  ],
].map((text) => Buffer.from(text));

/** One to four changes: bytes flipped, cut out, repeated, or something awkward put in. */
function mutated(source: Uint8Array, random: (below: number) => number): Buffer {
  let bytes = Buffer.from(source);
  for (let change = random(4); change >= 0 && bytes.length > 0; change--) {
    const at = random(bytes.length);
    const until = Math.min(bytes.length, at + 1 + random(64));
    const kind = random(5);
    if (kind === 0) bytes[at] = random(256);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(until)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, until), bytes.subarray(at)]);
    else if (kind === 3) bytes = bytes.subarray(0, at);
    else {
      const token = TOKENS[random(TOKENS.length)] ?? Buffer.alloc(0);
      bytes = Buffer.concat([bytes.subarray(0, at), token, bytes.subarray(at)]);
    }
  }
  return bytes;
}

const SLIPS = Buffer.from('0123456789.-eA');

/** One to eight digits written otherwise: references, sizes and values go wrong where the XML stays whole. */
function slipped(source: Uint8Array, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(source);
  for (let slip = random(8); slip >= 0; slip--) {
    const from = random(bytes.length);
    const at = bytes.findIndex((byte, place) => place >= from && byte >= 48 && byte <= 57);
    if (at !== -1) bytes[at] = SLIPS[random(SLIPS.length)] ?? 48;
  }
  return bytes;
}

/** Records and refused lines of a file, or the code it is refused by; anything else fails the test. */
async function outcome(connector: Connector, config: object, bytes: Uint8Array): Promise<string> {
  const context = { config, fileName: 'fuzz 2026-10-31.txt', signal: new AbortController().signal };
  try {
    const pages = connector.file?.read([{ firstLine: 1, content: bytes }], context);
    for (let page = await pages?.next(); page?.done === false; page = await pages?.next());
    return 'read';
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT', 'CONFIG')) return error.code;
    throw error;
  }
}

async function fuzz(
  connector: Connector,
  config: object,
  { seeds, count }: { seeds: readonly Uint8Array[]; count: number },
): Promise<Map<string, number>> {
  const random = randomOf(20261122);
  const outcomes = new Map<string, number>();
  for (let round = 0; round < count; round++) {
    const bytes = mutated(seeds[round % seeds.length] ?? Buffer.alloc(0), random);
    const begun = performance.now();
    const code = await outcome(connector, config, bytes);
    expect(performance.now() - begun).toBeLessThan(SLOWEST_MS);
    outcomes.set(code, (outcomes.get(code) ?? 0) + 1);
  }
  return outcomes;
}

const fixtures = (connector: string): Buffer[] => {
  const folder = join(CONNECTORS, connector, 'fixtures');
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  return names.sort().map((name) => readFileSync(join(folder, name)));
};

const MEMORY_MAX = 512 * 1024 * 1024;

describe('mutated files', () => {
  let before = 0;
  beforeEach(() => (before = process.memoryUsage().rss));
  afterEach(() => expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_MAX));

  test('lists and layouts of text are read, or refused by a code', async () => {
    const seeds = fixtures('ledger-file');
    const outcomes = await fuzz(ledgerFile, new LedgerFileConfig(), { seeds, count: 3000 });
    expect(outcomes.get('read')).toBeGreaterThan(1000);
  });

  test('spreadsheets are read, or refused by a code', async () => {
    const rows = [
      ['N° facture', 'Date facture', 'Client', 'Montant TTC', 'Reste à payer'],
      ['F1', { xml: '<c s="1"><v>46022</v></c>' }, 'Durand', 1234.56, 0],
      ['F2', { xml: '<c s="1"><v>46023</v></c>' }, 'Martin', 10, { xml: '<c><f>1</f></c>' }],
    ];
    const seeds = [xlsx([{ name: 'A', rows, merges: ['C2:C3'] }])];
    const outcomes = await fuzz(ledgerFile, new LedgerFileConfig(), { seeds, count: 2500 });
    expect(outcomes.get('ARCHIVE_UNREADABLE')).toBeGreaterThan(500);
  });

  test('spreadsheets with damaged parts are read, or refused by a code', async () => {
    const rows = [
      ['N° facture', 'Date facture', 'Client', 'Montant TTC', 'Reste à payer'],
      ['F1', { xml: '<c s="1"><v>46022</v></c>' }, 'Durand', 1234.56, 0],
      ['F2', '13/01/2026', 'Martin', 10, { xml: '<c><f>1</f><v>2</v></c>' }],
    ];
    const parts = unzipSync(xlsx([{ name: 'A', rows, merges: ['C2:C3'] }]));
    const names = Object.keys(parts);
    const random = randomOf(1904);
    // The archive itself is whole: what its parts say is not.
    const seeds = Array.from({ length: 1500 }, (_, round) => {
      const name = names[round % names.length] ?? '';
      const part = parts[name] ?? new Uint8Array();
      const damaged = random(3) === 0 ? mutated(part, random) : slipped(part, random);
      return zipSync({ ...parts, [name]: damaged }, { level: 1 });
    });
    const seen = new Map<string, number>();
    for (const bytes of seeds) {
      const begun = performance.now();
      const code = await outcome(ledgerFile, new LedgerFileConfig(), bytes);
      expect(performance.now() - begun).toBeLessThan(SLOWEST_MS);
      seen.set(code, (seen.get(code) ?? 0) + 1);
    }
    expect(seen.get('read')).toBeGreaterThan(300);
    expect(seen.get('XML_MALFORMED')).toBeGreaterThan(300);
  });

  test('flat ledgers are read, or refused by a code', async () => {
    const seeds = fixtures('fec').filter((each) => !each.includes('<?xml'));
    const outcomes = await fuzz(fec, new FecConfig(), { seeds, count: 1500 });
    expect(outcomes.get('read')).toBeGreaterThan(300);
  });

  test('lists of companies are read, or refused by a code', async () => {
    const seeds = fixtures('verif');
    const outcomes = await fuzz(verif, new VerifConfig(), { seeds, count: 1500 });
    expect(outcomes.get('read')).toBeGreaterThan(300);
  });

  test('the XML of a FEC is read, or refused by a code', async () => {
    const seeds = [readFileSync(join(CONNECTORS, 'fec', 'fixtures', 'not-flat-xml.txt'))];
    const outcomes = await fuzz(fec, new FecConfig(), { seeds, count: 2500 });
    expect(outcomes.get('read')).toBeGreaterThan(100);
    expect(outcomes.get('XML_MALFORMED')).toBeGreaterThan(500);
  });
});
