import { useShelf } from './books';
import { cash, expectClaims, fec, invoice, type Example } from './book-entries';

const EXAMPLES: Example[] = [
  {
    title: 'E1 a partial payment without a letter stays beside its invoice, on account',
    files: [
      fec(
        ['20250110', '411C1 1200, 707 -1000, 44571 -200', { journal: 'VE', reference: 'FA1' }],
        cash('20250215', 'C1', 500, { reference: 'REL2' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 1200.00: ISSUE 1200.00 2025-01-10
      C1 PAYMENT_ON_ACCOUNT REL2 -500.00 open -500.00: ISSUE -500.00 2025-02-15`,
  },
  {
    title: 'E1 with the letter, the partial payment is on the invoice',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'a' }),
        cash('20250215', 'C1', 500, { reference: 'REL2', letter: 'a' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 700.00: ISSUE 1200.00 2025-01-10, PAYMENT -500.00 2025-02-15`,
  },
  {
    title: 'E2 one letter on two customers is two groups',
    files: [
      fec(
        invoice('20250110', 'C1', 100, { reference: 'FA1', letter: 'A' }),
        invoice('20250111', 'C2', 80, { reference: 'FA2', letter: 'A' }),
        cash('20250215', 'C1', 100, { reference: 'R1', letter: 'A' }),
        cash('20250216', 'C2', 50, { reference: 'R2', letter: 'A' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 0.00: ISSUE 100.00 2025-01-10, PAYMENT -100.00 2025-02-15
      C2 INVOICE FA2 80.00 open 30.00: ISSUE 80.00 2025-01-11, PAYMENT -50.00 2025-02-16`,
  },
  {
    title: 'E3 a credit note closes the invoice it is lettered with, and is no payment',
    files: [
      fec(invoice('20250110', 'C1', 120, { reference: 'FA1', letter: 'A' }), [
        '20250301',
        '411C1 -120, 707 100, 44571 20',
        { reference: 'AV1', letter: 'A' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 120.00 open 0.00: ISSUE 120.00 2025-01-10, CREDIT -120.00 2025-03-01
      C1 CREDIT_NOTE AV1 -120.00 open 0.00: CREDIT 120.00 2025-03-01, ISSUE -120.00 2025-03-01`,
  },
  {
    title: "E4 a detailed opening is last year's item, not a second one",
    files: [
      fec(invoice('20241105', 'C1', 300, { reference: 'FA0' })),
      fec(
        [
          '20250101',
          '411C1 300, 110 -300',
          { journal: 'AN', reference: 'FA0', documentOn: '20241105', letter: 'A' },
        ],
        cash('20250120', 'C1', 300, { reference: 'R1', letter: 'A' }),
      ),
    ],
    claims: `
      C1 INVOICE FA0 300.00 open 0.00: ISSUE 300.00 2024-11-05, PAYMENT -300.00 2025-01-20`,
  },
  {
    title: 'E4 a detailed opening without the earlier year keeps the age its document tells',
    files: [
      fec(
        [
          '20250101',
          '411C1 300, 110 -300',
          { journal: 'AN', reference: 'FA0', documentOn: '20231105' },
        ],
        invoice('20250110', 'C1', 50, { reference: 'FA1' }),
      ),
    ],
    claims: `
      C1 OPENING FA0 300.00 open 300.00: ISSUE 300.00 2025-01-01
      C1 INVOICE FA1 50.00 open 50.00: ISSUE 50.00 2025-01-10`,
  },
  {
    title: 'a claim and its part payment, both opened again, are the rest that was open',
    files: [
      fec(
        invoice('20241105', 'C1', 300, { reference: 'FA0', letter: 'a' }),
        cash('20241120', 'C1', 100, { reference: 'R0', letter: 'a' }),
      ),
      fec(
        [
          '20250101',
          '411C1 300, 110 -300',
          { journal: 'AN', reference: 'FA0', documentOn: '20241105', letter: 'B' },
        ],
        [
          '20250101',
          '411C1 -100, 110 100',
          { journal: 'AN', reference: 'R0', documentOn: '20241120', letter: 'B' },
        ],
        cash('20250120', 'C1', 150, { reference: 'R1', letter: 'B' }),
      ),
    ],
    claims: `
      C1 INVOICE FA0 300.00 open 50.00: ISSUE 300.00 2024-11-05, PAYMENT -100.00 2024-11-20, PAYMENT -150.00 2025-01-20`,
  },
  {
    title: 'E5 an aggregated opening carries the items it is the sum of, also after quiet months',
    files: [
      fec(
        invoice('20240905', 'C1', 300, { reference: 'FA0' }),
        invoice('20241010', 'C1', 200, { reference: 'FA1' }),
      ),
      fec(
        ['20250101', '411C1 500, 110 -500', { journal: 'AN', reference: 'RAN' }],
        cash('20250320', 'C1', 350, { reference: 'R1', letter: 'A' }),
      ),
    ],
    claims: `
      C1 INVOICE FA0 300.00 open 0.00: ISSUE 300.00 2024-09-05, PAYMENT -300.00 2025-03-20
      C1 INVOICE FA1 200.00 open 150.00: ISSUE 200.00 2024-10-10, PAYMENT -50.00 2025-03-20`,
  },
  {
    title: 'E5 an aggregated opening of another sum, years later, is a claim of its own',
    files: [
      fec(invoice('20220905', 'C1', 300, { reference: 'FA0' })),
      fec(
        ['20250101', '411C1 500, 110 -500', { journal: 'AN', reference: 'RAN' }],
        invoice('20250320', 'C1', 20, { reference: 'FA1' }),
      ),
    ],
    claims: `
      C1 INVOICE FA0 300.00 open 0.00: ISSUE 300.00 2022-09-05, CREDIT -300.00 2025-03-20
      C1 OPENING RAN 500.00 open 500.00: ISSUE 500.00 2025-01-01
      C1 INVOICE FA1 20.00 open 20.00: ISSUE 20.00 2025-03-20`,
  },
  {
    title: 'E5 credits lettered alone settle the opening sum they belong to',
    files: [
      fec(
        [
          '20250101',
          '411C1 5432.10, 110 -5432.10',
          { journal: 'AN', reference: 'RAN', label: 'Report a nouveau' },
        ],
        cash('20250114', 'C1', 2000, { reference: 'R1', letter: 'AAAT' }),
        cash('20250120', 'C1', 780.98, { reference: 'R2', letter: 'AAAT' }),
        cash('20250122', 'C1', 10, { reference: 'R3' }),
      ),
    ],
    claims: `
      C1 OPENING RAN 5432.10 open 2651.12: ISSUE 5432.10 2025-01-01, PAYMENT -2000.00 2025-01-14, PAYMENT -780.98 2025-01-20
      C1 PAYMENT_ON_ACCOUNT R3 -10.00 open -10.00: ISSUE -10.00 2025-01-22`,
  },
  {
    title: 'E6 a returned payment is a claim again, due at once',
    files: [
      fec(
        invoice('20250110', 'C1', 500, { reference: 'FA1', letter: 'A' }),
        cash('20250210', 'C1', 500, { reference: 'P1', letter: 'A' }),
        ['20250218', '411C1 500, 512 -500', { label: 'REJET PRLV ACME', reference: 'J1' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 500.00 open 0.00: ISSUE 500.00 2025-01-10, PAYMENT -500.00 2025-02-10
      C1 RETURNED_PAYMENT J1 500.00 open 500.00: ISSUE 500.00 2025-02-18`,
  },
  {
    title: 'E7 a discount is part of the settlement and no cash',
    files: [
      fec(invoice('20250110', 'C1', 1000, { reference: 'FA1', letter: 'A' }), [
        '20250120',
        '512 980, 665 20, 411C1 -1000',
        { reference: 'R1', letter: 'A' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 0.00: ISSUE 1000.00 2025-01-10, DISCOUNT -20.00 2025-01-20, PAYMENT -980.00 2025-01-20`,
  },
  {
    title: 'E8 a deposit waits on its own and is used up without cash',
    files: [
      fec(
        ['20250105', '512 500, 4191C1 -500', { reference: 'D1', letter: 'B' }],
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '4191C1 500', { reference: 'U1', letter: 'B' }],
        ['20250131', '411C1 -500', { reference: 'U1', letter: 'A', number: '3' }],
      ),
    ],
    claims: `
      C1 DEPOSIT D1 -500.00 open 0.00: CREDIT 500.00 2025-01-31, ISSUE -500.00 2025-01-05
      C1 INVOICE FA1 1200.00 open 700.00: ISSUE 1200.00 2025-01-10, CREDIT -500.00 2025-01-31`,
  },
  {
    title: 'E9 an invoice sold to a factor was assigned, not paid',
    files: [
      fec(invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }), [
        '20250112',
        '467100 1200, 411C1 -1200',
        { label: 'Quittance 12 BPI', reference: 'Q12', letter: 'A' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 0.00: ISSUE 1200.00 2025-01-10, ASSIGNMENT -1200.00 2025-01-12`,
  },
  {
    title: 'E10 a loss is a write-off, its VAT included',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250601', '416C1 1200, 411C1 -1200', { reference: 'T1', letter: 'A' }],
        ['20251201', '654 1000, 44571 200, 416C1 -1200', { reference: 'L1', letter: 'A' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 0.00 doubtful 2025-06-01: ISSUE 1200.00 2025-01-10, WRITE_OFF -1200.00 2025-12-01`,
  },
  {
    title: 'E11 a claim set against a debt to the same party was netted, not paid',
    files: [
      fec(invoice('20250110', 'C1', 1000, { reference: 'FA1', letter: 'A' }), [
        '20250131',
        '401 700, 411C1 -700',
        { reference: 'N1', letter: 'A' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 1000.00 open 300.00: ISSUE 1000.00 2025-01-10, COMPENSATION -700.00 2025-01-31`,
  },
  {
    title: 'E12 a letter whose counterpart lies beyond the cut leaves the invoice open',
    files: [
      fec(
        invoice('20250226', 'C1', 900, {
          reference: 'FA2',
          letter: 'B',
          letteredOn: '20250521',
        }),
        invoice('20250430', 'C2', 20, { reference: 'FA3' }),
      ),
    ],
    claims: `
      C1 INVOICE FA2 900.00 open 900.00: ISSUE 900.00 2025-02-26
      C2 INVOICE FA3 20.00 open 20.00: ISSUE 20.00 2025-04-30`,
  },
  {
    title: 'an overpaid invoice leaves a credit, not a negative balance',
    files: [
      fec(
        invoice('20250110', 'C1', 100, { reference: 'FA1', letter: 'a' }),
        cash('20250215', 'C1', 130, { reference: 'R1', letter: 'a' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 0.00: ISSUE 100.00 2025-01-10, PAYMENT -100.00 2025-02-15
      C1 PAYMENT_ON_ACCOUNT R1 -30.00 open -30.00: ISSUE -30.00 2025-02-15`,
  },
  {
    title: 'a payment before its invoice is on account until the invoice is issued',
    files: [
      fec(
        cash('20250105', 'C1', 80, { reference: 'R1', letter: 'A' }),
        invoice('20250110', 'C1', 100, { reference: 'FA1', letter: 'A' }),
      ),
    ],
    claims: `
      C1 PAYMENT_ON_ACCOUNT R1 -80.00 open 0.00: PAYMENT 80.00 2025-01-10, ISSUE -80.00 2025-01-05
      C1 INVOICE FA1 100.00 open 20.00: ISSUE 100.00 2025-01-10, PAYMENT -80.00 2025-01-10`,
  },
  {
    title: 'one payment of many invoices pays the oldest first, after the credit note',
    files: [
      fec(
        invoice('20250110', 'C1', 100, { reference: 'FA1', letter: 'a' }),
        invoice('20250112', 'C1', 100, { reference: 'FA2', letter: 'a' }),
        ['20250220', '411C1 -40, 707 40', { reference: 'AV1', letter: 'a' }],
        cash('20250215', 'C1', 90, { reference: 'R1', letter: 'a' }),
      ),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 0.00: ISSUE 100.00 2025-01-10, PAYMENT -60.00 2025-02-15, CREDIT -40.00 2025-02-20
      C1 INVOICE FA2 100.00 open 70.00: ISSUE 100.00 2025-01-12, PAYMENT -30.00 2025-02-15
      C1 CREDIT_NOTE AV1 -40.00 open 0.00: CREDIT 40.00 2025-02-20, ISSUE -40.00 2025-02-20`,
  },
];

describe('the worked examples', () => {
  const shelf = useShelf();

  test.each(EXAMPLES.map((example) => [example.title, example] as const))(
    '%s',
    async (_, example) => expectClaims(await shelf().openBooks(), example),
  );
});
