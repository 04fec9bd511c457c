/** File connectors, each broken in exactly one way. */
import type { LedgerLineRecord } from '../../records';
import { healthyFile, mapLine, readerOf, type LineMap } from './healthy-file';
import type { Mutant } from './mutant';

function mutant(audit: string, breaks: string, file: ReturnType<typeof readerOf>): Mutant {
  return { audit, breaks, connector: { ...healthyFile, file }, folder: 'healthy-file' };
}

function mapping(audit: string, breaks: string, change: Partial<LedgerLineRecord>): Mutant {
  const map: LineMap = (raw, line) => ({ ...mapLine(raw, line), ...change });
  return mutant(audit, breaks, readerOf(map));
}

const unsigned: LineMap = (raw, line) => {
  const record = mapLine(raw, line);
  const { amountMinor } = record;
  return { ...record, amountMinor: amountMinor < 0n ? -amountMinor : amountMinor };
};

const fragile: LineMap = (raw, line) => {
  if (!raw.includes(';')) throw new TypeError('cannot read a field of undefined');
  return mapLine(raw, line);
};

const forgiving: LineMap = (raw, line) =>
  mapLine(raw.includes(';') ? raw : '2026-01-01;UNKNOWN;0.00', line);

const seen = new Map<number, LedgerLineRecord>();

/** Gives the last line of the longest file it ever read instead of the first of this one. */
const haunted: LineMap = (raw, line) => {
  const record = mapLine(raw, line);
  seen.set(line, record);
  const last = seen.get(Math.max(...seen.keys()));
  return line === 1 && last !== undefined ? last : record;
};

export const FILE_MUTANTS: readonly Mutant[] = [
  mapping('C03', 'an empty customer code', { party: '' }),
  mapping('C04', 'every line has the same number', { line: 1, entry: 1 }),
  mutant(
    'C05',
    'lines are counted from the start of the chunk',
    readerOf(mapLine, (_chunk, index) => index + 1),
  ),
  mutant('C09', 'a credit note loses its sign', readerOf(unsigned)),
  mapping('C10', 'a date as the file writes it', { documentOn: '05/01/2026' }),
  {
    ...mutant('C16', 'it remembers a line that was taken out of the file', readerOf(haunted)),
    declares: { deletes: 'full-reconcile' },
  },
  mutant('C15', 'one bad line ends the file', readerOf(fragile)),
  mutant('C15', 'a bad line becomes a record', readerOf(forgiving)),
  mutant('C15', 'a broken document fails as a bug', {
    ...readerOf(fragile),
    isOneDocument: true,
  }),
];
