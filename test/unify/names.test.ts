import type { CompanyCandidate } from '../../src/connector-kit';
import { completeSiren, frenchVatNumber } from '../../src/kernel';
import { foldName, isTruncation, nameSimilarity } from '../../src/unify/fold-name';
import { sirenInText } from '../../src/unify/identifiers-in-text';
import { rankCandidates } from '../../src/unify/rank-candidates';

describe('a folded name', () => {
  test.each([
    ["Sté L'Élan & Fils S.A.S.", 'ELAN FILS'],
    ['SARL DUPONT', 'DUPONT'],
    ['Dupont S.A.R.L.', 'DUPONT'],
    ['ETS Cœur de Bœuf', 'COEUR BOEUF'],
    ['ÆTHER', 'AETHER'],
    ['SOCIETE GENERALE', 'GENERALE'],
    ['S.A.', 'SA'],
    ['LA SARL', 'LA SARL'],
    ['3M FRANCE', '3M FRANCE'],
    ['C.G.T.P.', 'CGTP'],
    ['M. et Mme Martin', 'MARTIN'],
    ['dupont   (lyon)', 'DUPONT LYON'],
    ['***', ''],
  ])('of %s is %s', (name, folded) => expect(foldName(name)).toBe(folded));

  it('is its own folding', () => {
    for (const name of ["Sté L'Élan & Fils S.A.S.", 'SARL', 'Ets. DE LA GARE'])
      expect(foldName(foldName(name))).toBe(foldName(name));
  });
});

test('similarity is 1 for the same, 0 for nothing in common, the same both ways', () => {
  expect(nameSimilarity('MARTIN', 'MARTIN')).toBe(1);
  expect(nameSimilarity('', '')).toBe(0);
  expect(nameSimilarity('MARTIN', 'QUEBEC')).toBe(0);
  expect(nameSimilarity('DUPONT MARTIN', 'MARTIN DUPONT')).toBe(1);
  expect(nameSimilarity('GARNIER', 'GRANIER')).toBe(nameSimilarity('GRANIER', 'GARNIER'));
});

describe('a cut name', () => {
  test.each<[string, string, boolean]>([
    ['SOCIETE GENERALE DE TRAVAUX PUBL', 'SOCIETE GENERALE DE TRAVAUX PUBLICS', true],
    ['ATELIERS MECANIQUES DU BERRY', 'ATELIERS MECANIQUES DU BERRY SUD', false],
    ['ATELIERS MECANIQUES DU BERRY ET D', 'ATELIERS MECANIQUES DU BERRY ET DU CENTRE', true],
    ['BOULANGERIE MARTIN', 'BOULANGERIE MARTIN LYON', false],
    ['BOULANGERIE MARTIN', 'BOULANGERIE MARTINEAU', false],
    ['MENUISERIE CHARPENTI', 'MENUISERIE CHARPENTIER', true],
    ['MENUISERIE CHARPENTIER', 'MENUISERIE CHARPENTI', false],
  ])('%s of %s: %s', (cut, whole, isCut) => expect(isTruncation(cut, whole)).toBe(isCut));
});

