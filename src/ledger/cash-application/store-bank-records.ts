import { stableId } from '../../kernel';
import type { BankStatementRecord, RecordType, UnifiedRecord } from '../../connector-kit';
import type { Transaction } from '../../database';
import { withoutRepeats, type NewMovement } from './store-repeats';

/** Records of bank statements, kept by this stage. */
export const BANK_TYPES: readonly RecordType[] = ['bankStatement', 'bankTransaction'];

/** The id of a movement: the same in whatever file and connection it comes. */
export function bankTransactionIdOf(sourceKey: string): string {
  return stableId('bank-transaction', sourceKey);
}

/**
 * Keeps statements and movements in sets; what is known already stays as it was first told, so that overlapping statements
 * and the same file again add nothing; so do movements that a statement in another format has told. Answers how many
 * movements are new.
 */
export async function storeBankRecords(
  tx: Transaction,
  source: { connectionId: string; sourceFileId: string; at: Date },
  records: readonly UnifiedRecord[],
): Promise<number> {
  const statements = records.filter((record) => record.type === 'bankStatement');
  const movements = records.filter((record) => record.type === 'bankTransaction');
  const place = [tx.tenantId, source.connectionId, source.sourceFileId, source.at];
  if (statements.length > 0) {
    await tx.execute(STATEMENTS, [...place, JSON.stringify(statements.map(statementRow))]);
  }
  const told = movements.map((each) => ({ ...each, id: bankTransactionIdOf(each.sourceKey) }));
  const own = await withoutRepeats(tx, source, told);
  if (own.length === 0) return 0;
  return tx.execute(MOVEMENTS, [...place, JSON.stringify(own.map(movementRow))]);
}

function statementRow(record: BankStatementRecord): object {
  return {
    statement_key: record.sourceKey,
    account: record.account,
    currency: record.currency,
    number: record.number,
    opening_on: record.openingOn,
    opening_minor: record.openingMinor?.toString() ?? null,
    closing_on: record.closingOn,
    closing_minor: record.closingMinor?.toString() ?? null,
  };
}

function movementRow({ id, ...record }: NewMovement): object {
  return {
    bank_transaction_id: id,
    statement_key: record.statementKey,
    account: record.account,
    booked_on: record.bookedOn,
    value_on: record.valueOn,
    amount_minor: record.amountMinor.toString(),
    currency: record.currency,
    counterparty_name: record.counterpartyName,
    counterparty_account: record.counterpartyAccount,
    end_to_end_id: record.endToEndId,
    document_references: record.documentReferences,
    remittance_text: record.remittanceText,
    bank_reference: record.bankReference,
    operation_code: record.operationCode,
    return_reason: record.returnReason,
    is_reversal: record.isReversal,
    batch_size: record.batchSize,
    format: record.format,
  };
}

const STATEMENTS = `
  INSERT INTO bank_statement (tenant_id, connection_id, source_file_id, recorded_at, statement_key, account, currency,
    number, opening_on, opening_minor, closing_on, closing_minor)
  SELECT $1, $2, $3, $4, s.* FROM jsonb_to_recordset($5) AS s (statement_key text, account text, currency text,
    number text, opening_on date, opening_minor bigint, closing_on date, closing_minor bigint)
  ORDER BY s.statement_key
  ON CONFLICT (tenant_id, statement_key) DO NOTHING`;

const MOVEMENTS = `
  INSERT INTO bank_transaction (tenant_id, connection_id, source_file_id, recorded_at, bank_transaction_id,
    statement_key, account, booked_on, value_on, amount_minor, currency, counterparty_name, counterparty_account,
    end_to_end_id, document_references, remittance_text, bank_reference, operation_code, return_reason, is_reversal,
    batch_size, format)
  SELECT DISTINCT ON (m.bank_transaction_id) $1::uuid, $2::uuid, $3::uuid, $4::timestamptz, m.*
  FROM jsonb_to_recordset($5) AS m (bank_transaction_id uuid, statement_key text, account text, booked_on date,
    value_on date, amount_minor bigint, currency text, counterparty_name text, counterparty_account text,
    end_to_end_id text, document_references text[], remittance_text text, bank_reference text, operation_code text,
    return_reason text, is_reversal boolean, batch_size integer, format text)
  ORDER BY m.bank_transaction_id
  ON CONFLICT (tenant_id, bank_transaction_id) DO NOTHING`;
