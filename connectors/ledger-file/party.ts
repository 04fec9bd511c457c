/** Who a row is about: the customer's code, or its name where it has none. */
import { isSiren, isSiret, sirenOfVatNumber, type PartyRecord } from '../../src/connector-kit';
import { foldTitle } from './kinds';
import type { RowValues } from './row-values';
import type { ListSink } from './sink';

export interface PartyOfRow {
  key: string;
  code: string | null;
  name: string;
}

/** The customer a row names by code, else by name; a row with neither fails. */
export function partyOf(values: RowValues): PartyOfRow {
  const code = values.textOrNull('partyCode');
  const name = values.text('partyName');
  if (code !== null) return { key: code, code, name: name === '' ? code : name };
  if (name === '') {
    const field = values.has('partyCode') ? 'partyCode' : 'partyName';
    values.fail('LEDGER_FILE_VALUE_MISSING', values.title(field), {});
  }
  return { key: `name:${foldTitle(name)}`, code: null, name };
}

/** A list with codes only says nothing of the customer that another list does not say better. */
export function isNamed({ code, name }: PartyOfRow): boolean {
  return name !== code;
}

const EMAIL = /^[^\s@<>;,]{1,64}@[^\s@<>;,]{1,190}\.[^\s@<>;,.]{2,24}$/;
const COUNTRIES: Readonly<Record<string, string>> = {
  ...{
    france: 'FR',
    belgique: 'BE',
    belgium: 'BE',
    allemagne: 'DE',
    germany: 'DE',
    deutschland: 'DE',
  },
  ...{ espagne: 'ES', spain: 'ES', italie: 'IT', italy: 'IT', suisse: 'CH', switzerland: 'CH' },
  ...{ luxembourg: 'LU', 'pays bas': 'NL', netherlands: 'NL', portugal: 'PT', 'royaume uni': 'GB' },
  ...{
    'united kingdom': 'GB',
    'etats unis': 'US',
    'united states': 'US',
    monaco: 'MC',
    maroc: 'MA',
  },
  ...{ tunisie: 'TN', algerie: 'DZ', canada: 'CA', autriche: 'AT', irlande: 'IE', pologne: 'PL' },
};

/** The customer as a record, from whatever columns of it the list has. */
export function partyRecord(values: RowValues, party: PartyOfRow, sink: ListSink): PartyRecord {
  const currency = values.currency();
  const creditLimitMinor = values.has('limit') ? values.amount('limit', currency) : null;
  const { siren, siret } = companyNumbers(values, sink);
  const email = values.text('email').split(/[;,\s]/)[0] ?? '';
  const status = values.table.kind === 'CUSTOMERS' ? foldTitle(values.text('status')) : '';
  return {
    type: 'party',
    sourceKey: party.key,
    code: party.code,
    name: party.name,
    siren,
    siret,
    vatNumber: vatNumber(values.text('vatNumber')),
    countryCode: country(values.text('country')),
    email: EMAIL.test(email) ? email : null,
    phone: values.textOrNull('phone'),
    paymentTerms: values.textOrNull('terms'),
    creditLimitMinor,
    currency: creditLimitMinor === null ? null : currency,
    isPooled: values.isPooled({ account: '', auxiliary: party.code ?? '', name: party.name }),
    isActive: !/^(inacti(f|ve)|non|no|0|false|faux|archive|bloque|ferme|closed)/.test(status),
    parentKey: null,
    mergedIntoKey: null,
  };
}

/** A number that cannot be one is left out and told: a customer without one is found by its name. */
function companyNumbers(
  values: RowValues,
  sink: ListSink,
): { siren: string | null; siret: string | null } {
  // A spreadsheet that took the number for one has lost the zero it began with.
  const siren8 = digits(values.text('siren'));
  const written = {
    siren: /^\d{8}$/.test(siren8) ? `0${siren8}` : siren8,
    siret: digits(values.text('siret')),
  };
  const siret = isSiret(written.siret) ? written.siret : null;
  const ofVat = sirenOfVatNumber(vatNumber(values.text('vatNumber')) ?? '');
  const isSiretInSiren = isSiret(written.siren);
  const own = isSiretInSiren ? written.siren.slice(0, 9) : written.siren;
  const siren = isSiren(own) ? own : (siret?.slice(0, 9) ?? ofVat);
  for (const field of ['siren', 'siret'] as const) {
    const isWrong = written[field] !== '' && !isSiren(written[field]) && !isSiret(written[field]);
    if (!isWrong) continue;
    const message = `${values.title(field)} ${JSON.stringify(values.text(field).slice(0, 30))} is none: its check digit is wrong; it is left out`;
    sink.warnings.add('LEDGER_FILE_SIREN_INVALID', message, values.row.line);
  }
  return { siren, siret: siret ?? (isSiretInSiren ? written.siren : null) };
}

function digits(text: string): string {
  return text
    .replace(/[\s.\-_]/g, '')
    .replace(/\.0+$/, '')
    .slice(0, 20);
}

function vatNumber(text: string): string | null {
  const compact = text.replace(/[\s.-]/g, '').toUpperCase();
  return /^[A-Z]{2}[0-9A-Z+*]{2,13}$/.test(compact) ? compact : null;
}

function country(text: string): string | null {
  if (/^[A-Za-z]{2}$/.test(text)) return text.toUpperCase();
  const name = foldTitle(text);
  return Object.hasOwn(COUNTRIES, name) ? (COUNTRIES[name] ?? null) : null;
}
