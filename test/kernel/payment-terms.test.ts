import fc from 'fast-check';
import {
  addDays,
  describePaymentTerms,
  discountMinor,
  dueOn,
  formatTermSteps,
  isBeyondLegalMaximum,
  parsePaymentTerms,
  readTermSteps,
  type TermStep,
  type TermSteps,
} from '../../src/kernel';

/** Every day of a common year, a leap year, one that is not (2100) and the days around them. */
const DAYS = ['2023-01-01', '2099-12-01'].flatMap((first) =>
  Array.from({ length: 3 * 366 }, (_, index) => addDays(first, index)),
);

/** The same steps taken one calendar day at a time. */
function walked(from: string, steps: TermSteps): string {
  return steps.reduce((day, step) => {
    if (step.kind === 'DAYS') return walkUntil(day, (_, taken) => taken === step.days);
    if (step.kind === 'END_OF_MONTH') return walkUntil(day, isMonthEnd);
    if (step.kind === 'END_OF_TEN_DAYS')
      return walkUntil(day, (at) => [10, 20].includes(dayOf(at)) || isMonthEnd(at));
    if (step.kind === 'DAY_OF_MONTH')
      return walkUntil(
        day,
        (at) => dayOf(at) === step.day || (isMonthEnd(at) && dayOf(at) < step.day),
      );
    let month = day;
    for (let left = step.months; left > 0; left--)
      month = walkUntil(addDays(walkUntil(month, isMonthEnd), 1), isMonthEnd);
    const first = `${month.slice(0, 8)}01`;
    return walkUntil(first, (at) => dayOf(at) === dayOf(day) || isMonthEnd(at));
  }, from);
}

function walkUntil(from: string, isThere: (day: string, taken: number) => boolean): string {
  let day = from;
  for (let taken = 0; !isThere(day, taken); taken++) day = addDays(day, 1);
  return day;
}

const dayOf = (day: string): number => Number(day.slice(8));
const isMonthEnd = (day: string): boolean => addDays(day, 1).slice(5, 7) !== day.slice(5, 7);

describe('the day terms lead to', () => {
  it.each([
    ...['30d', '45d', '60d', '1m', '2m', 'eom', '45d eom', 'eom 45d', '30d eom @15', 'eom @10'],
    ...[
      '@15',
      '@30',
      '@31',
      '30d eom @31',
      'eo10d',
      '30d eo10d',
      'eo10d 30d',
      'eom 45d eom',
      '1m eom',
    ],
  ])('%s is right on every day of years that are leap and not', (text) => {
    const steps = readTermSteps(text);
    for (const day of DAYS) expect([day, dueOn(day, steps)]).toEqual([day, walked(day, steps)]);
  });

  it.each([
    ['45d eom', '2025-01-15', '2025-03-31'],
    ['eom 45d', '2025-01-15', '2025-03-17'],
    ['45d eom', '2025-01-16', '2025-03-31'],
    ['45d eom', '2025-01-14', '2025-02-28'],
    ['45d eom', '2024-01-15', '2024-02-29'],
    ['45d eom', '2025-08-31', '2025-10-31'],
    ['30d eom', '2025-01-31', '2025-03-31'],
    ['30d eom', '2024-01-31', '2024-03-31'],
    ['30d eom', '2025-01-30', '2025-03-31'],
    ['30d eom', '2025-01-29', '2025-02-28'],
    ['45d eom @15', '2025-01-31', '2025-04-15'],
    ['45d eom @15', '2025-03-31', '2025-06-15'],
    ['30d @15', '2025-01-16', '2025-02-15'],
    ['30d @15', '2025-01-17', '2025-03-15'],
    ['@30', '2025-02-10', '2025-02-28'],
    ['eom @30', '2025-02-10', '2025-02-28'],
    ['@31', '2024-02-29', '2024-02-29'],
    ['1m', '2025-01-31', '2025-02-28'],
    ['1m', '2024-01-31', '2024-02-29'],
    ['eo10d 30d', '2025-02-21', '2025-03-30'],
    ['0d', '2025-02-21', '2025-02-21'],
  ])('%s from %s is %s', (text, issued, due) => {
    expect(dueOn(issued, readTermSteps(text))).toBe(due);
  });

  it('is never before the day of issue', () =>
    fc.assert(
      fc.property(anySteps, fc.constantFrom(...DAYS), (steps, day) => {
        expect(dueOn(day, steps) >= day).toBe(true);
      }),
    ));
});

