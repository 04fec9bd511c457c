import type { Clock } from '../../kernel';
import { openRecording, type Transaction } from '../../database';
import { markForRebuild } from './rebuild-marks';

export interface ReadingToForget {
  connectionId: string;
  sourceFileId: string;
  clock: Clock;
}

/**
 * Takes back the lines and the aged balance an earlier reading of a file told, before it is read as documents; whose claims
 * that changes is marked. The documents themselves give way as those of any list do.
 */
export async function forgetLinesOfReading(
  tx: Transaction,
  { connectionId, sourceFileId, clock }: ReadingToForget,
): Promise<void> {
  const own = [tx.tenantId, sourceFileId];
  await tx.execute(
    'DELETE FROM aged_balance_line WHERE tenant_id = $1 AND source_file_id = $2',
    own,
  );
  const owed = await tx.query<{ id: string }>(
    `WITH gone AS (DELETE FROM ledger_line WHERE tenant_id = $1 AND source_file_id = $2 RETURNING customer_id)
     SELECT DISTINCT customer_id AS id FROM gone ORDER BY 1`,
    own,
  );
  await mark(tx, { connectionId, clock }, owed);
}

/** Takes back the documents an earlier reading of a file told, before it is read as books. */
export async function forgetDocumentsOfReading(
  tx: Transaction,
  { connectionId, sourceFileId, clock }: ReadingToForget,
): Promise<void> {
  await tx.execute('DELETE FROM aged_balance_line WHERE tenant_id = $1 AND source_file_id = $2', [
    tx.tenantId,
    sourceFileId,
  ]);
  const owed = await tx.query<{ id: string }>(
    `WITH gone AS (
       UPDATE accounting_document SET gone_at = $4
       WHERE tenant_id = $1 AND connection_id = $2 AND source_file_id = $3 AND gone_at IS NULL
       RETURNING customer_id)
     SELECT DISTINCT customer_id AS id FROM gone WHERE customer_id IS NOT NULL ORDER BY 1`,
    [tx.tenantId, connectionId, sourceFileId, await openRecording(tx, clock)],
  );
  await mark(tx, { connectionId, clock }, owed);
}

async function mark(
  tx: Transaction,
  { connectionId, clock }: Pick<ReadingToForget, 'connectionId' | 'clock'>,
  owed: readonly { id: string }[],
): Promise<void> {
  if (owed.length === 0) return;
  const customers = owed.map(({ id }) => ({ connectionId, customerId: id }));
  await markForRebuild(tx, customers, await openRecording(tx, clock));
}
