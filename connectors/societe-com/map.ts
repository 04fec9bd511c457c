/** Blocks of societe.com to unified records. Pure. */
import {
  decode,
  isLocalDate,
  listed,
  payloadInvalid,
  stableId,
  type CompanyRecord,
  type FinancialStatementRecord,
  type Json,
  type OfficerRecord,
  type ProviderScoreRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { accounts, euros, landed, legalFacts, officers, scores, type LegalFacts } from './payloads';

/** One block. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapBlock(payload: Json): UnifiedRecord[] {
  const { siren, block, body } = decode(landed, payload);
  if (block === 'infoslegales') return [companyRecord(siren, decode(legalFacts, body, 'body'))];
  if (block === 'dirigeants') return officerRecords(siren, body);
  if (block === 'bilans') return statementRecords(siren, body);
  return scoreRecords(siren, body);
}

function companyRecord(siren: string, source: LegalFacts): CompanyRecord {
  const stated = source.sirenformat?.replace(/\D/g, '') ?? siren;
  if (stated !== siren) throw payloadInvalid('body.sirenformat', `the SIREN ${siren}`, stated);
  const staff = listed(STAFF, source.trancheeffinsee);
  const isEuro = source.libdevise === null || /^eur/i.test(source.libdevise);
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    name: source.denoinsee ?? source.denorcs,
    tradeName: null,
    legalFormCode: null,
    legalFormLabel: source.catjurlibinsee ?? source.catjurlibrcs,
    activityCode: activityOf(source.nafinsee ?? source.nafrcs),
    createdOn: source.datecrearcs,
    ceasedOn: null,
    status: 'UNKNOWN',
    employeesMin: staff?.[0] ?? null,
    employeesMax: staff?.[1] ?? null,
    vatNumber: source.numtva,
    capitalMinor: isEuro ? euros(source.capital, 'body.capital') : null,
    currency: 'EUR',
    ...addressOf(source),
    isDiffusible: true,
    observedOn: null,
  };
}

/** INSEE's bands of staff; whether the field holds the code or words is not documented, words give null. */
const STAFF: Readonly<Record<string, readonly [least: number, most: number | null]>> = {
  '00': [0, 0],
  '01': [1, 2],
  '02': [3, 5],
  '03': [6, 9],
  '11': [10, 19],
  '12': [20, 49],
  '21': [50, 99],
  '22': [100, 199],
  '31': [200, 249],
  '32': [250, 499],
  '41': [500, 999],
  '42': [1_000, 1_999],
  '51': [2_000, 4_999],
  '52': [5_000, 9_999],
  '53': [10_000, null],
};

function activityOf(code: string | null): string | null {
  const match = /^(\d{2})\.?(\d{2}[A-Z])$/.exec(code ?? '');
  return match === null ? null : `${match[1] ?? ''}.${match[2] ?? ''}`;
}

type Address = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

/** INSEE's address, or the trade register's when INSEE's is not given: never half of each. */
function addressOf(source: LegalFacts): Address {
  const parts = [source.numvoieinsee, source.typvoieinsee, source.libvoieinsee];
  const line = parts.filter((part) => part !== null).join(' ');
  if (source.codepostalinsee !== null || source.villeinsee !== null) {
    return {
      addressLine: line === '' ? null : line,
      postcode: source.codepostalinsee,
      city: source.villeinsee,
      countryCode: null,
    };
  }
  return {
    addressLine: source.voieadressagercs,
    postcode: source.codepostalrcs,
    city: source.villercs,
    countryCode: null,
  };
}

/** Those in office: one with an end is no officer any more. */
function officerRecords(siren: string, body: Json): OfficerRecord[] {
  const found = decode(officers, body, 'body').flatMap((source) => {
    if (source.datefin !== null || source.titre === null) return [];
    const isLegalPerson = source.type === 'PM';
    const names = [source.prenompp, source.nompp].filter((part) => part !== null);
    const name = isLegalPerson || names.length === 0 ? null : names.join(' ');
    const record: OfficerRecord = {
      type: 'officer',
      sourceKey: stableId(siren, 'officer', source.type ?? '', name ?? '', source.titre),
      siren,
      name,
      role: source.titre,
      isLegalPerson,
      officerSiren: null,
      birthMonth: null,
      since: null,
    };
    return [record];
  });
  return [...new Map(found.map((record) => [record.sourceKey, record])).values()];
}

/** A year alone does not say when the accounts were closed: such a year is left out. */
function statementRecords(siren: string, body: Json): FinancialStatementRecord[] {
  return decode(accounts, body, 'body').bilans.flatMap(({ anneebilan, rescatotal }) => {
    const closedOn = (anneebilan ?? '').replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
    if (!isLocalDate(closedOn) || rescatotal === null) return [];
    return [
      {
        type: 'financialStatement',
        sourceKey: `${siren}:${closedOn}`,
        siren,
        closedOn,
        months: null,
        scope: 'COMPANY',
        confidentiality: 'PUBLIC',
        currency: 'EUR',
        filedOn: null,
        items: { turnover: rescatotal },
      },
    ];
  });
}

/** None of them foretells a default. */
function scoreRecords(siren: string, body: Json): ProviderScoreRecord[] {
  const score = decode(scores, body, 'body')['extra-financier']?.score ?? null;
  return Object.entries(score ?? {}).flatMap(([name, value]) => {
    if (value === null) return [];
    const scale = `SOCIETE_COM_${name.toUpperCase()}`;
    return [
      {
        type: 'providerScore',
        sourceKey: `${siren}:${scale}`,
        siren,
        scale,
        value,
        absentBecause: null,
        higherIsSafer: true,
        measures: 'OTHER',
        horizonMonths: null,
        computedOn: null,
      },
    ];
  });
}
