import { currencyDecimals } from './currency';
import type { LocalDate } from './local-date';
import { formatDecimal } from './money';

export const LOCALES = ['en', 'fr'] as const;
export type Locale = (typeof LOCALES)[number];

/** A value inside a sentence: plain JSON, so that it can be stored and told again in another language. */
export type TextValue =
  | string
  | number
  | null
  | { readonly amountMinor: string; readonly currency: string }
  | { readonly date: LocalDate }
  | { readonly percent: number };
export type TextParams = Readonly<Record<string, TextValue>>;

const TAGS: Readonly<Record<Locale, string>> = { en: 'en-GB', fr: 'fr-FR' };
const UNKNOWN: Readonly<Record<Locale, string>> = { en: 'unknown', fr: 'inconnu' };

/** The closest language we write: "fr", "fr-CA" and "FR" give French, everything else English. */
export function localeOf(tag: string): Locale {
  return /^fr\b/i.test(tag) ? 'fr' : 'en';
}

/** Fills "{name}" with the named values, written the way the locale writes money, dates and numbers. */
export function renderText(template: string, params: TextParams, locale: Locale): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) =>
    renderValue(params[name] ?? null, locale),
  );
}

function renderValue(value: TextValue, locale: Locale): string {
  if (value === null) return UNKNOWN[locale];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberFormat(locale).format(value);
  if ('date' in value) return dateFormat(locale).format(new Date(`${value.date}T00:00:00Z`));
  if ('percent' in value) return percentFormat(locale).format(value.percent);
  const decimals = currencyDecimals(value.currency);
  const exact = formatDecimal(BigInt(value.amountMinor), decimals);
  // Intl takes exact decimal strings; Number(exact) would lose cents of very large amounts.
  return moneyFormat(locale, value.currency).format(exact as `${number}`);
}

/** Making an Intl formatter costs far more than using one. */
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function once<Format extends Intl.NumberFormat | Intl.DateTimeFormat>(
  key: string,
  make: () => Format,
): Format {
  const known = made.get(key) as Format | undefined;
  if (known !== undefined) return known;
  const format = make();
  made.set(key, format);
  return format;
}

function numberFormat(locale: Locale): Intl.NumberFormat {
  return once(`number ${locale}`, () => {
    return new Intl.NumberFormat(TAGS[locale], { maximumFractionDigits: 2 });
  });
}

function percentFormat(locale: Locale): Intl.NumberFormat {
  return once(`percent ${locale}`, () => {
    return new Intl.NumberFormat(TAGS[locale], { style: 'percent', maximumFractionDigits: 1 });
  });
}

function moneyFormat(locale: Locale, currency: string): Intl.NumberFormat {
  return once(`money ${locale} ${currency}`, () => {
    const fraction = currencyDecimals(currency);
    return new Intl.NumberFormat(TAGS[locale], {
      style: 'currency',
      currency,
      minimumFractionDigits: fraction,
      maximumFractionDigits: fraction,
    });
  });
}

function dateFormat(locale: Locale): Intl.DateTimeFormat {
  return once(`date ${locale}`, () => {
    return new Intl.DateTimeFormat(TAGS[locale], { dateStyle: 'medium', timeZone: 'UTC' });
  });
}
