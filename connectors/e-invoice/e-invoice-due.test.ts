import fc from 'fast-check';
import { documentOf, fixture, readInvoice, refusalOf, ubl } from './e-invoice.test-support';

function term(parts: { on?: string; amount?: string; percent?: string; words?: string }): string {
  const { on, amount, percent, words } = parts;
  return (
    '<cac:PaymentTerms>' +
    (words === undefined ? '' : `<cbc:Note>${words}</cbc:Note>`) +
    (percent === undefined ? '' : `<cbc:PaymentPercent>${percent}</cbc:PaymentPercent>`) +
    (amount === undefined ? '' : `<cbc:Amount currencyID="EUR">${amount}</cbc:Amount>`) +
    (on === undefined ? '' : `<cbc:PaymentDueDate>${on}</cbc:PaymentDueDate>`) +
    '</cac:PaymentTerms>'
  );
}

describe('the due date', () => {
  it('is none where the document says none; its words go to the customer', async () => {
    const { document, party } = await readInvoice(ubl({ terms: term({ words: 'sous 30 jours' }) }));
    expect(document?.dueOn).toBeNull();
    expect(party?.paymentTerms).toBe('sous 30 jours');
  });

  it('does not take a cash discount for one', async () => {
    const words = '#SKONTO#TAGE=14#PROZENT=2.00#';
    expect((await documentOf(ubl({ terms: term({ words }) }))).dueOn).toBeNull();
  });

  it('of a credit note may stand beside its means of payment', async () => {
    const terms =
      '<cac:PaymentMeans><cbc:PaymentDueDate>2026-08-01</cbc:PaymentDueDate></cac:PaymentMeans>';
    expect((await documentOf(ubl({ root: 'CreditNote', terms }))).dueOn).toBe('2026-08-01');
  });

  it.each([
    ['2026-07-16', '2026-07-16'],
    ['2026-07-16Z', '2026-07-16'],
    ['2026-07-16+02:00', '2026-07-16'],
    [' 20260716 ', '2026-07-16'],
  ])('written %j is %s', async (written, day) => {
    const header = `<cbc:DueDate>${written}</cbc:DueDate>`;
    expect((await documentOf(ubl({ header }))).dueOn).toBe(day);
  });

  it('that is no day leaves the document without one, and says so', async () => {
    const { document, warnings } = await readInvoice(
      ubl({ header: '<cbc:DueDate>2026-02-30</cbc:DueDate>' }),
    );
    expect(document?.dueOn).toBeNull();
    expect(warnings).toEqual(['EINVOICE_DUE_DATE_INVALID']);
  });

  it('before the day of issue is kept with a warning', async () => {
    const { document, warnings } = await readInvoice(
      ubl({ header: '<cbc:DueDate>2026-01-01</cbc:DueDate>' }),
    );
    expect(document?.dueOn).toBe('2026-01-01');
    expect(warnings).toEqual(['EINVOICE_DUE_BEFORE_ISSUE']);
  });

  it.each(['', '17/06/2026', '2026-13-01', '0001-01-01', 'yesterday'])(
    'is not needed, but the day of issue is: %j is refused',
    async (issuedOn) => {
      const code = issuedOn === '' ? 'EINVOICE_FIELD_MISSING' : 'EINVOICE_DATE_INVALID';
      expect(await refusalOf(ubl({ issuedOn }))).toBe(code);
    },
  );
});

