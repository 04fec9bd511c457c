import { configError } from '../../kernel';
import { QUERY_LIMITS } from '../query-cost/measure';

/** How many rows an aged balance is counted as before it is known. */
export const ASSUMED_ROWS = 1_000;

/** How far the nodes of the rows there are may exceed what an operation may ask for. */
const TOLERANCE = 5;

/** The most rows that an operation of a measured cost may have answered. */
export function mostRows(cost: number): number {
  return Math.floor((TOLERANCE * QUERY_LIMITS.maxCost * ASSUMED_ROWS) / Math.max(1, cost));
}

/** Throws QUERY_TOO_COSTLY when what is selected of each row comes to more nodes than an operation may ask for. */
export function requireRows(rows: number, cost: number): void {
  if (rows <= mostRows(cost)) return;
  throw configError(
    'QUERY_TOO_COSTLY',
    `${rows} rows with all that is selected of each are more than one operation may ask for`,
    { remedy: 'Select less of each row, filter, or ask for the customers page by page.' },
  );
}
