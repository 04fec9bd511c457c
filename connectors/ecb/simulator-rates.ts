/** Invented rates near those of the mid-2020s, the same for the same day whenever they are asked for. */
import { addDays, daysBetween, type LocalDate } from '../../src/connector-kit';

interface Quoted {
  currency: string;
  /** Around which it moves. */
  level: number;
  decimals: number;
  /** How far it strays from its level, as a share. */
  swing: number;
  /** First and last day the ECB published it. */
  since?: LocalDate;
  until?: LocalDate;
}

const free = (currency: string, level: number, decimals: number): Quoted => ({
  ...{ currency, level, decimals },
  swing: 0.06,
});

const CURRENCIES: readonly Quoted[] = [
  free('USD', 1.1012, 4),
  free('JPY', 161.3, 2),
  free('CZK', 24.81, 3),
  // Tied to the euro within a narrow band.
  { currency: 'DKK', level: 7.4588, decimals: 4, swing: 0.0004 },
  free('GBP', 0.8541, 5),
  free('HUF', 391.2, 2),
  free('PLN', 4.3117, 4),
  free('RON', 4.9921, 4),
  free('SEK', 11.214, 4),
  free('CHF', 0.9488, 4),
  { ...free('ISK', 147.9, 1), since: '2018-02-01' },
  free('NOK', 11.618, 4),
  free('TRY', 38.52, 4),
  free('AUD', 1.6714, 4),
  free('BRL', 6.0338, 4),
  free('CAD', 1.5022, 4),
  free('CNY', 7.8806, 4),
  free('HKD', 8.5929, 4),
  free('IDR', 17_412.5, 2),
  free('ILS', 4.0116, 4),
  free('INR', 92.845, 4),
  free('KRW', 1_502.4, 2),
  free('MXN', 20.711, 4),
  free('MYR', 4.8803, 4),
  free('NZD', 1.8397, 4),
  free('PHP', 62.617, 3),
  free('SGD', 1.4586, 4),
  free('THB', 37.66, 3),
  free('ZAR', 19.9214, 4),
  // Gone: joined the euro, or suspended.
  { ...free('BGN', 1.9558, 4), swing: 0, until: '2025-12-31' },
  { ...free('HRK', 7.5345, 4), swing: 0.004, until: '2022-12-30' },
  { ...free('RUB', 90.3, 4), until: '2022-03-01' },
];

/** The rates published for a day, in the order of the files. */
export function ratesOf(day: LocalDate): { currency: string; rate: string }[] {
  const number = daysBetween('1999-01-04', day);
  return CURRENCIES.filter(
    ({ since, until }) => day >= (since ?? day) && day <= (until ?? day),
  ).map((quoted, index) => ({ currency: quoted.currency, rate: rateOf(quoted, number, index) }));
}

/** A slow wave, a quicker one and a daily tremor. The files write no trailing zeros. */
function rateOf(quoted: Quoted, dayNumber: number, index: number): string {
  const slow = Math.sin(dayNumber / 410 + index * 1.7);
  const quick = Math.sin(dayNumber / 37 + index * 0.9);
  const tremor = (((dayNumber * 7919 + index * 104_729) % 1000) - 500) / 500;
  const move = quoted.swing * (0.6 * slow + 0.3 * quick + 0.1 * tremor);
  const written = (quoted.level * (1 + move)).toFixed(quoted.decimals);
  return written.includes('.') ? written.replace(/\.?0+$/, '') : written;
}

/** Monday to Friday but the closing days of TARGET: New Year, Good Friday, Easter Monday, 1 May, 25 and 26 December. */
export function isPublicationDay(day: LocalDate): boolean {
  const weekday = ((daysBetween('1970-01-05', day) % 7) + 7) % 7;
  if (weekday > 4 || FIXED_HOLIDAYS.has(day.slice(5))) return false;
  const easter = easterSunday(Number(day.slice(0, 4)));
  return day !== addDays(easter, -2) && day !== addDays(easter, 1);
}

const FIXED_HOLIDAYS: ReadonlySet<string> = new Set(['01-01', '05-01', '12-25', '12-26']);

/** Gregorian computus (Meeus, Jones, Butcher). */
function easterSunday(year: number): LocalDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const h =
    (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const offset = h + l - 7 * m + 114;
  const month = String(Math.floor(offset / 31)).padStart(2, '0');
  return `${year}-${month}-${String((offset % 31) + 1).padStart(2, '0')}`;
}
