import { useShelf } from './books';
import { cash, expectClaims, fec, fecWithDueDates, invoice, type Example } from './book-entries';

const bill = { journal: 'OD', reference: 'LCR1' };

const TRANSFERS: Example[] = [
  {
    title: 'a bill of exchange stands for the invoice until it is paid',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '411C1 -1200', { ...bill, letter: 'A', number: '9' }],
        ['20250131', '413C1 1200', { ...bill, letter: 'B', number: '9' }],
        ['20250331', '5113 1200, 413C1 -1200', { journal: 'BQ', reference: 'R1', letter: 'B' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 0.00 bill 2025-01-31: ISSUE 1200.00 2025-01-10, PAYMENT -1200.00 2025-03-31`,
  },
  {
    title: 'a dishonoured bill that never left the portfolio is the invoice again',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '411C1 -1200', { ...bill, letter: 'A', number: '9' }],
        ['20250131', '413C1 1200', { ...bill, letter: 'B', number: '9' }],
        [
          '20250402',
          '413C1 -1200',
          { label: 'LCR impayee', reference: 'I1', letter: 'B', number: '10' },
        ],
        ['20250402', '411C1 1200', { label: 'LCR impayee', reference: 'I1', number: '10' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 1200.00: ISSUE 1200.00 2025-01-10`,
  },
  {
    title: 'a bill that the bank had paid and took back is owed again, at once',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '411C1 -1200', { ...bill, letter: 'A', number: '9' }],
        ['20250131', '413C1 1200', { ...bill, letter: 'B', number: '9' }],
        ['20250331', '5114 1200, 413C1 -1200', { journal: 'BQ', reference: 'R1', letter: 'B' }],
        [
          '20250403',
          '411C1 1200, 512 -1200',
          { journal: 'BQ', label: 'IMPAYE LCR1', reference: 'I1' },
        ],
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 0.00 bill 2025-01-31: ISSUE 1200.00 2025-01-10, PAYMENT -1200.00 2025-03-31
      C1 RETURNED_PAYMENT I1 1200.00 open 1200.00: ISSUE 1200.00 2025-04-03`,
  },
  {
    title: 'one bill for two invoices, paid in part: the older one first',
    files: [
      fec(
        invoice('20250110', 'C1', 700, { reference: 'FA1', letter: 'A' }),
        invoice('20250112', 'C1', 500, { reference: 'FA2', letter: 'A' }),
        ['20250131', '411C1 -1200', { ...bill, letter: 'A', number: '9' }],
        ['20250131', '413C1 1200', { ...bill, letter: 'b', number: '9' }],
        ['20250331', '5113 800, 413C1 -800', { journal: 'BQ', reference: 'R1', letter: 'b' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 700.00 open 0.00 bill 2025-01-31: ISSUE 700.00 2025-01-10, PAYMENT -700.00 2025-03-31
      C1 INVOICE FA2 500.00 open 400.00 bill 2025-01-31: ISSUE 500.00 2025-01-12, PAYMENT -100.00 2025-03-31`,
  },
  {
    title: 'the due date of a bill replaces that of the invoice',
    files: [
      fecWithDueDates(
        ['', '', '20250430', ''],
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '411C1 -1200', { ...bill, letter: 'A', number: '9' }],
        ['20250131', '413C1 1200', { ...bill, number: '9' }],
        cash('20250501', 'C2', 1, {}),
      ),
    ],
    claims: `
      C1 INVOICE FA1 1200.00 open 1200.00 bill 2025-01-31 due 2025-04-30: ISSUE 1200.00 2025-01-10
      C2 PAYMENT_ON_ACCOUNT P1 -1.00 open -1.00: ISSUE -1.00 2025-05-01`,
  },
  {
    title: 'a doubtful claim is the invoice, doubtful since the day it was moved',
    files: [
      fec(invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }), [
        '20250601',
        '416C1 1200, 411C1 -1200',
        { reference: 'T1', letter: 'A' },
      ]),
    ],
    claims: `C1 INVOICE FA1 1200.00 open 1200.00 doubtful 2025-06-01: ISSUE 1200.00 2025-01-10`,
  },
  {
    title: 'a doubtful claim that comes back and is paid is an invoice that was paid',
    files: [
      fec(
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250601', '416C1 1200', { reference: 'T1', letter: 'A', number: '8' }],
        ['20250601', '411C1 -1200', { reference: 'T1', letter: 'A', number: '8' }],
        ['20250901', '416C1 -1200', { reference: 'T2', letter: 'A', number: '9' }],
        ['20250901', '411C1 1200', { reference: 'T2', letter: 'B', number: '9' }],
        cash('20251001', 'C1', 1200, { reference: 'R1', letter: 'B' }),
      ),
    ],
    claims: `C1 INVOICE FA1 1200.00 open 0.00: ISSUE 1200.00 2025-01-10, PAYMENT -1200.00 2025-10-01`,
  },
  {
    title: 'a transfer nobody lettered moves the claim of its reference, else of its amount',
    files: [
      fec(
        invoice('20250110', 'C1', 100, { reference: 'FA1' }),
        invoice('20250111', 'C1', 100, { reference: 'FA2' }),
        invoice('20250112', 'C2', 70, { reference: 'FA3' }),
        ['20250601', '416C1 100, 411C1 -100', { reference: 'FA2' }],
        ['20250601', '416C2 70, 411C2 -70', { reference: 'T1' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 100.00: ISSUE 100.00 2025-01-10
      C1 INVOICE FA2 100.00 open 100.00 doubtful 2025-06-01: ISSUE 100.00 2025-01-11
      C2 INVOICE FA3 70.00 open 70.00 doubtful 2025-06-01: ISSUE 70.00 2025-01-12`,
  },
  {
    title: 'a transfer of an amount that nothing open has stays as the books have it',
    files: [
      fec(invoice('20250110', 'C1', 100, { reference: 'FA1' }), [
        '20250601',
        '416C1 30, 411C1 -30',
        { reference: 'T1' },
      ]),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 100.00: ISSUE 100.00 2025-01-10
      C1 ADJUSTMENT T1 30.00 open 30.00 doubtful 2025-06-01: ISSUE 30.00 2025-06-01
      C1 ADJUSTMENT T1 -30.00 open -30.00: ISSUE -30.00 2025-06-01`,
  },
  {
    title: 'of a claim moved in part, the part decides: it is doubtful',
    files: [
      fec(invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'a' }), [
        '20250601',
        '416C1 500, 411C1 -500',
        { reference: 'T1', letter: 'a' },
      ]),
    ],
    claims: `C1 INVOICE FA1 1200.00 open 1200.00 doubtful 2025-06-01: ISSUE 1200.00 2025-01-10`,
  },
  {
    title: 'last year’s invoice, moved this year and lost next year, is one claim',
    files: [
      fec(invoice('20230905', 'C1', 300, { reference: 'FA0' })),
      fec(
        [
          '20240101',
          '411C1 300, 110 -300',
          { journal: 'AN', reference: 'FA0', documentOn: '20230905', letter: 'A' },
        ],
        ['20240601', '416C1 300', { reference: 'T1', number: '7' }],
        ['20240601', '411C1 -300', { reference: 'T1', letter: 'A', number: '7' }],
        ['20241231', '471 1, 472 -1'],
      ),
      fec(
        [
          '20250101',
          '416C1 300, 110 -300',
          { journal: 'AN', reference: 'T1', documentOn: '20240601', letter: 'A' },
        ],
        ['20250901', '654 250, 44571 50, 416C1 -300', { reference: 'L1', letter: 'A' }],
      ),
    ],
    claims: `
      C1 INVOICE FA0 300.00 open 0.00 doubtful 2024-06-01: ISSUE 300.00 2023-09-05, WRITE_OFF -300.00 2025-09-01`,
  },
];

const DEPOSITS: Example[] = [
  {
    title: 'a deposit used up through another account is set against the invoice all the same',
    files: [
      fec(
        ['20250105', '512 500, 4191C1 -500', { reference: 'D1', letter: 'B' }],
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '4191C1 500, 471 -500', { reference: 'U1', letter: 'B' }],
        ['20250131', '471 500, 411C1 -500', { reference: 'U1', letter: 'A' }],
      ),
    ],
    claims: `
      C1 DEPOSIT D1 -500.00 open 0.00: ISSUE -500.00 2025-01-05, CREDIT 500.00 2025-01-31
      C1 INVOICE FA1 1200.00 open 700.00: ISSUE 1200.00 2025-01-10, CREDIT -500.00 2025-01-31`,
  },
  {
    title: 'deposits nobody lettered are used up oldest first',
    files: [
      fec(
        ['20250105', '512 500, 4191C1 -500', { reference: 'D1' }],
        ['20250106', '512 300, 4191C1 -300', { reference: 'D2' }],
        invoice('20250110', 'C1', 1200, { reference: 'FA1', letter: 'A' }),
        ['20250131', '4191C1 600', { reference: 'U1', number: '9' }],
        ['20250131', '411C1 -600', { reference: 'U1', letter: 'A', number: '9' }],
      ),
    ],
    claims: `
      C1 DEPOSIT D1 -500.00 open 0.00: ISSUE -500.00 2025-01-05, CREDIT 500.00 2025-01-31
      C1 DEPOSIT D2 -300.00 open -200.00: ISSUE -300.00 2025-01-06, CREDIT 100.00 2025-01-31
      C1 INVOICE FA1 1200.00 open 600.00: ISSUE 1200.00 2025-01-10, CREDIT -500.00 2025-01-31, CREDIT -100.00 2025-01-31`,
  },
  {
    title: 'an overpayment moved to the deposits waits there, and is no new credit',
    files: [
      fec(
        invoice('20250110', 'C1', 100, { reference: 'FA1', letter: 'A' }),
        cash('20250215', 'C1', 130, { reference: 'R1', letter: 'A' }),
        ['20250228', '411C1 30', { reference: 'T1', letter: 'A', number: '9' }],
        ['20250228', '4191C1 -30', { reference: 'T1', number: '9' }],
      ),
    ],
    claims: `
      C1 INVOICE FA1 100.00 open 0.00: ISSUE 100.00 2025-01-10, PAYMENT -100.00 2025-02-15
      C1 PAYMENT_ON_ACCOUNT R1 -30.00 open -30.00: ISSUE -30.00 2025-02-15`,
  },
  {
    title: 'a deposit given back is no sale and no receipt left over',
    files: [
      fec(
        ['20250105', '512 500, 4191C1 -500', { reference: 'D1', letter: 'B' }],
        ['20250120', '4191C1 500, 512 -500', { reference: 'V1', letter: 'B' }],
      ),
    ],
    claims: `
      C1 DEPOSIT D1 -500.00 open 0.00: ISSUE -500.00 2025-01-05, CREDIT 500.00 2025-01-20
      C1 REFUND V1 500.00 open 0.00: ISSUE 500.00 2025-01-20, CREDIT -500.00 2025-01-20`,
  },
];

describe('a claim that changes its form', () => {
  const shelf = useShelf();

  test.each([...TRANSFERS, ...DEPOSITS].map((example) => [example.title, example] as const))(
    '%s',
    async (_, example) => expectClaims(await shelf().openBooks(), example),
  );
});
