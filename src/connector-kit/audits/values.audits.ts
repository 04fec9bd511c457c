/** C09, C10: money and dates in every record the connector can produce. */
import { inspect } from 'node:util';
import { isLocalDate } from '../../kernel';
import type { UnifiedRecord } from '../records';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import { allPayloads } from './reading.audits';
import { recordKey } from './record-shape';
import type { AuditSubject } from './subject';

const silent = (subject: AuditSubject): string | null =>
  subject.isFile || subject.streams.length > 0 ? null : 'it emits no records';

/** Shares, ratios, rates and probabilities: whole ones too, since the next may not be. */
const DECIMALS = /Percent$|^ratios\.|^rate$/;

export const C09: Audit = {
  id: 'C09',
  level: 'MUST',
  claim: 'emits money as bigint minor units; no fraction reaches a record, signs are kept',
  exempt: silent,
  run: async (subject) => {
    for (const record of await records(subject)) {
      for (const [path, value] of leaves(record, '')) {
        const where = `${recordKey(record)}: ${path}`;
        const isFraction = typeof value === 'number' && !Number.isSafeInteger(value);
        verify(!isFraction, `${where} is ${String(value)}, a number that is not whole`);
        if (value === null) continue;
        const isMoney = /Minor$|^items\./.test(path);
        verify(!isMoney || typeof value === 'bigint', `${where} is no bigint of minor units`);
        const isDecimal = DECIMALS.test(path);
        verify(!isDecimal || typeof value === 'string', `${where} is no exact decimal in a text`);
      }
    }
    if (subject.isFile) await verifySigns(subject);
  },
};

export const C10: Audit = {
  id: 'C10',
  level: 'MUST',
  claim: 'emits ISO dates; the dialects of the provider are decoded',
  exempt: silent,
  run: async (subject) => {
    for (const record of await records(subject)) {
      for (const [path, value] of leaves(record, '')) {
        const where = `${recordKey(record)}: ${path}`;
        verify(!(value instanceof Date), `${where} is a Date, with a zone nobody chose`);
        if (value === null) continue;
        const shown = `${where} is ${inspect(value)}`;
        if (path.endsWith('birthMonth')) verify(isMonth(value), `${shown}, not YYYY-MM`);
        if (!/(On|Until|^since)$/.test(path)) continue;
        verify(typeof value === 'string' && isLocalDate(value), `${shown}, not YYYY-MM-DD`);
      }
    }
  },
};

/** A day of birth says more about a person than anybody needs to know. */
function isMonth(value: unknown): boolean {
  return typeof value === 'string' && /^\d{4}-(0[1-9]|1[0-2])$/.test(value);
}

async function records(subject: AuditSubject): Promise<UnifiedRecord[]> {
  const all: UnifiedRecord[] = [];
  for (const file of subject.isFile ? subject.readableFiles() : []) {
    all.push(...(await subject.readFile(file)).records);
  }
  for (const { stream, payload } of await allPayloads(subject)) {
    try {
      all.push(...stream.map(payload));
    } catch {
      // A payload that does not map is the business of C15.
    }
  }
  verify(all.length > 0, 'there is no record to look at');
  return all;
}

/** In a file of credit notes, customers are credited: negative amounts, as debit − credit has it. */
async function verifySigns(subject: AuditSubject): Promise<void> {
  for (const file of subject.readableFiles().filter(({ name }) => name.includes('credit-note'))) {
    const read = (await subject.readFile(file)).records;
    const hasCredit = read.some(
      (item) =>
        (item.type === 'ledgerLine' || item.type === 'accountingDocument') && item.amountMinor < 0n,
    );
    verify(hasCredit, `${file.name}: no amount is negative, so a credit note has lost its sign`);
  }
}

function leaves(value: unknown, path: string): [path: string, value: unknown][] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) =>
    leaves(item, path === '' ? key : `${path}.${key}`),
  );
}
