/** Mutated invoices, messages and PDFs: each is records, a quarantine entry or a coded refusal, soon and in little memory. */
import { isEncoursError } from '../../src/connector-kit';
import { fixture, pdf, readInvoice, ubl } from './e-invoice.test-support';

const XML_RUNS = 4_000;
const PDF_RUNS = 2_500;
const SLOWEST_MS = 2_000;
const MEMORY_MAX = 512 * 1024 * 1024;

const XMLS: Buffer[] = [
  ...['typical-ubl.txt', 'typical-cii.txt', 'typical-zugferd-1.txt', 'credit-note.txt'],
  ...['instalments.txt', 'life-cycle-disputed.txt', 'life-cycle-cashed.txt', 'malformed-bomb.txt'],
].map(fixture);
const ENVELOPED = Buffer.from(
  `<s:StandardBusinessDocument xmlns:s="http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader">${ubl().replace(/<\?xml.*\?>/, '')}</s:StandardBusinessDocument>`,
);
XMLS.push(ENVELOPED);

/** What breaks parsers, and values that are no amounts, days or names. */
const SPLICES: readonly string[] = [
  ...[
    '<',
    '>',
    '</',
    '/>',
    '&',
    ';',
    '"',
    "'",
    ']]>',
    '<![CDATA[',
    '<!--',
    '-->',
    '<?',
    '?>',
    '\0',
  ],
  ...[
    '&#0;',
    '&#x10FFFF;',
    '&lt;',
    '<!DOCTYPE x>',
    '__proto__',
    'constructor',
    '1e309',
    'NaN',
    '-0.00',
  ],
  ...[
    '99999999999999999999999',
    '0.000000001',
    '2026-02-30',
    '00000000',
    '\u202e',
    '\ufeff',
    '𝟙',
    'İ',
  ],
  ...[
    '((((((((',
    '[[[[[[',
    '<<<<<<',
    '>>',
    'endstream',
    'endobj',
    '1 0 obj',
    '/Length -1',
    '/EF 1 0 R',
  ],
  ...[
    '/Filter /FlateDecode',
    '/Filter 3 0 R /DecodeParms << /Predictor 12 /Columns 3 >>',
    '/Kids [1 0 R 2 0 R 10 0 R]',
    'stream\r\n',
    'trailer',
    '%PDF-',
    'x'.repeat(5_000),
    '<a>'.repeat(80),
  ],
];

describe('mutated input', () => {
  it(`of ${XML_RUNS} documents is told, set aside or refused`, async () => {
    const random = xorshift(20_261_122);
    const tally = await fuzz(XML_RUNS, () => mutated(pick(XMLS, random), random));
    expect(tally.taken).toBeGreaterThan(XML_RUNS / 20);
    expect(tally.refused).toBeGreaterThan(XML_RUNS / 4);
  }, 60_000);

  it(`of ${PDF_RUNS} PDFs is told or refused`, async () => {
    const random = xorshift(7_002_000);
    const files = XMLS.map((content, index) =>
      pdf(
        [
          { name: index % 2 === 0 ? 'factur-x.xml' : 'xrechnung.xml', content },
          { name: 'note.txt', content: 'delivery' },
        ],
        { trailer: index % 3 === 0 ? '/Prev 9' : '' },
      ),
    );
    const tally = await fuzz(PDF_RUNS, () => mutated(pick(files, random), random));
    expect(tally.taken + tally.refused).toBe(PDF_RUNS);
    expect(tally.taken).toBeGreaterThan(PDF_RUNS / 20);
  }, 60_000);
});

async function fuzz(runs: number, next: () => Buffer): Promise<{ taken: number; refused: number }> {
  const tally = { taken: 0, refused: 0 };
  let slowest = 0;
  const before = process.memoryUsage().rss;
  for (let run = 0; run < runs; run++) {
    const input = next();
    const started = performance.now();
    const failure = await readInvoice(input).then(checked, (error: unknown) => error);
    slowest = Math.max(slowest, performance.now() - started);
    if (failure === null) tally.taken += 1;
    else if (isEncoursError(failure, 'CONTRACT', 'CONFIG')) tally.refused += 1;
    else throw new Error('refused without a code', { cause: failure });
  }
  expect(slowest).toBeLessThan(SLOWEST_MS);
  expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_MAX);
  return tally;
}

/** What is told is sound, whatever was done to it. */
function checked({ document, party, events }: Awaited<ReturnType<typeof readInvoice>>): null {
  if (document !== undefined) {
    expect(document.partyKey).toBe(party?.sourceKey);
    expect(document.issuedOn).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(document.amountMinor <= BigInt(Number.MAX_SAFE_INTEGER)).toBe(true);
    const parts = document.instalments.map(({ amountMinor }) => amountMinor);
    if (parts.length > 0) expect(sum(parts)).toBe(document.amountMinor);
  }
  for (const { amountMinor } of events) expect(amountMinor ?? 1n).toBeGreaterThan(0n);
  return null;
}

function sum(parts: readonly bigint[]): bigint {
  return parts.reduce((total, part) => total + part, 0n);
}

/** One to four wounds: bytes changed, cut, doubled, or something spliced in. */
function mutated(source: Uint8Array, random: () => number): Buffer<ArrayBuffer> {
  let bytes = Buffer.from(source);
  for (let wound = 1 + (random() % 4); wound > 0; wound--) {
    const at = random() % Math.max(bytes.length, 1);
    const length = random() % 60;
    const [head, rest] = [bytes.subarray(0, at), bytes.subarray(at)];
    const kind = random() % 6;
    if (kind === 0) bytes[at] = random() % 256;
    else if (kind === 1) bytes = Buffer.concat([head, rest.subarray(length)]);
    else if (kind === 2) bytes = Buffer.concat([head, rest.subarray(0, length), rest]);
    else if (kind === 3 && random() % 8 === 0) bytes = Buffer.from(head);
    else if (kind === 4) bytes = withDigit(bytes, at, random);
    else bytes = Buffer.concat([head, Buffer.from(pick(SPLICES, random)), rest]);
  }
  return bytes;
}

/** Amounts, days and numbers go wrong without the document breaking. */
function withDigit(source: Uint8Array, from: number, random: () => number): Buffer<ArrayBuffer> {
  const bytes = Buffer.from(source);
  for (let at = from; at < Math.min(from + 400, bytes.length); at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 48 || byte > 57) continue;
    bytes[at] = 45 + (random() % 13);
    break;
  }
  return bytes;
}

function pick<T>(all: readonly T[], random: () => number): T {
  const chosen = all[random() % all.length];
  if (chosen === undefined) throw new Error('nothing to pick from');
  return chosen;
}

/** Whole numbers from 0 on, the same for the same seed. */
function xorshift(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state;
  };
}
