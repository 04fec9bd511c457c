import fc from 'fast-check';
import { keysInText, numberKey } from '../../../src/ledger/cash-application/find-numbers.rule';
import {
  proposeApplication,
  rejectionKey,
} from '../../../src/ledger/cash-application/propose.rule';
import type { Debtor, OpenClaim, Receipt } from '../../../src/ledger/cash-application/receipt';
import { pairWithBooks } from '../../../src/ledger/cash-application/settle-receipts.rule';

const claim = (number: string, euros: number, changes: Partial<OpenClaim> = {}): OpenClaim => ({
  ...{ receivableId: number, customerId: 'C1', number, references: [] },
  ...{ issuedOn: '2026-01-05', dueOn: '2026-02-04', openMinor: BigInt(Math.round(euros * 100)) },
  ...{ discountOn: null, discountMinor: null },
  ...changes,
});
const debtor = (claims: OpenClaim[], changes: Partial<Debtor> = {}): Debtor => ({
  ...{ customerId: 'C1', foldedName: 'MARTIN BOIS', account: 'C00042', siren: null, ibans: [] },
  ...{ claims, ...changes },
});
const receipt = (euros: number, changes: Partial<Receipt> = {}): Receipt => ({
  ...{ bankTransactionId: 'b', bookedOn: '2026-02-10', currency: 'EUR', foldedName: '', text: '' },
  ...{ counterpartyAccount: null, references: [], batchSize: 1 },
  ...{ amountMinor: BigInt(Math.round(euros * 100)), ...changes },
});
const told = (paid: Receipt, ...debtors: Debtor[]): [string, number, string[]] | null => {
  const found = proposeApplication(paid, debtors);
  if (found === null) return null;
  const { reasons, confidence, parts } = found.best;
  return [
    reasons.join(' '),
    confidence,
    parts.map(({ receivableId, amountMinor }) => `${receivableId} ${amountMinor}`),
  ];
};
const named = { foldedName: 'MARTIN BOIS' };

