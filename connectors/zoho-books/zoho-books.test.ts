import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, isEncoursError, type Json } from '../../src/connector-kit';
import { zohoBooks, zohoBooksSimulator } from '.';
import { accountsOf } from './consent';
import { mapContact, mapCreditNote, mapInvoice, mapPayment } from './map';

describeConnector(zohoBooks, { folder: __dirname, simulator: zohoBooksSimulator });

function fixture(stream: string, name = 'typical'): Json[] {
  const path = join(__dirname, `fixtures/${stream}/${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

/** Code and path of what a mapping throws. */
function refusalOf(map: () => unknown): unknown {
  try {
    return map();
  } catch (error) {
    return isEncoursError(error) ? [error.code, error.place.path] : error;
  }
}

describe('mapping', () => {
  it.each([
    ['an invoice paid in part', 0, { amountMinor: 120_000n, openMinor: 20_000n, state: 'OPEN' }],
    ['the day of a change in its own zone', 0, { openOn: '2026-05-04', references: ['BC-1001'] }],
    ['an empty due date as none', 1, { amountMinor: 30n, dueOn: null }],
    ['1e3 as a thousand', 2, { amountMinor: 100_000n, openMinor: 0n, state: 'PAID' }],
    ['a voided invoice as no claim', 3, { state: 'VOID' }],
    ['a draft without a number', 4, { state: 'DRAFT', number: '' }],
    ['an overdue invoice with nothing left as paid', 5, { state: 'PAID' }],
    ['a currency without decimals', 6, { currency: 'JPY', openMinor: 20_000n }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(fixture('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('refuses each malformed invoice with the place, noise and a renamed field too', () => {
    const refusals = fixture('invoices', 'malformed').map((each) =>
      refusalOf(() => mapInvoice(each)),
    );
    expect(refusals).toEqual(
      ['balance', 'total', 'date', 'currency_code', 'balance', 'due_date'].map((path) => [
        'PAYLOAD_INVALID',
        path,
      ]),
    );
  });

  it('reads credit notes below 0, one larger than the invoice with what is left', () => {
    expect(fixture('credit-notes').flatMap((each) => mapCreditNote(each))).toMatchObject([
      { amountMinor: -12_000n, openMinor: 0n, state: 'PAID' },
      { amountMinor: -150_000n, openMinor: -30_000n, state: 'OPEN' },
      { state: 'VOID' },
    ]);
  });

  it('tells of a payment what each invoice got, and what is unused', () => {
    expect(fixture('payments').flatMap((each) => mapPayment(each))).toMatchObject([
      { amountMinor: -100_000n, openMinor: -10_000n, allocations: [{ amountMinor: 90_000n }] },
      { openMinor: -5_000n, allocations: [], label: 'Bank Transfer' },
      { openMinor: 0n, allocations: [{ amountMinor: 60_000n }, { amountMinor: 40_000n }] },
    ]);
  });

  it('reads terms and limits of customers, and nothing of suppliers', () => {
    expect(fixture('customers').flatMap((each) => mapContact(each))).toMatchObject([
      { paymentTerms: '45 jours', creditLimitMinor: 1_500_000n, isActive: true },
      { paymentTerms: 'à réception', creditLimitMinor: null, isActive: false },
      { paymentTerms: null, creditLimitMinor: null },
    ]);
  });
});

describe('data centres', () => {
  it.each([
    ['https://www.zohoapis.eu/books/v3', 'https://accounts.zoho.eu'],
    ['https://www.zohoapis.com/books/v3', 'https://accounts.zoho.com'],
    ['https://www.zohoapis.com.au/books/v3', 'https://accounts.zoho.com.au'],
    ['http://127.0.0.1:4010/zoho-books', 'https://accounts.zoho.eu'],
  ])('asks for the tokens of %s at %s', (baseUrl, accounts) => {
    expect(accountsOf(baseUrl)).toBe(accounts);
    expect(zohoBooks.hosts).toContain(new URL(accounts).hostname);
  });
});
