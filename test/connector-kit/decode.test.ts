import * as from from '../../src/connector-kit/decode';
import { EncoursError, parseMoney } from '../../src/kernel';

function refusal(work: () => unknown): { path: string | undefined; message: string } {
  try {
    work();
  } catch (error) {
    if (!(error instanceof EncoursError)) throw error;
    expect(error).toMatchObject({ family: 'CONTRACT', code: 'PAYLOAD_INVALID' });
    return { path: error.place.path, message: error.message };
  }
  throw new Error('nothing was refused');
}

const company = from.object({
  results: from.array(
    from.object({
      siege: from.object({ code_postal: from.text }),
      finances: from.optional(from.mapOf(from.object({ ca: from.number }))),
      jugement: from.optional(from.jsonString(from.object({ date: from.isoDate }))),
      personnes: from.oneOrMany(from.object({ nom: from.text })),
    }),
  ),
});

it('names the exact path of what is wrong', () => {
  const answer = { results: [{ siege: { code_postal: 75008 } }] };
  const { path, message } = refusal(() => from.decode(company, answer));
  expect(path).toBe('results[0].siege.code_postal');
  expect(message).toBe('results[0].siege.code_postal must be a string, not a number');
});

it.each<[string, from.Decoder<unknown>, unknown]>([
  ['a text', from.number, 'DUPONT 82'],
  ['a number', from.text, 82],
  ['a date', from.isoDate, 'DUPONT 82'],
  ['an amount', from.decimalToMinor('EUR'), 'DUPONT 82'],
  ['broken inner JSON', from.jsonString(from.json), '{DUPONT 82'],
  [
    'what the kernel refuses',
    from.mapped(from.text, (said) => parseMoney(said, 'EUR')),
    'DUPONT 82',
  ],
])('tells nothing of %s that is refused but its kind', (_name, decoder, value) => {
  expect(refusal(() => from.decode(decoder, value, 'p')).message).not.toMatch(/DUPONT|82/);
});

it.each<[string, object, string]>([
  ['a key that is no name', { finances: { '2024': {} } }, 'results[0].finances["2024"].ca'],
  ['JSON in a string', { jugement: '{"date":"x"}' }, 'results[0].jugement.date'],
  ['a broken inner JSON', { jugement: '{"date":' }, 'results[0].jugement'],
  ['an only child', { personnes: { nom: '' } }, 'results[0].personnes.nom'],
  ['one of many', { personnes: [{ nom: 'A' }, {}] }, 'results[0].personnes[1].nom'],
])('goes on counting inside %s', (_name, part, path) => {
  const answer = { results: [{ siege: { code_postal: '75008' }, ...part }] };
  expect(refusal(() => from.decode(company, answer)).path).toBe(path);
});

it('ignores what it does not know and keeps what it does', () => {
  const answer = { page: 1, results: [{ siege: { code_postal: ' 75008 ', x: 1 } }] };
  expect(from.decode(company, answer)).toEqual({
    results: [{ siege: { code_postal: '75008' }, finances: null, jugement: null, personnes: [] }],
  });
});

it('does not take inherited properties for fields', () => {
  const decoder = from.object({ constructor: from.optional(from.json) });
  expect(from.decode(decoder, {})).toEqual({ constructor: null });
});

it.each<[unknown, string | null]>([
  [undefined, null],
  [null, null],
  ['', null],
  ['  ', null],
  [' a ', 'a'],
])('reads absence in all its spellings: %p is %p', (value, expected) => {
  expect(from.optionalText(value, 'x')).toBe(expected);
});

it('reads a value nobody knows as UNKNOWN, and refuses what is no string', () => {
  const status = from.enumOrUnknown(['A', 'C']);
  expect([status('A', ''), status('Z', '')]).toEqual(['A', 'UNKNOWN']);
  expect(() => status(null, 'etat')).toThrow(/etat must be a string/);
});

it.each<[unknown, string, bigint]>([
  ['1234.5', 'EUR', 123450n],
  [1234.56, 'EUR', 123456n],
  [0.8, 'EUR', 80n],
  [-12, 'EUR', -1200n],
  ['7', 'JPY', 7n],
  ['9007199254740993.01', 'EUR', 900719925474099301n],
])('turns %p %s into minor units exactly', (value, currency, expected) => {
  expect(from.decimalToMinor(currency)(value, '')).toBe(expected);
});

it.each([1234.567, 9007199254740992, 1e21, '1,5', '', NaN, null, '1.005'])(
  'refuses the amount %p rather than round it',
  (value) => {
    expect(() => from.decimalToMinor('EUR')(value, 'ca')).toThrow(/^ca must be/);
  },
);

it.each(['2026-02-30', '2026-2-3', '03/02/2026', 20260203, null])(
  'refuses the date %p',
  (value) => {
    expect(() => from.isoDate(value, 'd')).toThrow(/YYYY-MM-DD/);
  },
);

it('takes the day of a date-time as it is written', () => {
  expect(from.isoDay('2026-05-13T23:59:35.402', '')).toBe('2026-05-13');
});

it('does not copy long or nested values into its message', () => {
  const { message } = refusal(() => from.number('x'.repeat(500), 'a'));
  expect(message.length).toBeLessThan(120);
  expect(refusal(() => from.number({ iban: 'FR76' }, 'a')).message).toMatch(/not an object$/);
});

it.each(['[ND]', '[NON-DIFFUSIBLE]', ' [non diffusible] ', '12 RUE [ND]'])(
  'takes the mask %p of a register for nothing at all',
  (masked) => {
    expect(from.optionalText(masked, 'nom')).toBeNull();
  },
);

it.each([1e15, -1e15, 1e300, Infinity, NaN])(
  'takes %p for no number: its digits are lost',
  (value) => {
    expect(() => from.number(value, 'ca')).toThrow('ca must be a number of at most 15 digits');
  },
);

it.each(['__proto__', 'constructor', 'toString', null])('finds %p in no table', (word) => {
  expect(from.listed({ A: 'ACTIVE' }, word)).toBeUndefined();
});