describe('a proposal', () => {
  const a = claim('FA-2026-0012', 100);
  const b = claim('FA-2026-0013', 50.5, { issuedOn: '2026-01-20' });

  it.each<[string, Receipt, Debtor[], [string, number, string[]] | null]>([
    [
      'a number however it is spelled',
      receipt(100, { text: 'fact. fa 2026/0012 merci' }),
      [debtor([a, b])],
      ['NUMBER QUOTED_SUM', 0.99, ['FA-2026-0012 10000']],
    ],
    [
      'a number without its letters',
      receipt(100, { text: 'FACT 2026 0012' }),
      [debtor([a, b])],
      ['NUMBER QUOTED_SUM', 0.99, ['FA-2026-0012 10000']],
    ],
    [
      'a number that is not open, for no other',
      receipt(100, { text: 'FA-2026-0007', ...named }),
      [debtor([a, b])],
      ['NAME ONE_CLAIM OTHER_NUMBER', 0.8, ['FA-2026-0012 10000']],
    ],
    [
      'a credit note of the same digits for no invoice',
      receipt(100, { text: 'AV 2026 0012', ...named }),
      [debtor([a, b])],
      ['NAME ONE_CLAIM OTHER_NUMBER', 0.8, ['FA-2026-0012 10000']],
    ],
    [
      'the number of one document for no other of the amount',
      receipt(100, { text: 'FA-2026-0013' }),
      [debtor([a, b])],
      ['NUMBER ONE_CLAIM OTHER_NUMBER', 0.8, ['FA-2026-0012 10000']],
    ],
    [
      'a date and an order for no numbers',
      receipt(100, { text: 'DU 05/01/2026 CDE 4711', ...named }),
      [debtor([a, b])],
      ['NAME ONE_CLAIM', 0.97, ['FA-2026-0012 10000']],
    ],
    [
      'a payment in advance for no invoice of its amount',
      receipt(100, { text: 'Acompte commande', ...named }),
      [debtor([a, b])],
      ['NAME ONE_CLAIM ADVANCE', 0.85, ['FA-2026-0012 10000']],
    ],
    [
      'a payment in advance that quotes its invoice',
      receipt(100, { text: 'ACOMPTE FA-2026-0012' }),
      [debtor([a, b])],
      ['NUMBER QUOTED_SUM', 0.99, ['FA-2026-0012 10000']],
    ],
    [
      'an account that several are paid from for none of them',
      receipt(100, { counterpartyAccount: 'FACTOR' }),
      [
        debtor([a], { ibans: ['FACTOR'] }),
        debtor([], { customerId: 'C2', foldedName: 'OTHER', ibans: ['FACTOR'] }),
      ],
      ['IBAN ONE_CLAIM', 0.9, ['FA-2026-0012 10000']],
    ],
    [
      'a structured reference',
      receipt(50.5, { references: ['RF18 5390'] }),
      [debtor([a, { ...b, references: ['RF185390'] }])],
      ['NUMBER QUOTED_SUM', 0.99, ['FA-2026-0013 5050']],
    ],
    [
      'several numbers',
      receipt(150.5, { text: 'FA20260012+FA20260013' }),
      [debtor([a, b])],
      ['NUMBER QUOTED_SUM', 0.99, ['FA-2026-0012 10000', 'FA-2026-0013 5050']],
    ],
    [
      'a number less a credit note',
      receipt(80, { text: 'FA-2026-0012' }),
      [debtor([a, claim('AV-7', -20)])],
      ['NUMBER QUOTED_SUM_CREDITS', 0.97, ['FA-2026-0012 10000', 'AV-7 -2000']],
    ],
    [
      'a part of what is quoted',
      receipt(30, { text: 'FA-2026-0012' }),
      [debtor([a])],
      ['NUMBER QUOTED_PART', 0.9, ['FA-2026-0012 3000']],
    ],
    [
      'a discount in time',
      receipt(98, { text: 'FA-2026-0012' }),
      [debtor([{ ...a, discountOn: '2026-02-10', discountMinor: 200n }])],
      ['NUMBER QUOTED_DISCOUNT', 0.96, ['FA-2026-0012 9800']],
    ],
    [
      'a bank’s fee',
      receipt(985, { text: 'FA-2026-0099' }),
      [debtor([claim('FA-2026-0099', 1000)])],
      ['NUMBER QUOTED_DIFFERENCE', 0.92, ['FA-2026-0099 98500']],
    ],
    [
      'a name and an amount',
      receipt(50.5, named),
      [debtor([a, b])],
      ['NAME ONE_CLAIM', 0.97, ['FA-2026-0013 5050']],
    ],
    [
      'all that is open',
      receipt(150.5, named),
      [debtor([a, b])],
      ['NAME WHOLE_BALANCE', 0.96, ['FA-2026-0012 10000', 'FA-2026-0013 5050']],
    ],
    [
      'an amount alone',
      receipt(100),
      [debtor([a])],
      ['AMOUNT_ONLY ONE_CLAIM', 0.5, ['FA-2026-0012 10000']],
    ],
    [
      'an account that is known',
      receipt(100, { counterpartyAccount: 'X' }),
      [debtor([a], { ibans: ['X'] })],
      ['IBAN ONE_CLAIM', 0.98, ['FA-2026-0012 10000']],
    ],
    [
      'a name that two customers have',
      receipt(100, named),
      [debtor([a]), debtor([claim('Z-9', 100)], { customerId: 'C2' })],
      ['NAME ONE_CLAIM OTHER_CUSTOMER', 0.8, ['FA-2026-0012 10000']],
    ],
    [
      'a payer that is another customer',
      receipt(100, { text: 'FA-2026-0012', foldedName: 'DURAND' }),
      [debtor([a]), debtor([], { customerId: 'C2', foldedName: 'DURAND' })],
      ['NUMBER QUOTED_SUM PAID_BY_ANOTHER', 0.9, ['FA-2026-0012 10000']],
    ],
    [
      'what the books show',
      receipt(100, named),
      [debtor([a], { hasBooked: true })],
      ['NAME IN_BOOKS', 0.97, []],
    ],
    ['a return', receipt(-100, named), [debtor([a])], ['NAME RETURNED', 0.9, []]],
    ['nobody', receipt(7), [debtor([a])], null],
  ])('knows %s', (_, paid, debtors, expected) => {
    expect(told(paid, ...debtors)).toEqual(expected);
  });

  it('never proposes what a person rejected', () => {
    const paid = receipt(100, { text: 'FA-2026-0012' });
    expect(proposeApplication(paid, [debtor([a])], new Set([rejectionKey('b', 'C1')]))).toBeNull();
  });

  it('is sure of no amount that a year or a short number quotes by chance', () => {
    const paid = receipt(100, { text: 'LOYER 2026 12' });
    expect(told(paid, debtor([claim('2026', 100), claim('12', 55)]))?.[1]).toBeLessThan(0.95);
  });

  it('never settles more than is open or more than was received', () => {
    const amount = fc.integer({ min: -5000, max: 20_000 }).filter((cents) => cents !== 0);
    fc.assert(
      fc.property(
        fc.array(amount, { maxLength: 30 }),
        fc.integer({ min: 1, max: 60_000 }),
        (cents, paid) => {
          const claims = cents.map((each, index) => claim(`N-${index}000`, each / 100));
          const found = proposeApplication(receipt(paid / 100, named), [debtor(claims)]);
          for (const { parts } of found === null ? [] : [found.best, ...found.alternatives]) {
            expect(parts.reduce((sum, part) => sum + part.amountMinor, 0n)).toBeLessThanOrEqual(
              BigInt(paid),
            );
            for (const { receivableId, amountMinor } of parts) {
              const open =
                claims.find((each) => each.receivableId === receivableId)?.openMinor ?? 0n;
              expect(
                open > 0n ? amountMinor <= open && amountMinor > 0n : amountMinor === open,
              ).toBe(true);
            }
          }
        },
      ),
      { seed: 7 },
    );
  });

  it('looks at a customer of thousands of claims and a text without end in a moment’s steps', () => {
    const claims = Array.from({ length: 5_000 }, (_, index) =>
      claim(`N${index}`, 10 + index / 100),
    );
    expect(
      told(receipt(123456.78, { ...named, text: 'N1 '.repeat(100_000) }), debtor(claims)),
    ).not.toBeNull();
    expect(keysInText('1 '.repeat(1_000_000)).size).toBeLessThan(2_000);
  });

  it('spells a number in one way', () => {
    expect(numberKey(' fa-2026/0012 ')).toBe('FA20260012');
    expect(numberKey('000123')).toBe('123');
  });
});

