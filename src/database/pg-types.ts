import { types } from 'pg';

/** The OID in pg_type, which pg has no name for. */
const DATE_ARRAY = 1182;

/** A date is its text, never a Date at somebody's midnight. Bigint and numeric stay strings, which is pg's default. */
export function keepDatesAsText(): void {
  types.setTypeParser(types.builtins.DATE, (value: string) => value);
  types.setTypeParser(DATE_ARRAY as never, (value: string) => value.slice(1, -1).split(','));
}
