import type { Json, UseRestriction } from '../connector-kit';
import type { Transaction } from '../database';

/** What of a company has changed. FACT is one of its own fields. */
export const COMPANY_FACETS = [
  'FACT',
  'OFFICERS',
  'OWNERS',
  'ESTABLISHMENTS',
  'GROUP',
  'IDENTIFIER',
  'STATEMENT',
  'LEGAL_EVENT',
  'PROVIDER_SCORE',
  'RECOMMENDED_LIMIT',
  'INSURANCE_COVER',
  'PAYMENT_INDEX',
  'SCREENING',
] as const;
export type CompanyFacet = (typeof COMPANY_FACETS)[number];

/**
 * Something about a company that is not as it was. What a source says of a company for the first time is no change: it
 * was so before, and nobody had asked.
 */
export interface CompanyChange {
  companyId: string;
  facet: CompanyFacet;
  /** With FACT the field, with a score or index its scale, with a limit its kind; else null. */
  field: string | null;
  /** Null when there was nothing, or is nothing any more. Amounts are decimal strings of minor units. */
  before: Json;
  after: Json;
  connectionId: string;
  connectorId: string;
  /** The provider's own key of what changed; of several the first. */
  sourceKey: string;
  /** Who may be told the values. */
  restriction: UseRestriction;
}

/** Told of changes in the transaction that makes them, so that what follows from them exists exactly when they do. */
export type OnChanges = (
  tx: Transaction,
  changes: readonly CompanyChange[],
  at: Date,
) => Promise<void>;

/** A row that was written or deleted; values only. */
export interface ChangedRow {
  companyId: string;
  connectionId: string;
  connectorId: string;
  sourceKey: string;
  restriction: UseRestriction;
  before: { [name: string]: Json } | null;
  after: { [name: string]: Json } | null;
  /** The connection had told of this company, in this kind of record, before. */
  isKnownSource: boolean;
}

/** Items listed in one change; of more, the first, and how many there are. */
const LISTED_MAX = 20;

/** One change per company, connection and facet, listing what is not so any more and what is so now. */
export function listedChanges(facet: CompanyFacet, rows: readonly ChangedRow[]): CompanyChange[] {
  const groups = new Map<string, ChangedRow[]>();
  for (const row of rows) {
    if (!row.isKnownSource || isSame(row)) continue;
    const key = `${row.companyId} ${row.connectionId} ${row.restriction}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return [...groups.values()].flatMap((group) => {
    const sorted = [...group].sort((a, b) => (a.sourceKey < b.sourceKey ? -1 : 1));
    const [first] = sorted;
    if (first === undefined) return [];
    const { companyId, connectionId, connectorId, sourceKey, restriction } = first;
    const before = listed(sorted.map((row) => row.before));
    const after = listed(sorted.map((row) => row.after));
    const told = { companyId, facet, field: null, before, after };
    return [{ ...told, connectionId, connectorId, sourceKey, restriction }];
  });
}

/** Whether a row was only seen again, under other terms or in another payload. */
export function isSame({ before, after }: Pick<ChangedRow, 'before' | 'after'>): boolean {
  return sortedJson(before) === sortedJson(after);
}

function listed(items: readonly (Json | null)[]): Json {
  const present = items.filter((item) => item !== null);
  if (present.length === 0) return null;
  if (present.length <= LISTED_MAX) return present;
  return [...present.slice(0, LISTED_MAX), { more: present.length - LISTED_MAX }];
}

function sortedJson(value: { [name: string]: Json } | null): string {
  return JSON.stringify(value === null ? null : Object.entries(value).sort());
}
