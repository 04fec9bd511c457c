import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  describeConnector,
  isEncoursError,
  validateConfig,
  type Json,
} from '../../src/connector-kit';
import { xero, xeroSimulator } from '.';
import { xeroDay, xeroInstant } from './dates';
import {
  mapContact,
  mapCreditNote,
  mapInvoice,
  mapOverpayment,
  mapPayment,
  mapPrepayment,
} from './map';

describeConnector(xero, { folder: __dirname, simulator: xeroSimulator });

type Fields = { [key: string]: Json };

function typical(stream: string): Json[] {
  const path = join(__dirname, `fixtures/${stream}/typical.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

const invoiceWith = (changes: Fields): Json => ({
  ...(typical('invoices')[0] as Fields),
  ...changes,
});

/** Code and path of what is thrown. */
function refusalOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return isEncoursError(error) ? [error.code, error.place.path] : error;
  }
}

describe('dates of Xero', () => {
  it.each([
    ['/Date(1539993600000+0000)/', '2018-10-20'],
    ['/Date(1539993600000)/', '2018-10-20'],
    // Midnight in Auckland is the evening before in Greenwich.
    ['/Date(1539946800000+1300)/', '2018-10-20'],
    ['/Date(1539993600000-0500)/', '2018-10-19'],
    ['/Date(-86400000+0000)/', '1969-12-31'],
    ['2018-10-20T00:00:00', '2018-10-20'],
  ])('reads %s as %s', (written, day) => {
    expect(xeroDay(written, 'Date')).toBe(day);
  });

  it('reads an instant in UTC', () => {
    expect(xeroInstant('/Date(1573755038314+0000)/', 'at')).toBe('2019-11-14T18:10:38.314Z');
  });

  it.each([
    '/Date(99999999999999999999)/',
    '/Date(99999999999999)/x',
    '/Date()/',
    1539993600000,
    null,
  ])('refuses %p', (written) => {
    expect(refusalOf(() => xeroDay(written, 'Date'))).toEqual(['PAYLOAD_INVALID', 'Date']);
    expect(refusalOf(() => xeroInstant(written, 'Date'))).toEqual(['PAYLOAD_INVALID', 'Date']);
  });
});

describe('mapping what Xero sends', () => {
  it.each([
    ['an open invoice', 0, { amountMinor: 120_050n, openMinor: 20_050n, state: 'OPEN' }],
    ['an invoice nobody dated, of a day in Sydney', 1, { dueOn: null, issuedOn: '2026-04-01' }],
    ['a voided invoice', 2, { state: 'VOID' }],
    ['a draft without a number', 3, { state: 'DRAFT', number: '', references: [] }],
    ['an amount of 1e3', 4, { amountMinor: 100_000n, openMinor: 0n, state: 'PAID' }],
    ['what is open, whatever the status says', 5, { openMinor: 1_000n, state: 'OPEN' }],
    ['a deleted invoice', 6, { state: 'VOID' }],
    ['a currency without decimals', 8, { currency: 'JPY', amountMinor: 15_000n }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(typical('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('passes over the bills of suppliers, though they stand in the same list', () => {
    expect(mapInvoice(typical('invoices')[7] ?? null)).toEqual([]);
  });

  it.each([0.30000000000000004, 1e21, '12,50', 10.005, null])(
    'refuses the amount %p with its place, instead of rounding it',
    (Total) => {
      const refused = ['PAYLOAD_INVALID', 'Total'];
      expect(refusalOf(() => mapInvoice(invoiceWith({ Total })))).toEqual(refused);
    },
  );

  it('takes a status it does not know for unknown while something is open', () => {
    const Status = 'IN_COLLECTION';
    expect(mapInvoice(invoiceWith({ Status }))).toMatchObject([{ state: 'UNKNOWN' }]);
  });

  it('sets a credit note against invoices, but not where that was taken back', () => {
    const toKey = 'invoice:a1000000-0000-4000-8000-000000000001';
    expect(mapCreditNote(typical('credit-notes')[0] ?? null)).toMatchObject([
      {
        amountMinor: -30_000n,
        openMinor: -5_000n,
        allocations: [{ toKey, amountMinor: 25_000n, on: '2026-05-04' }],
      },
    ]);
  });

  it('reads an overpayment as money and a prepayment as a deposit, neither when it was voided', () => {
    const [overpayment = null] = typical('overpayments');
    const [prepayment = null] = typical('prepayments');
    const credit = { amountMinor: -30_000n, openMinor: -5_000n };
    expect(mapOverpayment(overpayment)).toMatchObject([{ kind: 'PAYMENT', ...credit }]);
    expect(mapPrepayment(prepayment)).toMatchObject([{ kind: 'DEPOSIT', ...credit }]);
    expect(mapOverpayment(typical('overpayments')[1] ?? null)).toEqual([]);
    expect(mapPrepayment(typical('prepayments')[1] ?? null)).toEqual([]);
    const spent = { ...(overpayment as Fields), Type: 'SPEND-OVERPAYMENT' };
    expect(mapOverpayment(spent)).toEqual([]);
  });

  it('reads a payment of an invoice as money received, one of a credit as money paid back', () => {
    const [paid, deleted, ...refunds] = typical('payments');
    expect(mapPayment(paid ?? null)).toMatchObject([
      { kind: 'PAYMENT', amountMinor: -100_000n, openMinor: 0n, allocations: [{}] },
    ]);
    expect(mapPayment(deleted ?? null)).toEqual([]);
    expect(refunds.flatMap(mapPayment)).toMatchObject([
      { kind: 'REFUND', amountMinor: 5_000n, allocations: [{ amountMinor: 5_000n }] },
      { kind: 'REFUND', allocations: [{ toKey: 'overpayment:e1' }] },
      { kind: 'REFUND', allocations: [{ toKey: 'prepayment:e2' }] },
    ]);
  });

  it('asks for the currency of the organisation where the payment names none', () => {
    const { payment } = typical('payments')[0] as Fields;
    expect(refusalOf(() => mapPayment({ currency: null, payment: payment ?? null }))).toEqual([
      'XERO_CURRENCY_MISSING',
      'payment.Invoice.CurrencyCode',
    ]);
  });

  it('finds the SIREN of a contact, what it was merged into, and leaves suppliers out', () => {
    const told = typical('contacts').map((payload) => mapContact(payload));
    expect(told).toMatchObject([
      [{ code: 'CL0021', siren: '732829320', siret: null, paymentTerms: '45 jours' }],
      [{ code: 'X-9', siren: '732829320', siret: '73282932000074', isActive: false }],
      [{ mergedIntoKey: 'contact:c1000000-0000-4000-8000-000000000001' }],
      [],
    ]);
  });
});

describe('pings of Xero', () => {
  it('believes none while the connection has no key to check them with', () => {
    const config = {
      ...{ clientId: 'simulated-client', clientSecret: 'simulated-secret' },
      refreshToken: 'granted-token',
    };
    const unsigned = validateConfig(xero, config);
    const forged = xeroSimulator.ping?.(
      validateConfig(xero, { ...config, webhookKey: 'a-guess-1' }),
    );
    expect(xero.pings?.isGenuine(unsigned, forged ?? { headers: {}, body: '' })).toBe(false);
    expect(xero.pings?.isGenuine(unsigned, { headers: {}, body: '' })).toBe(false);
  });
});
