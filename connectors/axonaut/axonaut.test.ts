import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, isEncoursError, type Json } from '../../src/connector-kit';
import { axonaut, axonautSimulator } from '.';
import { pageOfAnswer } from './answers';
import { mapCompany, mapInvoice, mapSettlement } from './map';
import { amountIn, day } from './values';

describeConnector(axonaut, { folder: __dirname, simulator: axonautSimulator });

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

describe('values', () => {
  it('reads noise of floats for the amount it was, and 1e3 for a thousand', () => {
    const euros = amountIn('EUR');
    expect(euros(0.30000000000000004, 'total')).toBe(30n);
    expect(euros(200.0999999999999, 'total')).toBe(20_010n);
    expect(euros(JSON.parse('1e3'), 'total')).toBe(100_000n);
    expect(euros(-0.1, 'total')).toBe(-10n);
    expect(euros(9_999_999_999_999.99, 'total')).toBe(999_999_999_999_999n);
  });

  it('refuses more decimals than the currency has, huge numbers and texts that are none', () => {
    for (const value of [12.345, 1e21, 1e-7, '1e3', 'NaN', '', null, true]) {
      expect(refusalOf(() => amountIn('EUR')(value, 'total'))).toEqual([
        'PAYLOAD_INVALID',
        'total',
      ]);
    }
  });

  it.each([
    ['midnight in Paris, in winter', '1767222000', '2026-01-01'],
    ['midnight in Paris, in summer', '1782856800', '2026-07-01'],
    ['midnight in UTC', '1782864000', '2026-07-01'],
    ['an ISO day', '2026-07-01', '2026-07-01'],
  ])('reads %s', (_title, written, expected) => {
    expect(day(written, 'date')).toBe(expected);
  });

  it('refuses what is neither of the two', () => {
    for (const written of ['01/07/2026', '2026-02-30', '1782864000000', '17', '', null, {}]) {
      expect(refusalOf(() => day(written, 'date'))).toEqual(['PAYLOAD_INVALID', 'date']);
    }
  });
});

describe('answers', () => {
  const place = { list: 'invoices', status: 404 };

  it('ends a list where an error names the number of pages, or a page is empty', () => {
    for (const end of [{ error: { pages: 3 } }, { error: { pages: '3', message: 'none' } }, []]) {
      expect(pageOfAnswer(end, place)).toEqual({ elements: [], isEnd: true });
    }
  });

  it('takes no other error for an end', () => {
    for (const other of [{ error: { message: 'Try later' } }, { error: { pages: 'many' } }]) {
      expect(refusalOf(() => pageOfAnswer(other, place))).toEqual([
        'AXONAUT_ANSWERED_ERROR',
        'error.pages',
      ]);
    }
    for (const nothing of [{}, 'none', null, { error: 'no' }]) {
      expect(() => pageOfAnswer(nothing, place)).toThrow(/must be/);
    }
  });
});

describe('mapping', () => {
  it.each([
    ['an invoice paid in part', 0, { openMinor: 20_000n, state: 'OPEN', dueOn: '2026-05-01' }],
    ['an open amount with noise', 1, { amountMinor: 30n, openMinor: 30n, dueOn: null }],
    ['an invoice paid on a day', 2, { amountMinor: 100_000n, state: 'PAID', openOn: '2026-05-04' }],
    ['a day of payment without a sum', 3, { openMinor: null, state: 'PAID' }],
    ['neither sum nor day', 4, { openMinor: null, state: 'UNKNOWN' }],
    ['a credit note larger than what it used', 5, { kind: 'CREDIT_NOTE', openMinor: -30_000n }],
    ['an invoice without a number', 6, { state: 'DRAFT', number: '' }],
    ['days in the other encoding', 7, { issuedOn: '2026-04-01', dueOn: '2026-05-01' }],
    ['a customer named by its id', 8, { partyKey: 'company:42' }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(fixture('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('refuses each malformed invoice with the place, a renamed field too', () => {
    const refusals = fixture('invoices', 'malformed').map((each) =>
      refusalOf(() => mapInvoice(each)),
    );
    expect(refusals).toEqual(
      ['total', 'date', 'due_date', 'company.id', 'total', 'outstanding_amount'].map((path) => [
        'PAYLOAD_INVALID',
        path,
      ]),
    );
  });

  it('counts payments of an invoice by day up to what is settled, and keeps what was paid too much', () => {
    expect(
      mapSettlement(fixture('payments')[0] ?? null).map((payment) => [
        payment.sourceKey,
        payment.amountMinor,
        payment.allocations.map(({ amountMinor }) => amountMinor),
      ]),
    ).toEqual([
      ['payment:8', -60_000n, [60_000n]],
      ['payment:9', -50_000n, [40_000n]],
    ]);
  });

  it('reads money that went back: of a credit note, and of a payment that was returned', () => {
    const [, ofCredit = null, returned = null] = fixture('payments');
    expect(mapSettlement(ofCredit)).toMatchObject([
      {
        kind: 'REFUND',
        amountMinor: 120_000n,
        label: 'transfer',
        allocations: [{ toKey: 'invoice:6', amountMinor: 120_000n }],
      },
    ]);
    expect(mapSettlement(returned)).toMatchObject([
      { kind: 'PAYMENT' },
      { kind: 'RETURNED_PAYMENT', amountMinor: 5_000n, allocations: [] },
    ]);
  });

  it('finds the SIREN in the SIRET or the VAT number, and no prospect', () => {
    expect(fixture('customers').flatMap((each) => mapCompany(each))).toMatchObject([
      { siren: '732829320', siret: '73282932000074', code: '411ESSAI' },
      { siren: null, code: 'Z-43' },
      { siren: '732829320', siret: null },
    ]);
  });
});
