import fc from 'fast-check';
import type { LegalEventKind } from '../../src/connector-kit';
import { frenchDate, repairEncoding } from './french-text';
import { judgmentKind } from './judgment-kinds';

const CASES: [nature: string, complement: string | null, kind: LegalEventKind][] = [
  ["Jugement d'ouverture de liquidation judiciaire", null, 'LIQUIDATION_OPENED'],
  ["Jugement d'extension de liquidation judiciaire", null, 'LIQUIDATION_OPENED'],
  ["Jugement d'ouverture d'une procédure de redressement judiciaire", null, 'RECEIVERSHIP_OPENED'],
  ["Jugement d'ouverture d'une procédure de sauvegarde accélérée", null, 'SAFEGUARD_OPENED'],
  ['Jugement de conversion en liquidation judiciaire', null, 'CONVERTED_TO_LIQUIDATION'],
  [
    'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde',
    null,
    'CONVERTED_TO_RECEIVERSHIP',
  ],
  [
    'Jugement prononçant la résolution du plan de sauvegarde et la liquidation judiciaire',
    null,
    'CONVERTED_TO_LIQUIDATION',
  ],
  [
    'Jugement prononçant la résolution du plan de sauvegarde et le redressement judiciaire',
    null,
    'CONVERTED_TO_RECEIVERSHIP',
  ],
  ['Jugement prononçant la résolution du plan de redressement', null, 'PLAN_FAILED'],
  ['Jugement arrêtant le plan de sauvegarde', null, 'PLAN_ADOPTED'],
  ["Jugement de clôture pour insuffisance d'actif", null, 'PROCEEDINGS_CLOSED'],
  ['Jugement mettant fin à la procédure de sauvegarde', null, 'PROCEEDINGS_CLOSED'],
  ['Autre jugement de clôture', null, 'PROCEEDINGS_CLOSED'],
  ["Arrêt de la cour d'appel infirmant une décision", null, 'PROCEEDINGS_OTHER'],
  ['Jugement de faillite personnelle', null, 'PROCEEDINGS_OTHER'],
  ['Jugement de désignation des organes de la procédure', null, 'PROCEEDINGS_OTHER'],
  ['Autre jugement prononçant', 'la LIQUIDATION JUDICIAIRE', 'CONVERTED_TO_LIQUIDATION'],
  ['Autre jugement prononçant', 'une sauvegarde', 'SAFEGUARD_OPENED'],
  ["Autre jugement d'ouverture", 'liquidation judiciaire simplifiée', 'LIQUIDATION_OPENED'],
  ['Autre jugement prononçant', 'la prolongation du délai', 'PROCEEDINGS_OTHER'],
  ['Autre jugement et ordonnance', 'liquidation judiciaire', 'PROCEEDINGS_OTHER'],
];

describe('kind of a judgment', () => {
  it.each(CASES)('%s (%s) is %s', (nature, complement, kind) => {
    expect(judgmentKind({ famille: null, nature, complement })).toBe(kind);
  });

  it.each(['Avis de dépôt', 'Extrait de jugement', 'Loi de 1967'])(
    'changes nothing in the family %s, whatever the nature says',
    (famille) => {
      const nature = "Jugement d'ouverture de liquidation judiciaire";
      expect(judgmentKind({ famille, nature, complement: null })).toBe('PROCEEDINGS_OTHER');
    },
  );

  it('is the same under typographic apostrophes, no-break spaces and capitals', () => {
    const nature = 'JUGEMENT D’OUVERTURE DE\u00a0LIQUIDATION  JUDICIAIRE';
    expect(judgmentKind({ famille: null, nature, complement: null })).toBe('LIQUIDATION_OPENED');
  });

  it('reads no obsolete crisis-exit procedure as an opening', () => {
    const nature = "Jugement d'ouverture d'une procédure de traitement de sortie de crise";
    expect(
      judgmentKind({
        famille: "Jugement d'ouverture",
        nature,
        complement: 'sans liquidation judiciaire',
      }),
    ).toBe('PROCEEDINGS_OTHER');
  });
});

describe('French dates', () => {
  it('refuses days that do not exist and text that is no date', () => {
    const texts = ['31/02/2024', '30 février 2024', '2024-13-01', '10 brumaire 1799', '', 'néant'];
    expect(texts.map(frenchDate)).toEqual(texts.map(() => null));
  });

  it('reads every day back from all dialects', () => {
    const day = fc.date({
      min: new Date('1990-01-01'),
      max: new Date('2030-12-31'),
      noInvalidDate: true,
    });
    const spelled = new Intl.DateTimeFormat('fr-FR', { dateStyle: 'long', timeZone: 'UTC' });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const slashed = iso.split('-').reverse().join('/');
        const words = spelled.format(date);
        for (const text of [iso, slashed, words, words.replaceAll(' ', '\u00a0')]) {
          expect(frenchDate(text)).toBe(iso);
        }
      }),
    );
  });
});

describe('text read in the wrong encoding', () => {
  it('is repaired, and sound text is left alone', () => {
    const sound = fc.stringMatching(/^[a-zA-Zéèàçûôîêëïùœ€’' ]{0,40}$/);
    fc.assert(
      fc.property(sound, (text) => {
        expect(repairEncoding(text)).toBe(text);
        const garbled = Buffer.from(text, 'utf8').toString('latin1');
        expect(repairEncoding(garbled)).toBe(text);
      }),
    );
  });
});
