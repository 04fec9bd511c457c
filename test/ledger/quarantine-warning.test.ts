import { quarantineWarning } from '../../src/ledger/quarantine-warning';

const said = (raws: string[], separator = '|'): string | null => {
  const lines = raws.map((raw, index) => ({
    ...{ line: index + 7, code: 'FEC_AMOUNT_INVALID', reason: 'x', field: null },
    raw,
  }));
  const warning = quarantineWarning(lines, { separator }, new Set(['C1', 'C2', 'C3', 'C4']));
  return warning === null ? null : `${warning.line}, ${warning.count}: ${warning.message}`;
};

test.each<[string, string[], string | null]>([
  ['nothing set aside', [], null],
  ['lines of other accounts', ['VE|V|1|20250101|707000|Ventes|||FA1', 'x'], null],
  ['a label that begins like an account', ['OD|V|1|20250101|707|411 regul|||FA1'], null],
  [
    'a line of a known customer',
    ['BQ|512', 'VE|V|1|20250101|411|Clients|C1|ACME|F1|x|y'],
    '8, 1: customer lines were set aside (C1): what these customers owe is not complete',
  ],
  [
    'a customer only this line names',
    ['VE|V|1|20250101|411DUPONT|Dupont|||F1|x|y'],
    '7, 1: customer lines were set aside: what these customers owe is not complete',
  ],
  [
    'many customers, quoted',
    ['"411"|"C1"', '"411"|"C2"', '411|C3', '411|C4', '411|C1'],
    '7, 5: customer lines were set aside (C1, C2, C3 …): what these customers owe is not complete',
  ],
])('%s', (_, raws, expected) => expect(said(raws)).toBe(expected));
