import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from './reading';

const ROUNDS = 2500;
const LONGEST_MS = 2000;
const MEMORY_MAX = 512 * 1024 * 1024;

/** The same numbers in every run. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const SPLICES = [
  ...[
    '<',
    '>',
    '&',
    '"',
    '<Ntry>',
    '</Ntry>',
    '<Stmt>',
    '<!DOCTYPE x>',
    '<![CDATA[',
    '&#0;',
    '-->',
  ],
  ...[
    ':61:',
    ':86:',
    ':20:',
    ':60F:',
    '\n',
    '\r',
    '?20',
    '/EREF/',
    '{4:',
    '-}',
    '+',
    ',',
    '}',
    '{',
  ],
  ...['01', '04', '05', '07', '9'.repeat(40), '\u0000', '\ufeff', ' '.repeat(130), '€', '\u00ff'],
];

function mutated(seed: Buffer, next: (below: number) => number): Buffer {
  let bytes = Buffer.from(seed);
  for (let times = 1 + next(6); times > 0 && bytes.length > 0; times -= 1) {
    const at = next(bytes.length);
    const length = next(60);
    const kind = next(5);
    if (kind === 0) bytes[at] = next(256);
    else if (kind === 1)
      bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    else if (kind === 2) {
      const splice = Buffer.from(SPLICES[next(SPLICES.length)] ?? '');
      bytes = Buffer.concat([bytes.subarray(0, at), splice, bytes.subarray(at)]);
    } else if (kind === 3) {
      const again = bytes.subarray(at, at + length * 4);
      bytes = Buffer.concat([bytes.subarray(0, at), again, again, bytes.subarray(at)]);
    } else bytes = bytes.subarray(0, at);
  }
  return bytes;
}

describe('mutated statements', () => {
  const folder = join(__dirname, 'fixtures');
  const names = readdirSync(folder).filter((name) => name.endsWith('.txt'));
  it.each(['camt', 'mt940', 'cfonb120'])(
    'of %s are a record, a line set aside or a coded refusal, soon',
    async (format) => {
      const seeds = names
        .filter(
          (name) => name.includes(format) || (format === 'cfonb120' && name === 'typical.txt'),
        )
        .map((name) => readFileSync(join(folder, name)));
      const next = random(0x5eed + format.length * 7919);
      let longest = 0;
      const before = process.memoryUsage().rss;
      for (let round = 0; round < ROUNDS; round++) {
        const file = mutated(seeds[next(seeds.length)] ?? Buffer.alloc(0), next);
        const start = process.cpuUsage();
        const reading = await readBytes(file, 1 + next(50));
        longest = Math.max(longest, millisecondsSince(start));
        const said = reading.code ?? reading.summary?.encoding;
        expect(said).toBeDefined();
        for (const { code } of reading.quarantine) expect(code).toMatch(/^BANK_STATEMENT_/);
        const keys = reading.transactions.map(({ sourceKey }) => sourceKey);
        expect(keys.every((key) => key.length > 0)).toBe(true);
      }
      expect(longest).toBeLessThan(LONGEST_MS);
      expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_MAX);
    },
    60_000,
  );

  const megabyte = 1024 * 1024;
  const camt = '<Document><BkToCstmrStmt><Stmt><Acct><Id><IBAN>X</IBAN></Id></Acct>';
  it.each([
    ['entries without end', camt + '<Ntry>'.repeat(megabyte / 6)],
    ['details without end', `${camt}<Ntry><NtryDtls>${'<TxDtls/>'.repeat(megabyte / 9)}`],
    ['text without end', `${camt}<Ntry><AddtlNtryInf>${'x '.repeat(megabyte / 2)}`],
    ['a field without end', `:20:A\n:25:1\n:61:${'2501\n'.repeat(megabyte / 5)}`],
    [
      'words without end',
      `:20:A\n:25:1\n:61:250102C1,NTRF\n:86:${'/EREF/1\n'.repeat(megabyte / 8)}`,
    ],
    ['statements without end', ':20:A\n:25:1\n'.repeat(megabyte / 24)],
    ['records without line ends', `01${'0'.repeat(megabyte)}`],
    ['lines that are nothing', `:20:A\n${'?\n'.repeat(megabyte / 2)}`],
  ])('of %s are answered soon and in bounded memory', async (_, text) => {
    const before = process.memoryUsage().rss;
    const start = process.cpuUsage();
    const reading = await readBytes(text, 500);
    expect(millisecondsSince(start)).toBeLessThan(LONGEST_MS);
    expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY_MAX);
    expect(reading.code ?? reading.summary?.encoding).toBeDefined();
  });
});

/** Of this process only: other work on the machine does not count. */
function millisecondsSince(start: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
