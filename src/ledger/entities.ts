import { LedgerLineEntity } from './ledger-line.entity';
import { ReceivableEntity } from './receivable.entity';
import { ReceivableEntryEntity } from './receivable-entry.entity';

/** The tables this stage writes. */
export const ledgerEntities = [LedgerLineEntity, ReceivableEntity, ReceivableEntryEntity] as const;
