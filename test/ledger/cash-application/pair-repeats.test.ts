import {
  pairRepeats,
  type ToldMovement,
} from '../../../src/ledger/cash-application/pair-repeats.rule';

const CAMT: ToldMovement = {
  id: 'camt-1',
  account: 'FR1420041010050500013M02606',
  bookedOn: '2026-02-10',
  valueOn: '2026-02-11',
  amountMinor: 100000n,
  currency: 'EUR',
  counterpartyName: 'Société Durand & Fils SARL',
  counterpartyAccount: 'DE89370400440532013000',
  endToEndId: 'E1',
  bankReference: 'B1',
};
const MT940: ToldMovement = {
  ...CAMT,
  id: 'mt940-1',
  counterpartyName: null,
  counterpartyAccount: null,
  endToEndId: null,
};

const pairsOf = (told: ToldMovement[], known: ToldMovement[]): [string, string][] =>
  [...pairRepeats(told, known)].sort();

describe('movements told again in another format', () => {
  it.each<[string, Partial<ToldMovement>]>([
    ['as it is', {}],
    ['under the French number of the account', { account: '20041 01005 0500013M026 06' }],
    ['under the number without the bank', { account: '0500013M026' }],
    ['with its name cut', { counterpartyName: 'SOCIETE DURAND ET' }],
    ['booked on its value date', { bookedOn: '2026-02-11' }],
  ])('are the same %s', (_, change) => {
    expect(pairsOf([{ ...MT940, ...change }], [CAMT])).toEqual([['mt940-1', 'camt-1']]);
  });

  it.each<[string, Partial<ToldMovement>]>([
    ['on another account', { account: 'FR7630006000011234567890189' }],
    ['of another day', { bookedOn: '2026-02-12', valueOn: '2026-02-12' }],
    ['of another amount', { amountMinor: 100001n }],
    ['going the other way', { amountMinor: -100000n }],
    ['in another currency', { currency: 'USD' }],
    ['from another account', { counterpartyAccount: 'NL91ABNA0417164300' }],
    ['by another name', { counterpartyName: 'MARTIN BOIS' }],
    ['on no account that is named', { account: '' }],
  ])('are others %s', (_, change) => {
    expect(pairsOf([{ ...MT940, ...change }], [CAMT])).toEqual([]);
  });

  it('pairs one to one, those first that agree in more', () => {
    const second = { ...CAMT, id: 'camt-2', bankReference: 'B2' };
    const told = [
      { ...MT940, id: 'mt940-2', bankReference: 'B2' },
      MT940,
      { ...MT940, id: 'mt940-3', bankReference: null },
    ];
    expect(pairsOf(told, [CAMT, second])).toEqual([
      ['mt940-1', 'camt-1'],
      ['mt940-2', 'camt-2'],
    ]);
  });
});
