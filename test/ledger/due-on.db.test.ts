import { addDays, dueOn, readTermSteps } from '../../src/kernel';
import { useDatabase } from '../support/postgres';

const TERMS = [
  ...['0d', '1d', '30d', '45d', '60d', '999d', '1m', '2m', '36m', 'eom', '45d eom', 'eom 45d'],
  ...['30d eom @15', '45d eom @15', 'eom @10', '@1', '@15', '@28', '@29', '@30', '@31', '30d @31'],
  ...['eo10d', '30d eo10d', 'eo10d 30d', 'eom 45d eom', '1m eom', '1m @30', 'eom 1m @31', '2m 10d'],
];

describe('due_on in SQL', () => {
  const database = useDatabase();

  it.each(TERMS)('%s is the day the kernel says, on every day of six years', async (terms) => {
    const rows = await database().query<{ issued: string; due: string }>(
      `SELECT d::date::text AS issued, due_on(d::date, $1)::text AS due
       FROM generate_series(date '2023-01-01', date '2028-12-31', interval '1 day') d ORDER BY 1`,
      [terms],
    );
    expect(rows).toHaveLength(2192);
    const steps = readTermSteps(terms);
    const expected = rows.map((_, index) => dueOn(addDays('2023-01-01', index), steps));
    expect(rows.map(({ due }) => due)).toEqual(expected);
  });

  it('is not a question of the session’s time zone', async () => {
    const [row] = await database().query<{ due: string }>(
      `SELECT set_config('timezone', 'Pacific/Kiritimati', true), due_on('2025-03-31', '1m eom @15')::text AS due`,
    );
    expect(row?.due).toBe('2025-05-15');
  });

  it('has no day for no terms, and refuses what is no step', async () => {
    expect(await database().query(`SELECT due_on('2025-03-31', NULL) AS due`)).toEqual([
      { due: null },
    ]);
    await expect(database().query(`SELECT due_on('2025-03-31', '30d soon')`)).rejects.toThrow(
      'PAYMENT_TERMS_UNKNOWN',
    );
  });
});
