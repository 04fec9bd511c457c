import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, isEncoursError, type Json } from '../../src/connector-kit';
import { sageAccounting, sageAccountingSimulator } from '.';
import { allocationsOfCredit, partsOfPayment } from './allocations';
import { mapContact, mapCreditNote, mapInvoice, mapPayment, mapQuickEntry } from './map';

describeConnector(sageAccounting, { folder: __dirname, simulator: sageAccountingSimulator });

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

describe('mapping of documents', () => {
  it.each([
    ['an invoice paid in part', 0, { amountMinor: 120_000n, openMinor: 20_000n, state: 'OPEN' }],
    ['a number with a prefix of its own', 0, { number: 'FA-2026-0001', references: ['BC-1001'] }],
    ['a JSON number without its noise', 1, { amountMinor: 30n, openMinor: 30n, dueOn: null }],
    ['1e3 as a thousand', 2, { amountMinor: 100_000n, openMinor: 0n, state: 'PAID' }],
    ['a paid invoice of which nothing outstanding is said', 3, { openMinor: null, state: 'PAID' }],
    ['a voided invoice as no claim', 4, { state: 'VOID' }],
    ['a draft without a number', 5, { state: 'DRAFT', number: '' }],
    ['a currency without decimals', 6, { currency: 'JPY', amountMinor: 120_000n }],
    ['an unpaid invoice with nothing left as paid', 7, { state: 'PAID', number: 'FA-2026-0008' }],
  ])('reads %s', (_title, index, expected) => {
    expect(mapInvoice(fixture('invoices')[index] ?? null)).toMatchObject([expected]);
  });

  it('refuses noise, spaces, foreign dates and a renamed field, each with its place', () => {
    const refusals = fixture('invoices', 'malformed').map((each) =>
      refusalOf(() => mapInvoice(each)),
    );
    expect(refusals).toEqual([
      ['PAYLOAD_INVALID', 'total_amount'],
      ['PAYLOAD_INVALID', 'total_amount'],
      ['PAYLOAD_INVALID', 'date'],
      ['PAYLOAD_INVALID', 'currency.id'],
      ['PAYLOAD_INVALID', 'outstanding_amount'],
    ]);
  });

  it('sets a credit note against what it was allocated to, also one larger than the invoice', () => {
    const [first = null, larger = null] = fixture('credit-notes');
    expect(mapCreditNote(first)).toMatchObject([
      {
        number: 'AV-2026-0001',
        amountMinor: -12_000n,
        openMinor: 0n,
        allocations: [{ toKey: 'artefact:i-essai-1', amountMinor: 12_000n, on: '2026-04-20' }],
      },
    ]);
    expect(mapCreditNote(larger)).toMatchObject([
      { amountMinor: -150_000n, openMinor: -30_000n, allocations: [{ amountMinor: 120_000n }] },
    ]);
  });

  it('reads quick entries under their reference, invoices and credits', () => {
    expect(fixture('quick-entries').flatMap((each) => mapQuickEntry(each))).toMatchObject([
      { kind: 'INVOICE', number: 'REPRISE-1', dueOn: '2026-05-16', allocations: [] },
      {
        kind: 'CREDIT_NOTE',
        amountMinor: -20_000n,
        allocations: [{ toKey: 'artefact:q-essai-1' }],
      },
    ]);
  });
});

describe('mapping of payments', () => {
  it('tells what was paid of which document, and what is left on account', () => {
    expect(mapPayment(fixture('payments')[0] ?? null)).toMatchObject([
      {
        kind: 'PAYMENT',
        amountMinor: -100_000n,
        openMinor: -10_000n,
        allocations: [{ toKey: 'artefact:i-essai-1', amountMinor: 90_000n }],
      },
    ]);
  });

  it('counts for the payment only what a credit of the same receipt left', () => {
    expect(mapPayment(fixture('payments')[1] ?? null)).toMatchObject([
      { amountMinor: -8_000n, allocations: [{ toKey: 'artefact:i-essai-1', amountMinor: 8_000n }] },
    ]);
  });

  it('reads a refund as money that went back, and nothing of what suppliers are paid', () => {
    expect(mapPayment(fixture('payments')[2] ?? null)).toMatchObject([
      {
        kind: 'REFUND',
        amountMinor: 5_000n,
        allocations: [{ toKey: 'artefact:n-essai-3', amountMinor: 5_000n }],
      },
    ]);
    expect(mapPayment(fixture('payments')[3] ?? null)).toEqual([]);
  });

  it('pairs the credits and claims of one allocation in their order, each as far as it goes', () => {
    const allocation = {
      on: null,
      parts: [
        { id: 'claim-1', amountMinor: 50n },
        { id: 'credit-1', amountMinor: -30n },
        { id: 'credit-2', amountMinor: -40n },
        { id: 'claim-2', amountMinor: 20n },
      ],
    };
    const told = (id: string): unknown =>
      allocationsOfCredit(id, [allocation]).map(({ toKey, amountMinor }) => [toKey, amountMinor]);
    expect(told('credit-1')).toEqual([['artefact:claim-1', 30n]]);
    expect(told('credit-2')).toEqual([
      ['artefact:claim-1', 20n],
      ['artefact:claim-2', 20n],
    ]);
    expect(told('another')).toEqual([]);
  });

  it('takes the parts of a refund with either sign', () => {
    for (const sign of [1n, -1n]) {
      expect(partsOfPayment([{ id: 'note', amountMinor: sign * 7n }], -1n)).toEqual([
        { toKey: 'artefact:note', amountMinor: 7n, on: null },
      ]);
    }
  });
});

describe('mapping of contacts', () => {
  it('finds the SIREN in a SIRET with spaces or in the VAT number, and no supplier', () => {
    const records = fixture('customers').flatMap((each) => mapContact(each));
    expect(records).toMatchObject([
      {
        siren: '732829320',
        siret: '73282932000074',
        paymentTerms: '45 jours',
        creditLimitMinor: 1_500_000n,
        countryCode: 'FR',
      },
      { name: 'Zoé ESSAI', siren: null, creditLimitMinor: null, code: null },
      { name: 'ATELIER ESSAI (CL0001)', siren: '732829320', siret: null },
    ]);
  });
});
