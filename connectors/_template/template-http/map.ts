/** Payloads to records: pure, so that a mapping can be corrected and run again on what was received. */
import { decode, type CompanyRecord, type Json } from '../../../src/connector-kit';
import { companyPayload } from './payloads';

/** Throws CONTRACT PAYLOAD_INVALID with the path of the first field that is not what it should be. */
export function mapCompany(payload: Json): CompanyRecord[] {
  const company = decode(companyPayload, payload);
  return [
    {
      type: 'company',
      sourceKey: company.siren,
      siren: company.siren,
      name: company.name,
      tradeName: null,
      legalFormCode: null,
      legalFormLabel: null,
      activityCode: null,
      createdOn: company.created,
      ceasedOn: null,
      status: company.closed ? 'CEASED' : 'ACTIVE',
      employeesMin: null,
      employeesMax: null,
      vatNumber: null,
      capitalMinor: null,
      currency: 'EUR',
      addressLine: null,
      postcode: company.postcode,
      city: company.city,
      countryCode: 'FR',
      isDiffusible: true,
      observedOn: null,
    },
  ];
}
