import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, isEncoursError, type Json } from '../../src/connector-kit';
import { quickbooks, quickbooksSimulator } from '.';
import { mapCreditMemo, mapCustomer, mapInvoice, mapJournalEntry } from './map';
import { mapPayment } from './map-payment';

describeConnector(quickbooks, { folder: __dirname, simulator: quickbooksSimulator });

type Fields = { [key: string]: Json };

function typical(stream: string): Json[] {
  const path = join(__dirname, `fixtures/${stream}/typical.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

function invoiceWith(changes: Fields, currency: Json = 'EUR'): Json {
  const [{ invoice } = {}] = typical('invoices') as Fields[];
  return { currency, invoice: { ...(invoice as Fields), ...changes } };
}

/** Code and path of what a mapping throws. */
function refusalOf(map: () => unknown): unknown {
  try {
    return map();
  } catch (error) {
    return isEncoursError(error) ? [error.code, error.place.path] : error;
  }
}

describe('mapping documents', () => {
  it.each([
    ['an open invoice', 0, { amountMinor: 120_050n, openMinor: 20_050n, state: 'OPEN' }],
    ['an invoice nobody dated', 1, { dueOn: null, openMinor: 120_050n }],
    ['a voided invoice as no claim', 2, { amountMinor: 0n, state: 'VOID' }],
    ['an invoice without a number, paid, of 1e3', 3, { number: '', amountMinor: 100_000n }],
    ['amounts that come as texts', 4, { amountMinor: 30n, openMinor: 10n }],
    ['a currency without decimals', 5, { currency: 'JPY', amountMinor: 15_000n }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(typical('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('does not take a document of nothing for void, nor one that was voided in words alone', () => {
    expect(mapInvoice(invoiceWith({ TotalAmt: 0, Balance: 0 }))).toMatchObject([{ state: 'PAID' }]);
    const spoken = { PrivateNote: 'Voided the old one', TotalAmt: 10, Balance: 10 };
    expect(mapInvoice(invoiceWith(spoken))).toMatchObject([{ state: 'OPEN' }]);
  });

  it.each([0.30000000000000004, 1e21, '12,50', 10.005, null, true])(
    'refuses the amount %p with its place, instead of rounding it',
    (TotalAmt) => {
      expect(refusalOf(() => mapInvoice(invoiceWith({ TotalAmt })))).toEqual([
        'PAYLOAD_INVALID',
        'invoice.TotalAmt',
      ]);
    },
  );

  it('asks for the currency of the company where the document names none', () => {
    expect(refusalOf(() => mapInvoice(invoiceWith({}, null)))).toEqual([
      'QUICKBOOKS_CURRENCY_MISSING',
      'invoice.CurrencyRef',
    ]);
  });

  it('reads what is left of a credit memo under either name, and refuses one that does not say', () => {
    const [first = null, second = null, voided = null] = typical('credit-memos');
    expect(mapCreditMemo(first)).toMatchObject([{ amountMinor: -30_000n, openMinor: -5_000n }]);
    expect(mapCreditMemo(second)).toMatchObject([{ openMinor: 0n, state: 'PAID' }]);
    expect(mapCreditMemo(voided)).toMatchObject([{ state: 'VOID' }]);
    const { creditMemo, currency } = first as Fields;
    const { RemainingCredit: _left, ...rest } = creditMemo as Fields;
    expect(
      refusalOf(() => mapCreditMemo({ currency: currency ?? null, creditMemo: rest })),
    ).toEqual(['PAYLOAD_INVALID', 'creditMemo.RemainingCredit']);
  });

  it('adds the lines of a journal entry up for each customer', () => {
    const told = mapJournalEntry(typical('journal-entries')[0] ?? null);
    expect(told.map(({ sourceKey, amountMinor }) => [sourceKey, amountMinor])).toEqual([
      ['journal-entry:7:21', 47_950n],
      ['journal-entry:7:22', -7_500n],
    ]);
    expect(mapJournalEntry(typical('journal-entries')[1] ?? null)).toEqual([]);
  });

  it('knows a job by the customer it is of', () => {
    const [company = null, job = null] = typical('customers');
    expect(mapCustomer(company)).toMatchObject([
      { name: 'ATELIERS DU RHÔNE SAS', parentKey: null, paymentTerms: 'Net 30', isActive: true },
    ]);
    expect(mapCustomer(job)).toMatchObject([{ parentKey: 'customer:21', isActive: false }]);
  });
});

describe('mapping payments', () => {
  const paid = (index: number): unknown[] =>
    mapPayment(typical('payments')[index] ?? null).map(
      ({ kind, amountMinor, openMinor, allocations }) => [
        ...[kind, amountMinor, openMinor],
        allocations.map(({ toKey, amountMinor: part }) => `${toKey} ${part}`),
      ],
    );

  it('sets money against what its lines name', () => {
    expect(paid(0)).toEqual([['PAYMENT', -100_000n, 0n, ['invoice:130 100000']]]);
  });

  it('takes a payment of nothing for a credit that is used, and not for money', () => {
    expect(paid(1)).toEqual([
      ['ADJUSTMENT', -25_000n, 0n, ['invoice:130 25000']],
      ['ADJUSTMENT', 25_000n, 0n, ['credit-memo:140 25000']],
    ]);
  });

  it('shares the lines between money and credits, and leaves what was not used', () => {
    expect(paid(2)).toEqual([
      ['PAYMENT', -90_000n, -10_000n, ['invoice:130 60000', 'invoice:131 20000']],
      ['ADJUSTMENT', -30_000n, 0n, ['invoice:131 30000']],
      ['ADJUSTMENT', 30_000n, 0n, ['credit-memo:140 30000']],
    ]);
    expect(paid(3)).toEqual([['PAYMENT', -4_000n, -4_000n, []]]);
  });

  it('says nothing of a voided payment', () => {
    expect(paid(4)).toEqual([]);
  });

  it('takes a journal entry for a credit or a claim, whichever makes the sum right', () => {
    expect(paid(5)).toEqual([
      ['PAYMENT', -8_000n, 0n, ['invoice:133 8000']],
      ['ADJUSTMENT', -2_000n, 0n, ['invoice:133 2000']],
      ['ADJUSTMENT', 2_000n, 0n, ['journal-entry:7:21 2000']],
    ]);
    expect(paid(6)).toEqual([
      ['PAYMENT', -12_000n, 0n, ['invoice:133 10000', 'journal-entry:8:21 2000']],
    ]);
  });
});
