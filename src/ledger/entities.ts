import { LedgerLineEntity } from './ledger-line.entity';
import { PaymentTermsEntity } from './payment-terms.entity';
import { ReceivableEntity } from './receivable.entity';
import { ReceivableEntryEntity } from './receivable-entry.entity';
import { ReceivableVersionEntity } from './receivable-version.entity';

/** The tables this stage writes. */
export const ledgerEntities = [
  LedgerLineEntity,
  PaymentTermsEntity,
  ReceivableEntity,
  ReceivableEntryEntity,
  ReceivableVersionEntity,
] as const;
