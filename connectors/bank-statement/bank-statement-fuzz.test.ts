import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes } from './reading';

const ROUNDS = 2500;
const LONGEST_MS = 2000;

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
      for (let round = 0; round < ROUNDS; round++) {
        const file = mutated(seeds[next(seeds.length)] ?? Buffer.alloc(0), next);
        const start = performance.now();
        const reading = await readBytes(file, 1 + next(50));
        longest = Math.max(longest, performance.now() - start);
        const said = reading.code ?? reading.summary?.encoding;
        expect(said).toBeDefined();
        for (const { code } of reading.quarantine) expect(code).toMatch(/^BANK_STATEMENT_/);
        const keys = reading.transactions.map(({ sourceKey }) => sourceKey);
        expect(keys.every((key) => key.length > 0)).toBe(true);
      }
      expect(longest).toBeLessThan(LONGEST_MS);
    },
    60_000,
  );
});