describe('several due dates', () => {
  it('are instalments when their amounts add up', async () => {
    const { document } = await readInvoice(fixture('instalments.txt'));
    expect(document).toMatchObject({
      dueOn: '2026-08-01',
      amountMinor: 120_000n,
      isAssigned: true,
      instalments: [
        { dueOn: '2026-08-01', amountMinor: 40_000n },
        { dueOn: '2026-09-01', amountMinor: 80_000n },
      ],
    });
  });

  it('have the sign of a credit note', async () => {
    const terms =
      term({ on: '2026-08-01', amount: '40' }) + term({ on: '2026-09-01', amount: '60' });
    const { instalments } = await documentOf(ubl({ root: 'CreditNote', terms }));
    expect(instalments.map(({ amountMinor }) => amountMinor)).toEqual([-4_000n, -6_000n]);
  });

  it.each([
    ['no amounts', term({ on: '2026-09-01' }) + term({ on: '2026-08-01' })],
    [
      'amounts that do not add up',
      term({ on: '2026-08-01', amount: '40' }) + term({ on: '2026-09-01', amount: '50' }),
    ],
    [
      'percentages that do not add up',
      term({ on: '2026-08-01', percent: '50' }) + term({ on: '2026-09-01', percent: '49' }),
    ],
    [
      'a part of the other sign',
      term({ on: '2026-08-01', amount: '-40' }) + term({ on: '2026-09-01', amount: '140' }),
    ],
  ])('with %s are the first one, and a warning', async (_, terms) => {
    const { document, warnings } = await readInvoice(ubl({ terms }));
    expect(document).toMatchObject({ dueOn: '2026-08-01', instalments: [] });
    expect(warnings).toEqual(['EINVOICE_INSTALMENTS_UNCLEAR']);
  });

  it.each([
    [
      'a deposit paid whole',
      '120',
      '20',
      '100',
      [
        [3, 60],
        [4, 40],
      ],
      ['2026-08-03', 2],
    ],
    [
      'a part of one',
      '120',
      '30',
      '90',
      [
        [3, 50],
        [4, 40],
      ],
      ['2026-08-03', 2],
    ],
    ['all but the last', '120', '80', '40', [[4, 40]], ['2026-08-04', 0]],
  ])(
    'that were there before %s are less by it',
    async (_, total, paid, due, parts, [first, count]) => {
      const terms = [20, 60, 40]
        .map((amount, index) => term({ on: `2026-08-0${index + 2}`, amount: String(amount) }))
        .join('');
      const amounts = { TaxInclusiveAmount: total, PrepaidAmount: paid, PayableAmount: due };
      const totals = Object.entries(amounts)
        .map(([name, amount]) => `<cbc:${name} currencyID="EUR">${amount}</cbc:${name}>`)
        .join('');
      for (const root of ['Invoice', 'CreditNote'] as const) {
        const { document, warnings } = await readInvoice(ubl({ root, terms, totals }));
        const sign = root === 'Invoice' ? 1n : -1n;
        const expected = parts.map(([day, amount]) => ({
          dueOn: `2026-08-0${day}`,
          amountMinor: sign * 100n * BigInt(amount ?? 0),
        }));
        expect(document?.dueOn).toBe(first);
        expect(document?.instalments).toEqual(count === 0 ? [] : expected);
        expect(warnings).toEqual([]);
      }
    },
  );

  it('on one day are one', async () => {
    const terms =
      term({ on: '2026-08-01', amount: '40' }) + term({ on: '2026-08-01', amount: '60' });
    expect(await documentOf(ubl({ terms }))).toMatchObject({
      dueOn: '2026-08-01',
      instalments: [],
    });
  });

  it('by percentages always add up to the amount due', async () => {
    const shares = fc
      .array(fc.integer({ min: 1, max: 40 }), { minLength: 2, maxLength: 5 })
      .filter((parts) => parts.reduce((sum, part) => sum + part, 0) < 100)
      .map((parts) => [...parts, 100 - parts.reduce((sum, part) => sum + part, 0)]);
    await fc.assert(
      fc.asyncProperty(shares, fc.bigInt({ min: 1000n, max: 10n ** 12n }), async (parts, minor) => {
        const terms = parts
          .map((percent, index) => term({ on: `2026-0${index + 1}-28`, percent: String(percent) }))
          .join('');
        const due = `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
        const { instalments, amountMinor } = await documentOf(ubl({ terms, due }));
        expect(instalments).toHaveLength(parts.length);
        expect(instalments.reduce((sum, part) => sum + part.amountMinor, 0n)).toBe(amountMinor);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
