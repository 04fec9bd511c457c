/** A check of VIES to an identifier. Pure. */
import {
  decode,
  frenchVatNumber,
  sirenOfVatNumber,
  type IdentifierRecord,
  type Json,
} from '../../src/connector-kit';
import { check } from './payloads';

/** The identifier of one check; nothing for numbers of other member states. Throws CONTRACT PAYLOAD_INVALID. */
export function mapCheck(payload: Json): IdentifierRecord[] {
  const { countryCode, vatNumber, valid, requestDate, requestIdentifier } = decode(check, payload);
  const siren = sirenOfVatNumber(`${countryCode}${vatNumber}`);
  if (siren === null) return [];
  const record: IdentifierRecord = {
    type: 'identifier',
    sourceKey: frenchVatNumber(siren),
    siren,
    scheme: 'VAT',
    value: frenchVatNumber(siren),
    isValid: valid,
    checkedOn: requestDate,
    // The number of the check is what an auditor asks for.
    status: requestIdentifier === null ? null : `checked under ${requestIdentifier}`,
  };
  return [record];
}