describe('terms in words', () => {
  it.each([
    ['30 jours', '30d'],
    ['30 jours nets', '30d'],
    ['net 30', '30d'],
    ['45 jours fin de mois', '45d eom'],
    ['45 J FDM', '45d eom'],
    ['30 JFM', '30d eom'],
    ['30 jours F.D.M.', '30d eom'],
    ['30 days EOM', '30d eom'],
    ['fin de mois 45 jours', 'eom 45d'],
    ['45 jours à compter de la fin du mois', 'eom 45d'],
    ['45 days after end of month', 'eom 45d'],
    ['EOM 45', 'eom 45d'],
    ['FDM 45', 'eom 45d'],
    ['60 jours date de facture', '60d'],
    ['Règlement : 60 jours nets, date d’émission de la facture', '60d'],
    ['30 jours fin de mois le 15', '30d eom @15'],
    ['45 J FDM le 15', '45d eom @15'],
    ['45 JFDM le 10', '45d eom @10'],
    ['30 jours fin de mois le 15 du mois suivant', '30d eom @15'],
    ['30 jours le 10 du mois suivant', '30d eom @10'],
    ['30 jours le 1er', '30d @1'],
    ['15th of the following month', 'eom @15'],
    ['15 MFI', 'eom @15'],
    ['fin du mois suivant', '1m eom'],
    ['2 mois', '2m'],
    ['2 semaines', '14d'],
    ['fin de décade 30 jours', 'eo10d 30d'],
    ['fin de mois 45 jours fin de mois', 'eom 45d eom'],
    ['comptant', '0d'],
    ['à réception', '0d'],
    ['A RECEPTION DE FACTURE', '0d'],
    ['Due upon receipt', '0d'],
    ['30 jours après réception de la facture', '30d'],
    ['Virement 30 jours, sans escompte', '30d'],
    ['45', '45d'],
  ])('%s is %s', (wording, text) => {
    expect(parsePaymentTerms(wording)).toEqual({ due: readTermSteps(text), discount: null });
  });

  it.each([
    ['2% 10 net 30', '30d', 200, '10d'],
    ['2/10, n/30', '30d', 200, '10d'],
    ['30 jours nets, escompte 2 % si paiement sous 10 jours', '30d', 200, '10d'],
    ["1,5 % d'escompte à 8 jours, 45 jours fin de mois", '45d eom', 150, '8d'],
    ['escompte 2 % comptant, 30 jours', '30d', 200, '0d'],
    ['escompte 2 % 10 jours', null, 200, '10d'],
  ])('%s has a discount', (wording, due, basisPoints, within) => {
    expect(parsePaymentTerms(wording)).toEqual({
      due: due === null ? null : readTermSteps(due),
      discount: { basisPoints, steps: readTermSteps(within) },
    });
  });

  it.each([
    ...['', 'net', 'fin', 'soon', 'trente jours', '30 jours ouvrés', '-30 jours', '1000 jours'],
    ...['30/60/90 jours', '30 60', '50 % à 30 jours, 50 % à 60 jours', '30 jours comptant'],
    ...['le 15 le 20', 'le 15 30 jours', 'le 32', 'le 0', 'fin de mois fin de mois', '99 mois'],
    ...['2% net', '0% 10 net 30', '150% 10 net 30', '2% 10 3% 5'],
  ])('%j is refused rather than guessed', (wording) => {
    expect(refusal(() => parsePaymentTerms(wording))).toMatchObject({
      family: 'CONFIG',
      code: 'PAYMENT_TERMS_UNKNOWN',
    });
  });

  it('of a length nobody writes are refused', () => {
    expect(refusal(() => parsePaymentTerms(`${'a '.repeat(5_000_000)}30 jours`))).toMatchObject({
      code: 'PAYMENT_TERMS_UNKNOWN',
    });
  });

  it('never fails otherwise, whatever is written', () =>
    fc.assert(
      fc.property(fc.oneof(fc.string(), anyWording), (wording) => {
        try {
          const { due, discount } = parsePaymentTerms(wording);
          expect(due !== null || discount !== null).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: 'PAYMENT_TERMS_UNKNOWN' });
        }
      }),
      { numRuns: 2_000 },
    ));

  it('written by us are read back as the same', () =>
    fc.assert(
      fc.property(anyTerms, fc.constantFrom('fr', 'en'), (terms, locale) => {
        expect(parsePaymentTerms(describePaymentTerms(terms, locale))).toEqual(terms);
      }),
      { numRuns: 2_000 },
    ));

  it('have one canonical text', () => {
    fc.assert(
      fc.property(anySteps, (steps) => {
        expect(readTermSteps(formatTermSteps(steps))).toEqual(steps);
      }),
    );
    for (const text of ['', '30', '30d  eom', '30d 30d', '@15 eom', '@32', '0m', '00d', 'EOM'])
      expect(refusal(() => readTermSteps(text))).toMatchObject({ code: 'PAYMENT_TERMS_UNKNOWN' });
  });
});

