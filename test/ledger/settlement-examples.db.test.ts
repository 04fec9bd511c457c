import { useShelf } from './books';
import { cash, expectClaims, fec, fecWithDueDates, invoice, type Example } from './book-entries';

const EXAMPLES: Example[] = [
  {
    title: 'each line of an invoice with its own due date is a claim, the first due paid first',
    files: [
      fecWithDueDates(
        ['20250210', '20250310', '20250410', ''],
        [
          '20250110',
          '411C1 400, 411C1 400, 411C1 400, 707 -1200',
          { journal: 'VE', reference: 'FA1', letter: 'a' },
        ],
        cash('20250210', 'C1', 500, { reference: 'R1', letter: 'a' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 400.00 open 0.00 due 2025-02-10: ISSUE 400.00 2025-01-10, PAYMENT -400.00 2025-02-10
      C1 INVOICE FA1 400.00 open 300.00 due 2025-03-10: ISSUE 400.00 2025-01-10, PAYMENT -100.00 2025-02-10
      C1 INVOICE FA1 400.00 open 400.00 due 2025-04-10: ISSUE 400.00 2025-01-10`,
  },
  {
    title: 'an exchange loss settles with the payment and is no cash',
    files: [
      fec(
        invoice('20250110', 'C1', 1000, {
          ...{ reference: 'FA1', letter: 'A', foreign: '1100,00', currency: 'USD' },
        }),
        [
          '20250310',
          '512 950, 666 50, 411C1 -1000',
          { journal: 'BQ', reference: 'R1', letter: 'A' },
        ],
      ),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 0.00 of USD 1100.00: ISSUE 1000.00 2025-01-10, EXCHANGE -50.00 2025-03-10, PAYMENT -950.00 2025-03-10`,
  },
  {
    title: 'an exchange gain leaves the settlement whole',
    files: [
      fec(invoice('20250110', 'C1', 1000, { reference: 'FA1', letter: 'A' }), [
        '20250310',
        '512 1040, 766 -40, 411C1 -1000',
        { journal: 'BQ', reference: 'R1', letter: 'A' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 0.00: ISSUE 1000.00 2025-01-10, PAYMENT -1000.00 2025-03-10`,
  },
  {
    title:
      'the sign of a foreign amount is that of the line, and the books’ own currency says nothing',
    files: [
      fec(
        invoice('20250110', 'C1', 1000, { reference: 'FA1', foreign: '-1100.50', currency: 'usd' }),
        ['20250111', '411C1 -200, 707 200', { reference: 'AV1', foreign: '220', currency: 'USD' }],
        invoice('20250112', 'C1', 30, { reference: 'FA2', foreign: '30,00', currency: 'EUR' }),
        cash('20250301', 'C1', 10, { reference: 'R1', foreign: '11,00', currency: 'USD' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 1000.00 of USD 1100.50: ISSUE 1000.00 2025-01-10
      C1 CREDIT_NOTE AV1 -200.00 open -200.00 of USD -220.00: ISSUE -200.00 2025-01-11
      C1 INVOICE FA2 30.00 open 30.00: ISSUE 30.00 2025-01-12
      C1 PAYMENT_ON_ACCOUNT R1 -10.00 open -10.00: ISSUE -10.00 2025-03-01`,
  },
  {
    title: 'a discount taken with a part payment is part of it',
    files: [
      fec(invoice('20250110', 'C1', 1000, { reference: 'FA1', letter: 'a' }), [
        '20250120',
        '512 490, 665 10, 411C1 -500',
        { journal: 'BQ', reference: 'R1', letter: 'a' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 500.00: ISSUE 1000.00 2025-01-10, DISCOUNT -10.00 2025-01-20, PAYMENT -490.00 2025-01-20`,
  },
  {
    title: 'a retention stays open beside the invoice that is paid',
    files: [
      fec(
        ['20250110', '411C1 950', { journal: 'VE', reference: 'FA1', letter: 'A', number: '1' }],
        ['20250110', '4117C1 50, 707 -1000', { journal: 'VE', reference: 'FA1', number: '1' }],
        cash('20250215', 'C1', 950, { reference: 'R1', letter: 'A' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 950.00 open 0.00: ISSUE 950.00 2025-01-10, PAYMENT -950.00 2025-02-15
      C1 INVOICE FA1 50.00 open 50.00: ISSUE 50.00 2025-01-10`,
  },
  {
    title: 'a retention moved to its account later stays with the invoice',
    files: [
      fec(
        invoice('20250110', 'C1', 1000, { reference: 'FA1', letter: 'A' }),
        ['20250131', '4117C1 50, 411C1 -50', { reference: 'RG1', letter: 'A' }],
        cash('20250215', 'C1', 950, { reference: 'R1', letter: 'A' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 50.00: ISSUE 1000.00 2025-01-10, PAYMENT -950.00 2025-02-15`,
  },
  {
    title: 'a credit note paid back is settled, and nobody paid for anything',
    files: [
      fec(
        ['20250110', '411C1 -120, 707 120', { journal: 'VE', reference: 'AV1', letter: 'A' }],
        ['20250120', '411C1 120, 512 -120', { journal: 'BQ', reference: 'V1', letter: 'A' }],
      ),
    ],
    claims: `
      C1 CREDIT_NOTE AV1 -120.00 open 0.00: ISSUE -120.00 2025-01-10, CREDIT 120.00 2025-01-20
      C1 REFUND V1 120.00 open 0.00: ISSUE 120.00 2025-01-20, CREDIT -120.00 2025-01-20`,
  },
  {
    title: 'a returned payment that is paid again is settled by the second payment',
    files: [
      fec(
        invoice('20250110', 'C1', 500, { reference: 'FA1', letter: 'A' }),
        cash('20250210', 'C1', 500, { reference: 'P1', letter: 'A' }),
        ['20250218', '411C1 500, 512 -500', { label: 'REJET PRLV', reference: 'J1', letter: 'B' }],
        cash('20250305', 'C1', 500, { reference: 'P2', letter: 'B' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 500.00 open 0.00: ISSUE 500.00 2025-01-10, PAYMENT -500.00 2025-02-10
      C1 RETURNED_PAYMENT J1 500.00 open 0.00: ISSUE 500.00 2025-02-18, PAYMENT -500.00 2025-03-05`,
  },
  {
    title: 'lettering done after the books were cut settles what is in them, and no more',
    files: [
      fec(
        invoice('20250226', 'C1', 900, { reference: 'FA1', letter: 'B', letteredOn: '20250521' }),
        cash('20250310', 'C1', 400, { reference: 'R1', letter: 'B', letteredOn: '20250521' }),
        invoice('20250430', 'C2', 20, { reference: 'FA3' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 900.00 open 500.00: ISSUE 900.00 2025-02-26, PAYMENT -400.00 2025-03-10
      C2 INVOICE FA3 20.00 open 20.00: ISSUE 20.00 2025-04-30`,
  },
];

describe('settlements', () => {
  const shelf = useShelf();

  test.each(EXAMPLES.map((example) => [example.title, example] as const))(
    '%s',
    async (_, example) => expectClaims(await shelf().openBooks(), example),
  );
});

describe('the books exported again', () => {
  const shelf = useShelf();
  const export1 = (payer: 'FA1' | 'FA2', amount: number, prefix: string): string =>
    fec(
      invoice('20250110', 'C1', 100, {
        reference: 'FA1',
        letter: payer === 'FA1' ? 'A' : '',
        number: `${prefix}1`,
      }),
      invoice('20250111', 'C1', amount, {
        reference: 'FA2',
        letter: payer === 'FA2' ? 'A' : '',
        number: `${prefix}2`,
      }),
      cash('20250215', 'C1', 100, { reference: 'R1', letter: 'A', number: `${prefix}3` }),
      invoice('20250320', 'C1', 7, { reference: 'FA3', number: `${prefix}4` }),
    );
  const appended = `
    SELECT r.number, e.kind, coalesce(e.reversed_kind, '') AS reversed, e.amount_minor::text AS amount,
      e.effective_on::text AS on
    FROM receivable_entry e JOIN receivable r USING (tenant_id, receivable_id)
    WHERE e.tenant_id = $1 AND e.entry_seq > (SELECT min(entry_seq) + 3 FROM receivable_entry WHERE tenant_id = $1)
    ORDER BY r.number, e.entry_seq`;

  it('with other numbers and one corrected line tell of that line alone, by a reversal and a new claim', async () => {
    const books = await shelf().openBooks();
    await books.import(export1('FA1', 100, 'E'));
    const before = await books.entries();
    await books.import(export1('FA1', 130, 'N'));
    expect((await books.entries()).slice(0, before.length)).toEqual(before);
    expect(await books.query(appended)).toEqual([
      { number: 'FA2', kind: 'REVERSAL', reversed: 'ISSUE', amount: '-10000', on: '2025-01-11' },
      { number: 'FA2', kind: 'ISSUE', reversed: '', amount: '13000', on: '2025-01-11' },
    ]);
    expect(await books.claims()).toEqual([
      'C1 INVOICE FA1 100.00 open 0.00: ISSUE 100.00 2025-01-10, PAYMENT -100.00 2025-02-15',
      'C1 INVOICE FA2 130.00 open 130.00: ISSUE 130.00 2025-01-11',
      'C1 INVOICE FA3 7.00 open 7.00: ISSUE 7.00 2025-03-20',
    ]);
  });

  it('with the letter on another invoice move the payment there', async () => {
    const books = await shelf().openBooks();
    await books.import(export1('FA1', 100, 'E'));
    const before = await books.entries();
    await books.import(export1('FA2', 100, 'E'));
    expect((await books.entries()).slice(0, before.length)).toEqual(before);
    expect(await books.query(appended)).toEqual([
      { number: 'FA1', kind: 'REVERSAL', reversed: 'PAYMENT', amount: '10000', on: '2025-02-15' },
      { number: 'FA2', kind: 'PAYMENT', reversed: '', amount: '-10000', on: '2025-02-15' },
    ]);
  });
});