/** "siren name [ceased]" each. */
function ranked(customer: string, candidates: string[], rejected: string[] = []): string {
  const list = candidates.map((text): CompanyCandidate => {
    const [, siren = '', name = '', ceased] = /^(\d+) ([^[]*)( \[ceased\])?$/.exec(text) ?? [];
    const status = ceased === undefined ? 'ACTIVE' : 'CEASED';
    return { siren, name, tradeName: null, postcode: null, city: null, status };
  });
  const decision = rankCandidates(customer, list, new Set(rejected));
  return [decision.status, ...decision.ranked.map(({ siren }) => siren)].join(' ');
}

describe('candidates', () => {
  test.each<[string, string, string[], string]>([
    ['one that bears the name is taken', 'Dupont SARL', ['1 DUPONT', '2 MARTIN'], 'AUTOMATIC 1'],
    ['none is none', 'Dupont', [], 'NO_CANDIDATE'],
    ['others are none', 'Dupont', ['1 QUEBEC'], 'NO_CANDIDATE'],
    ['two of one name are a question', 'Dupont', ['1 DUPONT', '2 DUPONT SAS'], 'SUGGESTED 1 2'],
    [
      'two close names are a question',
      'Garage du Centre Nantais',
      ['1 GARAGE DU CENTRE NANTAIS', '2 GARAGE CENTRE NANTAISE'],
      'SUGGESTED 1 2',
    ],
    [
      'an active one beats a ceased one',
      'Dupont',
      ['2 DUPONT [ceased]', '1 DUPONT'],
      'AUTOMATIC 1 2',
    ],
    ['a ceased one alone is still it', 'Dupont', ['1 DUPONT [ceased]'], 'AUTOMATIC 1'],
    [
      'a ceased one is not taken before a close active one',
      'Garage du Centre Nantais',
      ['1 GARAGE DU CENTRE NANTAIS [ceased]', '2 GARAGE CENTRE NANTAISE'],
      'SUGGESTED 1 2',
    ],
    ['a similar one is proposed', 'Dupond Martin', ['1 DUPONT MARTIN'], 'SUGGESTED 1'],
    [
      'a name cut at 32 characters is recognised',
      'SOCIETE GENERALE DE TRAVAUX PUBL',
      ['1 SOCIETE GENERALE DE TRAVAUX PUBLICS DU CENTRE'],
      'AUTOMATIC 1',
    ],
    [
      'a name cut where two go on differently is a question',
      'SOCIETE GENERALE DE TRAVAUX PUBL',
      ['1 SOCIETE GENERALE DE TRAVAUX PUBLICS', '2 SOCIETE GENERALE DE TRAVAUX PUBLICITAIRES'],
      'SUGGESTED 1 2',
    ],
    [
      'a longer name of somebody else is only proposed',
      'BOULANGERIE MARTIN',
      ['1 BOULANGERIE MARTIN HOLDING'],
      'SUGGESTED 1',
    ],
  ])('%s', (_, customer, candidates, expected) =>
    expect(ranked(customer, candidates)).toBe(expected),
  );

  it('rejected ones are not proposed again', () => {
    expect(ranked('Dupont', ['1 DUPONT', '2 DUPONT SAS'], ['1'])).toBe('AUTOMATIC 2');
  });

  it('are ranked alike in any order', () => {
    const list = ['1 DUPONT', '2 DUPONT SAS', '3 DUPONT BATIMENT', '4 DUPONT [ceased]'];
    expect(ranked('Dupont', [...list].reverse())).toBe(ranked('Dupont', list));
  });
});

describe('a SIREN in a text', () => {
  const siren = completeSiren('73282932');
  const other = completeSiren('55210055');
  const spaced = siren.replace(/(\d{3})(\d{3})(\d{3})/, '$1 $2 $3');
  test.each<[string, string, string | null]>([
    ['of nine digits', `ACME ${siren}`, `${siren} SIREN`],
    ['in groups', `ACME RCS ${spaced}`, `${siren} SIREN`],
    ['as VAT number', `ACME ${frenchVatNumber(siren)}`, `${siren} VAT_NUMBER`],
    ['with a wrong key', `ACME ${siren.slice(0, 8)}${(Number(siren[8]) + 1) % 10}`, null],
    ['inside a longer number', `ACME 1${siren}`, null],
    ['beginning a longer number', `ACME ${siren}00012`, null],
    ['twice the same', `${siren} ACME ${spaced}`, `${siren} SIREN`],
    ['of two companies', `${siren} ${other}`, null],
    ['nowhere', 'ACME 2024', null],
  ])('%s', (_, text, expected) => {
    const found = sirenInText(text);
    expect(found === null ? null : `${found.siren} ${found.method}`).toBe(expected);
  });
});
