/** Asking Atradius to cover a buyer. */
import {
  configError,
  decode,
  today,
  type CoverRequest,
  type CoverRequestOutcome,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import { buyerIdOf } from './buyers';
import { postCover } from './client';
import type { AtradiusConfig } from './config';
import { answeredRequest } from './payloads';

/** "Must be positive number greater than zero and a multiple of 1000." */
export const STEP_MINOR = 100_000n;

/** Under the first policy, from today on. Throws CONFIG PROVIDER_REJECTED_REQUEST with the insurer's words. */
export async function requestCover(
  context: ReadContext<AtradiusConfig>,
  request: CoverRequest,
): Promise<CoverRequestOutcome> {
  const { amountMinor } = request;
  if (amountMinor <= 0n || amountMinor % STEP_MINOR !== 0n) {
    throw refused('Atradius covers positive multiples of 1,000 only', 'amountMinor');
  }
  const buyerId = await buyerIdOf(context, request.siren);
  if (buyerId === null) {
    throw refused(`Atradius knows no buyer with the SIREN ${request.siren}`, 'siren');
  }
  const { status, data } = await postCover(context, bodyOf(context, request, buyerId));
  const [answer] = decode(answeredRequest, data).data;
  const message = answer?.response ?? null;
  const isRefused = message !== null && /refused/i.test(message);
  const granted = status === 201 ? 'GRANTED' : 'REFERRED';
  return {
    status: isRefused ? 'REFUSED' : granted,
    providerReference: answer?.coverId ?? null,
    message,
  };
}

function bodyOf(
  { config, clock }: ReadContext<AtradiusConfig>,
  request: CoverRequest,
  buyerId: string,
): Json {
  return {
    customerId: config.customerId,
    policyId: config.policyIds[0] ?? '',
    buyerId: /^\d{1,15}$/.test(buyerId) ? Number(buyerId) : buyerId,
    coverType: 'credit-limit',
    currencyCode: request.currency,
    creditLimitAmount: Number(request.amountMinor / 100n),
    effectFromDate: today(clock),
    customerRefNumber: request.reference,
  };
}

function refused(sentence: string, field: string): Error {
  return configError('PROVIDER_REJECTED_REQUEST', `atradius: ${sentence}`, {
    place: { field },
    remedy: 'Change the request for a cover; it was not sent.',
  });
}
