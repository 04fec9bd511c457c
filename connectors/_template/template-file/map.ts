/** One line of the file to one record: pure. "date;account;name;reference;amount[;currency;foreign amount]". */
import {
  contractError,
  currencyDecimals,
  isCurrency,
  isLocalDate,
  parseDecimal,
  type LedgerLineRecord,
} from '../../../src/connector-kit';

const FIELDS = ['date', 'account', 'name', 'reference', 'amount', 'currency', 'foreign amount'];

/** Throws CONTRACT LINE_INVALID with the field that is not what it should be. */
export function mapLine(raw: string, line: number, booksCurrency: string): LedgerLineRecord {
  const cells = raw.split(';').map((cell) => cell.trim());
  if (cells.length < 5)
    throw invalid('amount', `expected at least 5 fields, found ${cells.length}`);
  const [date = '', account = '', name = '', reference = '', amount = ''] = cells;
  const [, , , , , currency = '', foreignAmount = ''] = cells;
  if (!isLocalDate(date)) throw invalid('date', `${JSON.stringify(date)} is not YYYY-MM-DD`);
  if (account === '') throw invalid('account', 'the account is empty');
  if (currency !== '' && !isCurrency(currency)) throw invalid('currency', `${currency} is unknown`);
  return {
    type: 'ledgerLine',
    line,
    entry: line,
    journal: '',
    entryNumber: reference,
    entryOn: date,
    account: '411000',
    party: account,
    partyName: name,
    isPooled: false,
    reference,
    documentOn: null,
    label: '',
    amountMinor: minor(amount, booksCurrency, 'amount'),
    letter: null,
    letteredOn: null,
    dueOn: null,
    foreignAmountMinor: currency === '' ? null : minor(foreignAmount, currency, 'foreign amount'),
    foreignCurrency: currency === '' ? null : currency,
  };
}

function minor(text: string, currency: string, field: string): bigint {
  try {
    return parseDecimal(text, currencyDecimals(currency));
  } catch {
    throw invalid(field, `${JSON.stringify(text)} is not an amount in ${currency}`);
  }
}

function invalid(field: string, reason: string): Error {
  const path = `field ${FIELDS.indexOf(field) + 1}`;
  return contractError('LINE_INVALID', reason, { place: { field, path } });
}
