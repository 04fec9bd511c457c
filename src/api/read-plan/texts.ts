import { randomBytes } from 'node:crypto';
import { alertDetail, alertTitle, type AlertTextKey } from '../../alerts';
import { localeOf, type Locale, type TextParams } from '../../kernel';
import { reasonText, type ReasonCode } from '../../scoring';
import { encodeEventCursor } from '../event/event-cursor';

/**
 * What stands before a text that is still to be put into words: no text of the database can contain it, since nobody
 * outside this process knows it.
 */
export const TEXT_MARK = `\u0001${randomBytes(9).toString('base64url')}`;

const MARKED = new RegExp(`"\\\\u0001${TEXT_MARK.slice(1)}((?:[^"\\\\]|\\\\.)*)"`, 'g');

type Words = (key: string, params: TextParams, locale: Locale) => string;

const KINDS: Readonly<Record<string, Words>> = {
  alertTitle: (key, params, locale) => alertTitle(key as AlertTextKey, params, locale),
  alertDetail: (key, params, locale) => alertDetail(key as AlertTextKey, params, locale),
  eventCursor: (position, { tenantId }) =>
    encodeEventCursor(typeof tenantId === 'string' ? tenantId : '', Number(position)),
  reason: (key, params, locale) => reasonText(key as ReasonCode, params, locale),
};

/** Writes what only this process can write, texts in a language above all; everything else is left as it is. */
export function fillTexts(json: string): string {
  return json.replace(MARKED, (_, escaped: string) => {
    const told = JSON.parse(JSON.parse(`"${escaped}"`) as string) as [
      string,
      string,
      string,
      TextParams,
    ];
    const [kind, locale, key, params] = told;
    const words = KINDS[kind];
    return JSON.stringify(words?.(key, params, localeOf(locale)) ?? key);
  });
}
