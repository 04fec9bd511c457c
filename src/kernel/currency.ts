import { configError } from './error';

/** ISO 4217 currencies whose minor unit is not 1/100. Everything else we accept has two decimals. */
const DECIMALS: Readonly<Record<string, number>> = {
  BEF: 0,
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  ESP: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  ITL: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LUF: 0,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  TRL: 0,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
};
/** Withdrawn from ISO 4217; statements and books of their time are in them. */
const WITHDRAWN = [
  ...['ATS', 'BEF', 'CYP', 'DEM', 'EEK', 'ESP', 'FIM', 'FRF', 'GRD', 'IEP', 'ITL', 'LTL', 'LUF'],
  ...['LVL', 'MTL', 'NLG', 'PTE', 'ROL', 'SIT', 'SKK', 'TRL'],
];
const KNOWN: ReadonlySet<string> = new Set([...Intl.supportedValuesOf('currency'), ...WITHDRAWN]);

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
