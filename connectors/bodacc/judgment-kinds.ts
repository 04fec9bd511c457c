/**
 * What a published judgment means for a creditor. The table follows the classification the State's own search service
 * applies to BODACC: the exact nature decides; two catch-all natures are settled by what the complement says.
 */
import type { LegalEventKind } from '../../src/connector-kit';
import { comparable } from './french-text';

export interface Judgment {
  famille: string | null;
  nature: string | null;
  complement: string | null;
}

interface NatureRule {
  kind: LegalEventKind;
  natures: readonly string[];
}

/** Listings by the clerk, extracts, and proceedings under the law of 1967: they never change a company's state. */
const INERT_FAMILIES: ReadonlySet<string> = new Set(
  ['Avis de dépôt', 'Extrait de jugement', 'Loi de 1967'].map(comparable),
);

const RULES: readonly NatureRule[] = [
  {
    kind: 'LIQUIDATION_OPENED',
    natures: [
      "Jugement d'ouverture de liquidation judiciaire",
      "Jugement d'ouverture d'une procédure de liquidation judiciaire",
      "Jugement d'extension de liquidation judiciaire",
      "Jugement d'extension d'une procédure de liquidation judiciaire",
    ],
  },
  {
    kind: 'RECEIVERSHIP_OPENED',
    natures: [
      "Jugement d'ouverture d'une procédure de redressement judiciaire",
      "Jugement d'extension d'une procédure de redressement judiciaire",
    ],
  },
  {
    kind: 'SAFEGUARD_OPENED',
    natures: [
      "Jugement d'ouverture d'une procédure de sauvegarde",
      "Jugement d'ouverture d'une procédure de sauvegarde accélérée",
      "Jugement d'ouverture d'une procédure de sauvegarde financière accélérée",
      "Jugement d'extension d'une procédure de sauvegarde",
      "Jugement d'extension de sauvegarde",
    ],
  },
  {
    // A plan resolved into liquidation is the heavier of its two facts: the company is being wound up.
    kind: 'CONVERTED_TO_LIQUIDATION',
    natures: [
      'Jugement de conversion en liquidation judiciaire',
      'Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde',
      'Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde accélérée',
      'Jugement de conversion en liquidation judiciaire de la procédure de sauvegarde financière accélérée',
      'Jugement prononçant la résolution du plan de redressement et la liquidation judiciaire',
      'Jugement prononçant la résolution du plan de sauvegarde et la liquidation judiciaire',
      'Jugement prononçant la résolution du plan de sauvegarde accélérée et la liquidation judiciaire',
      'Jugement prononçant la résolution du plan de sauvegarde financière accélérée et la liquidation judiciaire',
      'Jugement prononçant la résolution du plan de cession et la liquidation judiciaire',
      'Jugement prononçant la résolution du plan de traitement de sortie de crise et la liquidation judiciaire',
      'Jugement mettant fin à la procédure de traitement de sortie de crise et ouvrant une procédure de liquidation judiciaire',
    ],
  },
  {
    kind: 'CONVERTED_TO_RECEIVERSHIP',
    natures: [
      'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde',
      'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde accélérée',
      'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde financière accélérée',
      'Jugement prononçant la résolution du plan de sauvegarde et le redressement judiciaire',
      'Jugement mettant fin à la procédure de traitement de sortie de crise et ouvrant une procédure de redressement judiciaire',
    ],
  },
  {
    kind: 'PLAN_ADOPTED',
    natures: [
      'Jugement arrêtant le plan de redressement',
      'Jugement arrêtant le plan de sauvegarde',
      'Jugement arrêtant un plan de cession',
      'Jugement arrêtant le plan de cession',
      'Jugement de plan de redressement',
      'Jugement modifiant le plan de redressement',
      'Jugement modifiant le plan de sauvegarde',
      'Jugement modifiant le plan de cession',
    ],
  },
  {
    kind: 'PLAN_FAILED',
    natures: [
      'Jugement prononçant la résolution du plan de redressement',
      'Jugement prononçant la résolution du plan de sauvegarde',
      'Jugement prononçant la résolution du plan de cession',
    ],
  },
  {
    kind: 'PROCEEDINGS_CLOSED',
    natures: [
      "Jugement de clôture pour insuffisance d'actif",
      "Jugement de clôture pour insuffisance d'actif et autorisant la reprise des poursuites individuelles",
      'Jugement de clôture pour extinction du passif',
      "Jugement de clôture de la liquidation des biens pour insuffisance d'actif",
      'Jugement de clôture de la liquidation des biens pour extinction du passif',
      'Jugement de clôture de la procédure de sauvegarde',
      'Jugement prononçant la clôture de la procédure de rétablissement professionnel',
      'Jugement mettant fin à la procédure de redressement judiciaire',
      'Jugement mettant fin à la procédure de sauvegarde',
      'Autre jugement de clôture',
    ],
  },
];

interface CatchAll {
  liquidation: LegalEventKind;
  receivership: LegalEventKind;
}

const OPENING: CatchAll = {
  liquidation: 'LIQUIDATION_OPENED',
  receivership: 'RECEIVERSHIP_OPENED',
};

/** Natures that say nothing by themselves; the complement is read instead. */
const CATCH_ALLS: ReadonlyMap<string, CatchAll> = new Map([
  [comparable("Autre jugement d'ouverture"), OPENING],
  [
    comparable('Autre jugement prononçant'),
    { liquidation: 'CONVERTED_TO_LIQUIDATION', receivership: 'CONVERTED_TO_RECEIVERSHIP' },
  ],
]);

const KIND_OF_NATURE: ReadonlyMap<string, LegalEventKind> = new Map(
  RULES.flatMap(({ kind, natures }) =>
    natures.map((nature): [string, LegalEventKind] => [comparable(nature), kind]),
  ),
);

const OPENING_FAMILY = comparable("Jugement d'ouverture");
const CLOSING_FAMILY = comparable('Jugement de clôture');

/** The kind of an insolvency judgment; PROCEEDINGS_OTHER for all that moves no proceedings from one state to another. */
export function judgmentKind(judgment: Judgment): LegalEventKind {
  const family = comparable(judgment.famille ?? '');
  if (INERT_FAMILIES.has(family)) return 'PROCEEDINGS_OTHER';
  const nature = comparable(judgment.nature ?? '');
  const exact = KIND_OF_NATURE.get(nature);
  if (exact !== undefined) return exact;
  const complement = comparable(judgment.complement ?? '');
  const catchAll = CATCH_ALLS.get(nature);
  if (catchAll !== undefined) return kindFromWords(complement, catchAll);
  if (isKnownInert(nature)) return 'PROCEEDINGS_OTHER';
  // A nature nobody has listed yet: its family and words still tell an opening or a closure, which must not be missed.
  if (family === OPENING_FAMILY) return kindFromWords(`${nature} ${complement}`, OPENING);
  return family === CLOSING_FAMILY ? 'PROCEEDINGS_CLOSED' : 'PROCEEDINGS_OTHER';
}

function kindFromWords(words: string, kinds: CatchAll): LegalEventKind {
  if (words.includes('liquidation judiciaire')) return kinds.liquidation;
  if (words.includes('redressement judiciaire')) return kinds.receivership;
  return words.includes('sauvegarde') ? 'SAFEGUARD_OPENED' : 'PROCEEDINGS_OTHER';
}

/** The crisis-exit procedure (2021 to 2025) has no successor state; it is listed so that its family is not consulted. */
function isKnownInert(nature: string): boolean {
  return (
    nature === comparable("Jugement d'ouverture d'une procédure de traitement de sortie de crise")
  );
}
