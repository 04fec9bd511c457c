import { addDays, type LocalDate } from '../../kernel';

/**
 * A fact that is older when it is first seen is history, not news: years of it are met when a tenant connects its sources.
 * What holds today is told whenever it began.
 */
export const NEWS_DAYS = 90;

/** Whether a fact of that day is news today; what lies ahead of today is not. */
export function isNews(on: LocalDate, today: LocalDate): boolean {
  return on <= today && on >= addDays(today, -NEWS_DAYS);
}

/** Whether a fact of that day is news no more; one of a day to come still is. */
export function isPastNews(on: LocalDate, today: LocalDate): boolean {
  return on < addDays(today, -NEWS_DAYS);
}
