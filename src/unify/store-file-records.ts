import type { Connector, RecordType, UnifiedRecord } from '../connector-kit';
import { dayAt, type Transaction } from '../database';
import type { CompanyChange } from './company-changes';
import type { SourcedRecord } from './record-source';
import { storeCompanyRecords } from './store-company-records';
import { readUseTerms } from './use-terms';

/** The stream of what files say of companies. */
const FILE_STREAM = 'file';
const BATCH = 500;

/**
 * Stores what a file says of companies. Of each company the file is told as a whole: what an earlier file of the connection
 * said of it, in kinds of records this one has, gives way. Answers the companies it is about, and what changed.
 */
export async function storeFileRecords(
  tx: Transaction,
  records: readonly UnifiedRecord[],
  file: { connectionId: string; connector: Pick<Connector, 'id' | 'licence'>; at: Date },
): Promise<{ companyIds: string[]; changes: CompanyChange[] }> {
  const { connectionId, connector, at } = file;
  const terms = await readUseTerms(tx, file);
  const sourced = records.map((record): SourcedRecord => ({
    record,
    source: {
      ...{ connectionId, connectorId: connector.id, stream: FILE_STREAM, fetchedAt: at },
      sourceKey: ('siren' in record ? record.siren : null) ?? '',
      useRestriction: terms.restrictionOf(record.type),
      expiresOn: terms.expiresOn(at),
    },
  }));
  const types: RecordType[] = [...new Set(records.map(({ type }) => type))];
  const when = { at, asOf: await dayAt(tx, at), types };
  // What is said of one company is told at once, wherever in the file it stands.
  sourced.sort((a, b) => (a.source.sourceKey < b.source.sourceKey ? -1 : 1));
  const total: { companyIds: string[]; changes: CompanyChange[] } = { companyIds: [], changes: [] };
  for (let start = 0; start < sourced.length;) {
    let end = Math.min(start + BATCH, sourced.length);
    while (sourced[end]?.source.sourceKey === sourced[end - 1]?.source.sourceKey) {
      if (end >= sourced.length) break;
      end++;
    }
    const stored = await storeCompanyRecords(tx, sourced.slice(start, end), when);
    total.companyIds.push(...stored.companyIds);
    total.changes.push(...stored.changes);
    start = end;
  }
  return total;
}
