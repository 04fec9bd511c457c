import { unreachable } from '../../kernel';
import { ACCOUNTS, VAT_RATES } from './accounts';
import type { EntrySink } from './entry';
import { CARRIAGE, KIND, meansOfFlags, ROUNDING, type Movements } from './movements';

const CARRIAGE_MINOR = 1_850n;

/** Posts the lines of the entry that begins at a row; what it posts always nets to zero. */
export function postMovement(movements: Movements, row: number, sink: EntrySink): void {
  const kind = movements.kindOf(row);
  switch (kind) {
    case KIND.SALE:
    case KIND.CREDIT_NOTE:
      return postSale(movements, row, sink);
    case KIND.PAYMENT:
      return postPayment(movements, row, sink);
    case KIND.RETURN:
      sink.customerLine(ACCOUNTS.customers, row);
      return sink.line(ACCOUNTS.bank, -movements.amount(row));
    case KIND.DEPOSIT:
      sink.line(ACCOUNTS.bank, -movements.amount(row));
      return sink.customerLine(ACCOUNTS.deposits, row);
    case KIND.DEPOSIT_USED:
      sink.customerLine(ACCOUNTS.deposits, row);
      return sink.customerLine(ACCOUNTS.customers, row + 1);
    case KIND.TO_DOUBTFUL:
      sink.customerLine(ACCOUNTS.doubtful, row);
      return sink.customerLine(ACCOUNTS.customers, row + 1);
    case KIND.WRITE_OFF:
      return postWriteOff(movements, row, sink);
    case KIND.ASSIGNMENT:
      sink.line(ACCOUNTS.factor, -movements.amount(row));
      return sink.customerLine(ACCOUNTS.customers, row);
    case KIND.COMPENSATION:
      sink.line(ACCOUNTS.suppliers, -movements.amount(row));
      return sink.customerLine(ACCOUNTS.customers, row);
    case KIND.FACTOR_FUNDING:
    case KIND.CHEQUES_BANKED:
      return postTransfer(movements, row, sink);
    case KIND.DEPOSIT_APPLIED:
    case KIND.FROM_CURRENT:
      return;
    default:
      return unreachable(kind);
  }
}

function postSale(movements: Movements, row: number, sink: EntrySink): void {
  const isSale = movements.kindOf(row) === KIND.SALE;
  const net = isSale ? movements.part(row) : -movements.part(row);
  const vat = movements.amount(row) - net;
  const accounts = VAT_RATES[movements.rate[row] ?? 0] ?? VAT_RATES[0];
  const hasCarriage = ((movements.flags[row] ?? 0) & CARRIAGE) !== 0;
  const carriage = hasCarriage ? CARRIAGE_MINOR : 0n;
  sink.customerLine(ACCOUNTS.customers, row);
  sink.line(accounts.sales, carriage - net);
  if (carriage !== 0n) sink.line(ACCOUNTS.carriage, -carriage);
  if (vat !== 0n) sink.line(accounts.vat, -vat);
}

function postPayment(movements: Movements, first: number, sink: EntrySink): void {
  let received = 0n;
  for (const row of entryRows(movements, first)) {
    const withheld = movements.part(row);
    received -= movements.amount(row) + withheld;
    if (withheld === 0n) continue;
    const isRounding = ((movements.flags[row] ?? 0) & ROUNDING) !== 0;
    sink.line(isRounding ? ACCOUNTS.rounding : ACCOUNTS.discount, withheld);
  }
  const isCheque = meansOfFlags(movements.flags[first] ?? 0) === 'CHEQUE';
  sink.line(isCheque ? ACCOUNTS.cheques : ACCOUNTS.bank, received);
  for (const row of entryRows(movements, first)) sink.customerLine(ACCOUNTS.customers, row);
}

function postWriteOff(movements: Movements, row: number, sink: EntrySink): void {
  const net = movements.part(row);
  const vat = -movements.amount(row) - net;
  sink.line(ACCOUNTS.badDebt, net);
  if (vat !== 0n) sink.line((VAT_RATES[movements.rate[row] ?? 0] ?? VAT_RATES[0]).vat, vat);
  sink.customerLine(ACCOUNTS.doubtful, row);
}

function postTransfer(movements: Movements, row: number, sink: EntrySink): void {
  const amount = movements.amount(row);
  const isCheques = movements.kindOf(row) === KIND.CHEQUES_BANKED;
  const fee = isCheques ? 0n : amount / 100n;
  sink.line(ACCOUNTS.bank, amount - fee);
  if (fee !== 0n) sink.line(ACCOUNTS.factorFee, fee);
  sink.line(isCheques ? ACCOUNTS.cheques : ACCOUNTS.factor, -amount);
}

function* entryRows(movements: Movements, first: number): Generator<number> {
  yield first;
  for (let row = first + 1; row < movements.count && movements.continues(row); row++) yield row;
}
