/** C19, C20: what the next author needs: cases to try, and a page that explains them. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorMessage } from '../../kernel';
import type { UnifiedRecord } from '../records';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { allPayloads } from './reading.audits';
import { recordFields } from './record-shape';
import type { AuditSubject } from './subject';

/** Cases a stream over HTTP has a fixture for; empty answers, 401, 429 and many pages come from the simulator. */
export const STREAM_CASES: readonly string[] = ['typical', 'malformed'];
export const FILE_CASES: readonly string[] = [
  'typical',
  'empty',
  'malformed',
  'credit-note',
  'foreign-currency',
];
/** A sheet of companies has no sign to lose and no second currency. */
const SHEET_CASES: readonly string[] = ['typical', 'empty', 'malformed'];
/** Headings of a connector's README, in any order and depth. */
export const README_HEADINGS: readonly string[] = [
  'Identifiers',
  'History',
  'Quirks',
  'Field mapping',
  'Known limits',
];

/** Besides, for connectors that call somebody. */
const WIRE_HEADINGS: readonly string[] = ['Authentication', 'Rate limits'];

export const C19: Audit = {
  id: 'C19',
  level: 'SHOULD',
  claim: 'has fixtures for the ordinary and the awkward cases',
  exempt: (subject) =>
    subject.isFile || subject.streams.length > 0 ? null : 'it has no stream and no file',
  run: async (subject) => {
    const { payloads, files } = subject.fixtures;
    const wanted = subject.isFile
      ? (await fileCases(subject)).map((name) => ({
          path: `${name}.txt`,
          found: hasCase(files, name),
        }))
      : subject.streams.flatMap((stream) => {
          const mine = payloads.filter((fixture) => fixture.stream === stream.name);
          return STREAM_CASES.map((name) => ({
            path: `${stream.name}/${name}.json`,
            found: hasCase(mine, name),
          }));
        });
    const missing = wanted.filter((fixture) => !fixture.found).map((fixture) => fixture.path);
    verify(missing.length === 0, `fixtures/ lacks ${missing.join(', ')}`);
    await verifyEmptyWorld(subject);
  },
};

export const C20: Audit = {
  id: 'C20',
  level: 'SHOULD',
  claim: 'has a README with every required heading and a mapping row for each field it fills',
  run: async (subject) => {
    const path = join(subject.options.folder, 'README.md');
    verify(existsSync(path), 'there is no README.md');
    const readme = readFileSync(path, 'utf8');
    const headings = [...readme.matchAll(/^#+\s*(.+)$/gm)].map((match) => match[1] ?? '');
    const wanted = subject.isFile ? README_HEADINGS : [...WIRE_HEADINGS, ...README_HEADINGS];
    const missing = wanted.filter((heading) => !headings.some((h) => startsAs(h, heading)));
    verify(missing.length === 0, `README.md lacks the headings ${missing.join(', ')}`);
    const rows = readme.split('\n').filter((line) => line.trimStart().startsWith('|'));
    const unmapped = (await filledFields(subject)).filter(
      (field) => !rows.some((row) => hasWord(row, field)),
    );
    verify(unmapped.length === 0, `no row of the field mapping names ${unmapped.join(', ')}`);
  },
};

async function fileCases(subject: AuditSubject): Promise<readonly string[]> {
  const typical = subject.fixtures.files.find((file) => hasCase([file], 'typical'));
  if (typical === undefined) return FILE_CASES;
  const { records } = await subject.readFile(typical);
  const isLedger = records.length === 0 || records.some(({ type }) => type === 'ledgerLine');
  return isLedger ? FILE_CASES : SHEET_CASES;
}

/** The case no fixture can hold: a provider that knows none of the companies. It is a fact, never an error. */
async function verifyEmptyWorld(subject: AuditSubject): Promise<void> {
  if (subject.isFile) return;
  const simulators = await subject.start([]);
  try {
    for (const stream of subject.streams) {
      const baseUrl = simulators.baseUrl(subject.connector.id);
      const error = await subject.pages(stream, { baseUrl }).then(
        () => null,
        (thrown: unknown) => errorMessage(thrown),
      );
      verify(error === null, `${stream.name}: where no company is known, it fails: ${error}`);
    }
  } finally {
    await simulators.stop();
  }
}

/** "malformed-date" is a case of "malformed". */
function hasCase(fixtures: readonly { name: string }[], wanted: string): boolean {
  return fixtures.some(({ name }) => name === wanted || name.startsWith(`${wanted}-`));
}

function startsAs(heading: string, wanted: string): boolean {
  return heading.trim().toLowerCase().startsWith(wanted.toLowerCase());
}

function hasWord(row: string, word: string): boolean {
  return new RegExp(`(^|[^A-Za-z])${word}([^A-Za-z]|$)`).test(row);
}

/** Fields that hold something in at least one record. */
async function filledFields(subject: AuditSubject): Promise<string[]> {
  const filled = new Set<string>();
  for (const record of await mappedRecords(subject)) {
    const values = record as unknown as Record<string, unknown>;
    for (const field of recordFields(record.type)) {
      if (values[field] !== null && values[field] !== undefined) filled.add(field);
    }
  }
  return [...filled].sort();
}

async function mappedRecords(subject: AuditSubject): Promise<UnifiedRecord[]> {
  const all: UnifiedRecord[] = [];
  for (const file of subject.isFile ? subject.readableFiles() : []) {
    all.push(...(await subject.readFile(file)).records);
  }
  for (const { stream, payload } of await allPayloads(subject)) {
    try {
      all.push(...stream.map(payload));
    } catch {
      // A malformed fixture fills no field.
    }
  }
  return all;
}
