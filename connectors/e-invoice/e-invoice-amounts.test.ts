import fc from 'fast-check';
import { documentOf, fixture, readInvoice, refusalOf, ubl } from './e-invoice.test-support';

function total(name: string, amount: string, currency = 'EUR'): string {
  return `<cbc:${name} currencyID="${currency}">${amount}</cbc:${name}>`;
}

describe('the sign of an invoice', () => {
  it.each([
    ['Invoice', '380', '100.00', 10_000n, 'INVOICE'],
    ['Invoice', '380', '-100.00', -10_000n, 'CREDIT_NOTE'],
    ['Invoice', '381', '100.00', -10_000n, 'CREDIT_NOTE'],
    ['Invoice', '381', '-100.00', -10_000n, 'CREDIT_NOTE'],
    ['Invoice', '396', '100.00', -10_000n, 'CREDIT_NOTE'],
    ['Invoice', '261', '100.00', -10_000n, 'CREDIT_NOTE'],
    ['CreditNote', '381', '100.00', -10_000n, 'CREDIT_NOTE'],
    ['CreditNote', '380', '100.00', -10_000n, 'CREDIT_NOTE'],
    ['Invoice', '384', '100.00', 10_000n, 'INVOICE'],
    ['Invoice', '386', '100.00', 10_000n, 'INVOICE'],
    ['Invoice', '389', '100.00', 10_000n, 'INVOICE'],
    ['Invoice', '875', '100.00', 10_000n, 'INVOICE'],
    ['Invoice', '380', '-0.00', 0n, 'INVOICE'],
  ] as const)(
    '%s of type %s about %s counts %s',
    async (root, typeCode, due, amountMinor, kind) => {
      expect(await documentOf(ubl({ root, typeCode, due }))).toMatchObject({ amountMinor, kind });
    },
  );

  it('keeps a refund due to the customer a refund when less is due than was paid', async () => {
    const totals =
      total('TaxInclusiveAmount', '804.86') +
      total('PrepaidAmount', '1030.00') +
      total('PayableAmount', '-225.14');
    expect(await documentOf(ubl({ totals }))).toMatchObject({ amountMinor: -22_514n });
    // The same the other way round: a credit note of which more was paid out than it gives.
    const credit = ubl({ totals, typeCode: '381' });
    expect(await documentOf(credit)).toMatchObject({ amountMinor: 22_514n });
  });

  it('sets a credit note against the one invoice it names with its day', async () => {
    const { document } = await readInvoice(fixture('credit-note.txt'));
    expect(document).toMatchObject({
      kind: 'CREDIT_NOTE',
      amountMinor: -24_000n,
      precedingNumber: 'F-2026-0042',
      allocations: [
        { toKey: 'invoice:732829320:F-2026-0042:2026', amountMinor: 24_000n, on: null },
      ],
    });
    const vague = fixture('credit-note.txt')
      .toString()
      .replace('<cbc:IssueDate>2026-06-17</cbc:IssueDate>', '');
    expect((await documentOf(vague)).allocations).toEqual([]);
  });

  it('warns that what a corrected invoice corrects stays open', async () => {
    const header =
      '<cac:BillingReference><cac:InvoiceDocumentReference><cbc:ID>F0</cbc:ID></cac:InvoiceDocumentReference></cac:BillingReference>';
    const { warnings, document } = await readInvoice(ubl({ typeCode: '384', header }));
    expect(warnings).toEqual(['EINVOICE_CORRECTS_ANOTHER']);
    expect(document?.precedingNumber).toBe('F0');
  });
});

describe('the amount due', () => {
  it('is BT-115 even where its sums say otherwise, with a warning', async () => {
    const totals = total('TaxInclusiveAmount', '671.15') + total('PayableAmount', '470.15');
    const { document, warnings } = await readInvoice(ubl({ totals }));
    expect(document?.amountMinor).toBe(47_015n);
    expect(warnings).toEqual(['EINVOICE_TOTALS_DIFFER']);
  });

  it('is in the currency of the invoice where totals are repeated in another', async () => {
    const totals =
      total('TaxInclusiveAmount', '9', 'SEK') +
      total('TaxInclusiveAmount', '100.00') +
      total('PayableAmount', '9', 'SEK') +
      total('PayableAmount', '100.00');
    expect((await documentOf(ubl({ totals }))).amountMinor).toBe(10_000n);
    const foreign = ubl({ totals: total('PayableAmount', '9', 'SEK') });
    expect(await refusalOf(foreign)).toBe('EINVOICE_CURRENCY_MIXED');
  });

  it.each([
    ['JPY', '1000', 1_000n],
    ['JPY', '1000.00', 1_000n],
    ['TND', '12.345', 12_345n],
    ['HUF', '87859.00', 8_785_900n],
    ['EUR', '3200', 320_000n],
    ['EUR', '+0.5', 50n],
    ['EUR', '.5', 50n],
    ['EUR', ' 12.30000 ', 1_230n],
  ])('of %s %s is %s minor units', async (currency, due, amountMinor) => {
    expect(await documentOf(ubl({ currency, due }))).toMatchObject({ amountMinor, currency });
  });

  it.each([
    ['EUR', '10.005', 1_001n],
    ['EUR', '-10.005', -1_001n],
    ['EUR', '10.0049', 1_000n],
    ['JPY', '99.5', 100n],
  ])('of %s %s is rounded half away from zero, and says so', async (currency, due, amountMinor) => {
    const { document, warnings } = await readInvoice(ubl({ currency, due }));
    expect(document?.amountMinor).toBe(amountMinor);
    expect(warnings).toEqual(['EINVOICE_AMOUNT_ROUNDED']);
  });

  it.each(['', '12,50', '1 e3', 'NaN', '1e3', '--1', '0x10', '.', `1${'0'.repeat(30)}`])(
    'is never guessed from %j',
    async (due) => {
      const code = due === '' ? 'EINVOICE_FIELD_MISSING' : 'EINVOICE_AMOUNT_INVALID';
      expect(await refusalOf(ubl({ due }))).toBe(code);
    },
  );

  it('is reckoned, with a warning, where only the total is there', async () => {
    const totals = total('TaxInclusiveAmount', '100.00') + total('PrepaidAmount', '30.00');
    const { document, warnings } = await readInvoice(ubl({ totals }));
    expect(document?.amountMinor).toBe(7_000n);
    expect(warnings).toEqual(['EINVOICE_DUE_RECKONED']);
  });

  it('is exact for every amount of cents', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.bigInt({ min: -(10n ** 14n), max: 10n ** 14n }),
        fc.nat({ max: 4 }),
        async (minor, zeros) => {
          const magnitude = minor < 0n ? -minor : minor;
          const text = `${minor < 0n ? '-' : ''}${magnitude / 100n}.${String(magnitude % 100n).padStart(2, '0')}`;
          const { amountMinor } = await documentOf(ubl({ due: text + '0'.repeat(zeros) }));
          expect(amountMinor).toBe(minor);
        },
      ),
      { numRuns: 100, seed: 7 },
    );
  });
});
