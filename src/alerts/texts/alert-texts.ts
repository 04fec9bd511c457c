import type { Locale } from '../../kernel';

/** A title says what happened in one line, a detail what it means and what to do; `{name}` stands for a parameter. */
interface AlertText {
  readonly title: string;
  readonly detail: string;
}

/** Texts of a theme by their key, in every language the hub speaks. */
export type AlertTexts = Readonly<Record<string, Readonly<Record<Locale, AlertText>>>>;
