/** A report of Ellisphere to unified records. Pure. */
import {
  decode,
  isCurrency,
  isSiren,
  stableId,
  type CompanyRecord,
  type IdentifierRecord,
  type Json,
  type OfficerRecord,
  type OwnerRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { assessmentRecords } from './assessment';
import { dayWith, minorOf, textWith, type Element } from './elements';
import { legalEvents } from './events';
import { statementsOf } from './financials';
import {
  landed,
  report,
  type Appointment,
  type Identity,
  type Party,
  type Report,
  type ShareHolder,
} from './payloads';

/** Everything one report tells. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapReport(payload: Json): UnifiedRecord[] {
  const { siren, report: raw } = decode(landed, payload);
  const source = decode(report, raw, 'report');
  return [
    companyRecord(siren, source),
    ...identifiers(siren, source.companyIdentity),
    ...unique(source.companyAppointments.flatMap((each) => officers(siren, each))),
    ...unique(source.shareHolder.flatMap((each) => owner(siren, each))),
    ...statementsOf(siren, source),
    ...legalEvents(siren, source.event),
    ...assessmentRecords(siren, source),
  ];
}

function companyRecord(siren: string, source: Report): CompanyRecord {
  const { companyIdentity: identity, companyDetails: details } = source;
  const staff = details?.workForce?.numberOfEmployees[0]?.text ?? '';
  const employees = /^\d{1,7}$/.test(staff) ? Number(staff) : null;
  const capital = details?.capitalInformation?.capital ?? null;
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    name: identity.businessName,
    tradeName: null,
    ...legalFormOf(identity),
    activityCode: activityOf(identity),
    createdOn: dayWith(details?.foundation?.date ?? [], 'creation', 'companyDetails.foundation'),
    ceasedOn: null,
    status: statusOf(identity),
    employeesMin: employees,
    employeesMax: employees,
    vatNumber: textWith(identity.id, 'type', 'vat'),
    ...capitalOf(capital),
    ...addressOf(identity),
    isDiffusible: true,
    observedOn: dayWith(source.header?.report?.date ?? [], 'lastupdate', 'header.report'),
  };
}

function capitalOf(source: Element | null): Pick<CompanyRecord, 'capitalMinor' | 'currency'> {
  const currency = source?.attributes.get('currencyCode') ?? 'EUR';
  if (source === null || !isCurrency(currency)) return { capitalMinor: null, currency: 'EUR' };
  const path = 'companyDetails.capitalInformation.capital';
  return { capitalMinor: minorOf(source, currency, path), currency };
}

/** Told twice: by INSEE's code, and by a code of Ellisphere's own. */
function legalFormOf({
  legalForm,
}: Identity): Pick<CompanyRecord, 'legalFormCode' | 'legalFormLabel'> {
  const insee = legalForm.find(({ attributes }) => attributes.get('origin') === 'src');
  const code = insee?.attributes.get('code') ?? '';
  return {
    legalFormCode: /^\d{4}$/.test(code) ? code : null,
    legalFormLabel: insee?.text ?? legalForm[0]?.text ?? null,
  };
}

/** The French code, which is written without its dot; the European one stands beside it. */
function activityOf({ activity }: Identity): string | null {
  const codes = activity
    .flatMap(({ description }) => description)
    .filter(({ attributes }) => attributes.get('ref') === 'APE2008');
  const match = /^(\d{2})\.?(\d{2}[A-Z])$/.exec(codes[0]?.attributes.get('code') ?? '');
  return match === null ? null : `${match[1] ?? ''}.${match[2] ?? ''}`;
}

function statusOf({ status }: Identity): CompanyRecord['status'] {
  const code = status?.currentStatus?.attributes.get('code');
  if (code === 'ACT') return 'ACTIVE';
  return code === 'INA' ? 'CEASED' : 'UNKNOWN';
}

type Address = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

function addressOf({ address }: Identity): Address {
  const found = address.find((each) => each['@type'] === 'registered') ?? address[0];
  const lines = (found?.addressLine ?? []).flatMap(({ text }) => text ?? []);
  return {
    addressLine: lines.length === 0 ? null : lines.join(', '),
    postcode: textWith(found?.cityCode ?? [], 'type', 'postalcode'),
    city: found?.cityName ?? null,
    countryCode: found?.country?.attributes.get('code') === 'FRA' ? 'FR' : null,
  };
}

function identifiers(siren: string, { id }: Identity): IdentifierRecord[] {
  const value = textWith(id, 'type', 'src');
  if (value === null) return [];
  return [
    {
      type: 'identifier',
      sourceKey: `${siren}:ELLISPHERE`,
      siren,
      scheme: 'ELLISPHERE',
      value,
      isValid: null,
      checkedOn: null,
      status: null,
    },
  ];
}

/** Officers and auditors; people who run a department are no officers. */
function officers(siren: string, { '@type': type, manager }: Appointment): OfficerRecord[] {
  if (type === 'managers') return [];
  return manager.flatMap(({ party, position }) =>
    position.flatMap(({ role, date }) => {
      const name = nameOf(party);
      const title = role.find(({ attributes }) => attributes.get('origin') === 'src') ?? role[0];
      if (title?.text == null) return [];
      const officerSiren = sirenOf(party);
      return [
        {
          type: 'officer' as const,
          sourceKey: stableId(siren, 'officer', officerSiren ?? name ?? '', title.text),
          siren,
          name,
          role: title.text,
          isLegalPerson: party.company !== null,
          officerSiren,
          birthMonth: null,
          since: dayWith(date, 'nomination', 'position') ?? dayWith(date, 'since', 'position'),
        },
      ];
    }),
  );
}

function owner(siren: string, { party, shareDetails, ...source }: ShareHolder): OwnerRecord[] {
  if (source['@ultimate'] === 'true') return [];
  const name = nameOf(party);
  const ownerSiren = sirenOf(party);
  const share = shareDetails?.quote.find(
    ({ attributes }) => attributes.get('format') === 'percent',
  );
  const percent = share?.text ?? '';
  return [
    {
      type: 'owner',
      sourceKey: stableId(siren, 'owner', ownerSiren ?? name ?? ''),
      siren,
      kind: 'SHAREHOLDER',
      name,
      isLegalPerson: party.company !== null,
      ownerSiren,
      countryCode: null,
      birthMonth: null,
      sharePercent: /^\d{1,3}(\.\d{1,10})?$/.test(percent) ? percent : null,
      votePercent: null,
      since: null,
    },
  ];
}

function nameOf({ company, person }: Party): string | null {
  if (company !== null) return company.businessName;
  const parts = [person?.firstName, person?.lastName].filter((part) => part != null);
  return person?.fullName ?? (parts.length === 0 ? null : parts.join(' '));
}

function sirenOf({ company }: Party): string | null {
  const stated = textWith(company?.id ?? [], 'type', 'register')?.replace(/\s/g, '') ?? '';
  return isSiren(stated) ? stated : null;
}

/** The same appointment told twice is one. */
function unique<T extends { sourceKey: string }>(records: readonly T[]): T[] {
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}
