/** The wire: one check, and what its errors mean. */
import {
  authError,
  configError,
  contractError,
  decode,
  isEncoursError,
  transientError,
  type EncoursError,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { ViesConfig } from './config';
import { outcome } from './payloads';

/** Busy is the ordinary state of some member states: so many tries before the run gives up for now. */
const ATTEMPTS_MAX = 4;

/**
 * POST /check-vat-number for a French number, as received. Throws TRANSIENT when the service or the member state does not
 * answer, which never means that a number is invalid; AUTH when we are blocked, CONFIG when our own number is wrong.
 */
export async function checkVatNumber(
  context: ReadContext<ViesConfig>,
  vatNumber: string,
): Promise<Json> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await checkOnce(context, vatNumber);
    } catch (error) {
      const isBusy = isEncoursError(error, 'TRANSIENT') && error.code === 'VIES_UNAVAILABLE';
      if (!isBusy || attempt >= ATTEMPTS_MAX) throw error;
    }
  }
}

async function checkOnce(
  { http, config }: ReadContext<ViesConfig>,
  vatNumber: string,
): Promise<Json> {
  const { requesterNumber, requesterCountryCode } = config;
  const requester =
    requesterNumber === undefined
      ? {}
      : { requesterMemberStateCode: requesterCountryCode, requesterNumber };
  const { data } = await http.request({
    method: 'POST',
    path: '/check-vat-number',
    body: { countryCode: vatNumber.slice(0, 2), vatNumber: vatNumber.slice(2), ...requester },
    isIdempotent: true,
  });
  const { actionSucceed, errorWrappers } = decode(outcome, data);
  if (actionSucceed === false || errorWrappers !== null) {
    throw viesError(errorWrappers?.[0]?.error ?? 'no code', vatNumber);
  }
  return data;
}

const BUSY =
  /^(SERVICE_UNAVAILABLE|MS_UNAVAILABLE|TIMEOUT|(GLOBAL|MS)_MAX_CONCURRENT_REQ(_TIME)?)$/;

/** An error of the service, which comes as a 200, by what is to be done about it. */
function viesError(code: string, vatNumber: string): EncoursError {
  const message = `vies: the check of ${vatNumber} was answered with ${code}`;
  if (BUSY.test(code)) return transientError('VIES_UNAVAILABLE', message);
  if (code === 'VAT_BLOCKED' || code === 'IP_BLOCKED') {
    return authError('PROVIDER_AUTH_REFUSED', message, {
      remedy: 'Ask the Commission’s VIES desk to lift the block, then resume the connection.',
    });
  }
  if (code === 'INVALID_REQUESTER_INFO') {
    return configError('PROVIDER_REJECTED_REQUEST', message, {
      place: { field: 'requesterNumber' },
      remedy: 'Correct requesterNumber and requesterCountryCode in the connection.',
    });
  }
  // Of the number asked about, or a code nobody knows: neither says that the number is invalid.
  return contractError('PAYLOAD_INVALID', message, { place: { path: 'errorWrappers[0].error' } });
}
