import type { LocalDate } from '../kernel';
import type { Params } from './keyset';

/** "sql $n" with a day behind it; nothing without one. */
export function bound(sql: string, day: LocalDate | null | undefined, params: Params): string[] {
  return day === null || day === undefined ? [] : [`${sql} ${params.add(day, 'date')}`];
}

/** "sql $n" with an instant behind it; nothing without one. */
export function since(sql: string, at: Date | null | undefined, params: Params): string[] {
  return at === null || at === undefined ? [] : [`${sql} ${params.add(at, 'timestamptz')}`];
}
