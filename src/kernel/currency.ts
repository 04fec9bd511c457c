import { configError } from './error';

/** ISO 4217 currencies whose minor unit is not 1/100. Everything else we accept has two decimals. */
const DECIMALS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};
const KNOWN: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

export function isCurrency(code: string): boolean {
  return KNOWN.has(code);
}

/** Number of decimals of an ISO 4217 currency's minor unit. Throws UNKNOWN_CURRENCY. */
export function currencyDecimals(code: string): number {
  if (!isCurrency(code)) {
    throw configError(
      'UNKNOWN_CURRENCY',
      `${JSON.stringify(code)} is not an ISO 4217 currency code`,
      { remedy: 'Use an ISO 4217 code such as EUR.' },
    );
  }
  return DECIMALS[code] ?? 2;
}
