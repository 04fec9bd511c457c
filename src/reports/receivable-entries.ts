import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { Params } from './keyset';
import { groupRows } from './list-source';
import type { ReportPoint } from './report-point';

export const ENTRY_KINDS = [
  'ISSUE',
  'PAYMENT',
  'CREDIT',
  'DISCOUNT',
  'WRITE_OFF',
  'ASSIGNMENT',
  'COMPENSATION',
  'EXCHANGE',
  'REVERSAL',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

export interface ReceivableEntryRow {
  receivableId: string;
  kind: EntryKind;
  reversedKind: EntryKind | null;
  /** Minor units, as a decimal string; negative when it lowers what is owed. */
  amountMinor: string;
  effectiveOn: LocalDate;
  recordedAt: Date;
  sourceFileId: string;
  sourceLine: number;
}

/** The entries of each receivable up to the point, in the order they were recorded. */
export async function entriesOfReceivables(
  tx: Transaction,
  receivableIds: readonly string[],
  point: ReportPoint,
): Promise<Map<string, ReceivableEntryRow[]>> {
  const params = new Params();
  const tenant = params.add(tx.tenantId, 'uuid');
  const ids = params.add([...receivableIds], 'uuid[]');
  const until = point.isCurrent
    ? ''
    : `AND effective_on <= ${params.add(point.asOf, 'date')}
       AND recorded_at <= ${params.add(point.knownAt, 'timestamptz')}`;
  const rows = await tx.query<ReceivableEntryRow>(
    `SELECT receivable_id AS "receivableId", kind, reversed_kind AS "reversedKind", amount_minor AS "amountMinor",
       effective_on AS "effectiveOn", recorded_at AS "recordedAt", source_file_id AS "sourceFileId",
       source_line AS "sourceLine"
     FROM receivable_entry WHERE tenant_id = ${tenant} AND receivable_id = ANY (${ids}) ${until}
     ORDER BY receivable_id, entry_seq`,
    params.values,
  );
  return groupRows(rows, (row) => row.receivableId);
}