describe('a cash discount', () => {
  it.each([
    [120_000n, 200, 2_400n],
    [99n, 200, 2n],
    [125n, 200, 3n],
    [-125n, 200, -3n],
    [24n, 200, 0n],
    [9_007_199_254_740_993n, 150, 135_107_988_821_115n],
  ])('of %s at %s hundredths of a percent is %s', (total, basisPoints, discount) => {
    expect(discountMinor(total, basisPoints)).toBe(discount);
  });
});

describe('the legal maximum', () => {
  it.each([
    ['60d', false],
    ['61d', true],
    ['45d eom', false],
    ['eom 45d', false],
    ['46d eom', true],
    ['60d eom', true],
    ['30d eom @15', true],
    ['eom @15', false],
    ['2m', true],
    ['0d', false],
  ])('%s: beyond it %s', (text, isBeyond) => {
    expect(isBeyondLegalMaximum(readTermSteps(text))).toBe(isBeyond);
  });
});

/** What reading throws; fails when it reads. */
function refusal(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    return error;
  }
  throw new Error('it was understood');
}

const days = fc.record({
  kind: fc.constant('DAYS' as const),
  days: fc.integer({ min: 1, max: 999 }),
});
const step: fc.Arbitrary<TermStep> = fc.oneof(
  days,
  fc.record({ kind: fc.constant('MONTHS' as const), months: fc.integer({ min: 1, max: 36 }) }),
  fc.constant<TermStep>({ kind: 'END_OF_MONTH' }),
  fc.constant<TermStep>({ kind: 'END_OF_TEN_DAYS' }),
);
const lastStep = fc.record({
  kind: fc.constant('DAY_OF_MONTH' as const),
  day: fc.integer({ min: 1, max: 31 }),
});
const anySteps: fc.Arbitrary<TermSteps> = fc
  .tuple(fc.array(step, { maxLength: 5 }), fc.option(lastStep))
  .map(([steps, last]) => {
    const said = steps.filter((one, index) => one.kind !== steps[index - 1]?.kind);
    return last === null ? said : [...said, last];
  });
const anyDiscount = fc.record({
  basisPoints: fc.integer({ min: 1, max: 9_999 }),
  steps: fc.constantFrom(...['0d', '10d', '10d eom'].map(readTermSteps)),
});
const anyTerms = fc
  .record({ due: fc.option(anySteps), discount: fc.option(anyDiscount) })
  .filter(({ due, discount }) => due !== null || discount !== null);
const anyWording = fc
  .array(
    fc.constantFrom(
      ...['30', '45', '2', '%', '10', 'jours', 'j', 'fin de mois', 'le', 'net', 'EOM', 'days', '/'],
      ...[
        'après',
        'from',
        'mois',
        'suivant',
        'comptant',
        'réception',
        'escompte',
        ',',
        '15th',
        '-',
      ],
    ),
    { maxLength: 8 },
  )
  .map((words) => words.join(' '));
