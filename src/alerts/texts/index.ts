import { renderText, type Locale, type TextParams } from '../../kernel';
import type { AlertTexts } from './alert-texts';
import { BEHAVIOUR_TEXTS } from './behaviour-texts';
import { COMPANY_TEXTS } from './company-texts';
import { INSOLVENCY_TEXTS } from './insolvency-texts';

const TEXTS = {
  ...INSOLVENCY_TEXTS,
  ...COMPANY_TEXTS,
  ...BEHAVIOUR_TEXTS,
} satisfies AlertTexts;

/** Stored with every alert; a key is never reused for something else. */
export type AlertTextKey = keyof typeof TEXTS;

export const ALERT_TEXT_KEYS = Object.keys(TEXTS) as AlertTextKey[];

/** One line that says what happened, in the reader's language. */
export function alertTitle(key: AlertTextKey, params: TextParams, locale: Locale): string {
  return renderText(TEXTS[key][locale].title, params, locale);
}

/** What it means and what to do, in the reader's language. */
export function alertDetail(key: AlertTextKey, params: TextParams, locale: Locale): string {
  return renderText(TEXTS[key][locale].detail, params, locale);
}
