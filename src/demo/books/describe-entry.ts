import { unreachable } from '../../kernel';
import { compactText, yearOf } from '../calendar';
import type { DemoCustomer } from '../customer';
import type { EntryHead, JournalCode } from './entry';
import { CITES, KIND, meansOfFlags, type Movements } from './movements';

/** What is needed of the books to describe their rows. */
export interface BookRows {
  readonly movements: Movements;
  customerOf(row: number): DemoCustomer;
}

/** The head of the entry that begins at a row: journal, reference and the label a person would have typed. */
export function describeEntry(books: BookRows, row: number): EntryHead {
  const { movements } = books;
  return {
    journal: journalOf(movements, row),
    day: movements.day[row] ?? 0,
    documentDay: movements.documentDay[row] ?? 0,
    reference: referenceOf(movements, row),
    label: labelOf(books, row),
  };
}

function journalOf(movements: Movements, row: number): JournalCode {
  const kind = movements.kindOf(row);
  switch (kind) {
    case KIND.SALE:
    case KIND.CREDIT_NOTE:
      return 'VE';
    case KIND.PAYMENT:
    case KIND.RETURN:
    case KIND.DEPOSIT:
    case KIND.FACTOR_FUNDING:
    case KIND.CHEQUES_BANKED:
      return 'BQ';
    case KIND.DEPOSIT_USED:
    case KIND.DEPOSIT_APPLIED:
    case KIND.TO_DOUBTFUL:
    case KIND.FROM_CURRENT:
    case KIND.WRITE_OFF:
    case KIND.ASSIGNMENT:
    case KIND.COMPENSATION:
      return 'OD';
    default:
      return unreachable(kind);
  }
}

/** Number of an invoice ("FA26000123") or credit note ("AV26000007"). */
export function documentNumber(movements: Movements, row: number): string {
  const prefix = movements.kindOf(row) === KIND.CREDIT_NOTE ? 'AV' : 'FA';
  const year = yearOf(movements.day[row] ?? 0) % 100;
  const number = String(movements.number[row] ?? 0).padStart(6, '0');
  return `${prefix}${String(year).padStart(2, '0')}${number}`;
}

function referenceOf(movements: Movements, row: number): string {
  const kind = movements.kindOf(row);
  const day = compactText(movements.day[row] ?? 0).slice(2);
  switch (kind) {
    case KIND.SALE:
    case KIND.CREDIT_NOTE:
      return documentNumber(movements, row);
    case KIND.RETURN:
      return `RJT${day}`;
    case KIND.CHEQUES_BANKED:
      return `RCH${day}`;
    case KIND.PAYMENT:
    case KIND.DEPOSIT:
    case KIND.FACTOR_FUNDING:
      return `RB${day}`;
    default:
      return documentNumber(movements, movements.aboutRow(row) ?? row);
  }
}

const VERB = {
  TRANSFER: 'VIR SEPA',
  DIRECT_DEBIT: 'PRLV SEPA',
  CHEQUE: 'CHQ',
  BULK_TRANSFER: 'VIR SEPA',
  CARD: 'CB COMPTOIR',
} as const;

function labelOf(books: BookRows, row: number): string {
  const { movements } = books;
  const kind = movements.kindOf(row);
  if (kind === KIND.CHEQUES_BANKED) return 'REMISE DE CHEQUES';
  const about = movements.aboutRow(row);
  const invoice = about === null ? '' : documentNumber(movements, about);
  const customer = books.customerOf(row);
  const name = customer.isPooled ? `${customer.label} ${passerBy(row)}` : customer.label;
  switch (kind) {
    case KIND.SALE:
      return `FACTURE ${name}`;
    case KIND.CREDIT_NOTE:
      return `AVOIR S/${invoice} ${name}`;
    case KIND.PAYMENT:
      return paymentLabel(movements, row, { name, invoice });
    case KIND.RETURN:
      return `REJET PRLV ${name} ${invoice} PROVISION INSUFFISANTE`;
    case KIND.DEPOSIT:
      return `VIR SEPA ${name} ACOMPTE`;
    case KIND.DEPOSIT_USED:
    case KIND.DEPOSIT_APPLIED:
      return `REPRISE ACOMPTE ${name} ${invoice}`;
    case KIND.TO_DOUBTFUL:
    case KIND.FROM_CURRENT:
      return `RECLASSEMENT DOUTEUX ${name} ${invoice}`;
    case KIND.WRITE_OFF:
      return `CREANCE IRRECOUVRABLE ${name} ${invoice}`;
    case KIND.ASSIGNMENT:
      return `CESSION FACTOR QUITTANCE ${invoice} ${name}`;
    case KIND.FACTOR_FUNDING:
      return `FINANCEMENT FACTOR ${invoice}`;
    case KIND.COMPENSATION:
      return `COMPENSATION FOURNISSEUR ${name} ${invoice}`;
    default:
      return unreachable(kind);
  }
}

function paymentLabel(
  movements: Movements,
  row: number,
  words: { name: string; invoice: string },
): string {
  const flags = movements.flags[row] ?? 0;
  const means = meansOfFlags(flags);
  const verb = `${VERB[means]} ${words.name}`;
  if (means === 'BULK_TRANSFER' && movements.aboutRow(row) === null)
    return `${verb} REGLT FACTURES`;
  return (flags & CITES) === 0 ? verb : `${verb} ${words.invoice}`;
}

const PASSERS_BY = ['M MOREL', 'MME PETIT', 'M DA SILVA', 'BRICO SERVICE', 'MME LEROY', 'M NGUYEN'];

function passerBy(row: number): string {
  return PASSERS_BY[row % PASSERS_BY.length] ?? '';
}