describe('payments of the bank and of the books', () => {
  it('are paired one to one, as many as can be', () => {
    const at = (id: string, day: string) => ({
      id,
      customerId: 'C1',
      bookedOn: `2026-02-${day}`,
      amountMinor: 100n,
      parts: [],
    });
    const booked = (id: string, day: string) => ({
      id,
      customerId: 'C1',
      on: `2026-02-${day}`,
      amountMinor: -100n,
      settles: [],
    });
    const pairs = pairWithBooks(
      [at('r1', '01'), at('r2', '09')],
      [booked('p1', '08'), booked('p2', '15')],
    );
    expect([...pairs]).toEqual([
      ['r1', ['p1']],
      ['r2', ['p2']],
    ]);
    expect(pairWithBooks([at('r1', '01')], [booked('p1', '12')]).size).toBe(0);
    expect(pairWithBooks([at('r1', '01'), at('r2', '01')], [booked('p1', '02')]).size).toBe(1);
  });

  it('are the same when the bank received several of one day as one sum', () => {
    const receiptOf = {
      id: 'r',
      customerId: 'C1',
      bookedOn: '2026-02-03',
      amountMinor: 300n,
      parts: [],
    };
    const payments = [100n, 200n].map((amount, index) => ({
      ...{ id: `p${index}`, customerId: 'C1', on: '2026-02-04', amountMinor: -amount, settles: [] },
    }));
    expect(pairWithBooks([receiptOf], payments).get('r')).toEqual(['p0', 'p1']);
  });
});
