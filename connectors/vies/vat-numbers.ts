/** The stream `vat-numbers`: the VAT number of company after company, as the French tax administration knows it. */
import {
  contractError,
  decode,
  frenchVatNumber,
  isSiren,
  sirenOfVatNumber,
  subjectStream,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { checkVatNumber } from './client';
import type { ViesConfig } from './config';
import { mapCheck } from './map';
import { check } from './payloads';

export const vatNumbers = subjectStream<ViesConfig>({
  name: 'vat-numbers',
  records: ['identifier'],
  refreshAfterDays: 90,
  fetch: readVatNumber,
  map: mapCheck,
});

/** The number follows from the SIREN; whether it is in use is what is asked. */
async function readVatNumber(
  context: ReadContext<ViesConfig>,
  siren: string,
): Promise<SubjectAnswer> {
  if (!isSiren(siren)) return { items: [], outcome: 'UNKNOWN' };
  const vatNumber = frenchVatNumber(siren);
  const payload = await checkVatNumber(context, vatNumber);
  const { countryCode, vatNumber: answered } = decode(check, payload);
  if (sirenOfVatNumber(`${countryCode}${answered}`) !== siren) {
    const message = `asked for ${vatNumber}, was sent ${countryCode}${answered}`;
    throw contractError('ANSWER_FOR_ANOTHER_COMPANY', message, { place: { path: 'vatNumber' } });
  }
  return { items: [{ sourceKey: vatNumber, payload }], outcome: 'FOUND' };
}
