import { types } from 'pg';

/** OIDs of pg_type. */
const DATE = 1082;
const DATE_ARRAY = 1182;

/** A date is its text, never a Date at somebody's midnight. Bigint and numeric stay strings, which is pg's default. */
export function keepDatesAsText(): void {
  types.setTypeParser(DATE, (value: string) => value);
  types.setTypeParser(DATE_ARRAY as never, (value: string) => value.slice(1, -1).split(','));
}
