/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import {
  decode,
  requestWithToken,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { AllianzTradeConfig } from './config';
import {
  coverList,
  jobAnswer,
  jobState,
  loginAnswer,
  searchAnswer,
  type JobState,
} from './payloads';

type Context = ReadContext<AllianzTradeConfig>;

export const COVERS_PER_PAGE = 100;
/** How long a token lives is not documented; one that ends earlier is renewed when it is refused. */
const TOKEN_LIFE_MS = 10 * 60_000;
/** Two are enough to know that a SIREN is ambiguous. */
const BUYERS_WANTED = 2;

/** The companies known under a SIREN; none is an empty list. */
export async function findBuyers(context: Context, siren: string): Promise<Json[]> {
  const { data } = await send(context, {
    method: 'POST',
    path: '/search/v2/companies/advancedSearch',
    isIdempotent: true,
    body: {
      requestedSize: BUYERS_WANTED,
      countryCode: 'FR',
      companyIdentifiers: [{ idTypeCode: context.config.sirenTypeCode, idValue: siren }],
      companyIdentifierTypeCode: 'EH',
    },
  });
  return decode(searchAnswer, data).results;
}

/** A page of the covers of the policy; past the last it is empty. */
export async function listCovers(context: Context, page: number): Promise<Json[]> {
  const { data } = await send(context, {
    method: 'POST',
    path: '/riskinfo/v3/covers/search',
    isIdempotent: true,
    body: {
      policies: [policyOf(context.config)],
      pagination: { page, pageSize: COVERS_PER_PAGE, isTotalRequired: false },
    },
  });
  return decode(coverList, data);
}

/** One cover; null when there is none under this number. */
export async function fetchCover(context: Context, coverId: string): Promise<Json> {
  const path = `/riskinfo/v3/covers/${encodeURIComponent(coverId)}`;
  const { status, data } = await send(context, { path, accept: [404] });
  return status === 404 ? null : data;
}

/** Begins a cover request and answers its job. Sent once: it is not known to be idempotent. */
export async function requestCover(
  context: Context,
  { companyId, amount, currency }: { companyId: string; amount: number; currency: string },
): Promise<string> {
  const { data } = await send(context, {
    method: 'POST',
    path: '/riskinfo/v3/covers',
    body: {
      requestTypeCode: 'Primary',
      policy: policyOf(context.config),
      creditLimitDetails: { requestedAmount: amount, currencyCode: currency },
      companyId,
      isRequestUrgent: false,
    },
  });
  return decode(jobAnswer, data).jobId;
}

/** How far a job is. */
export async function fetchJob(context: Context, jobId: string): Promise<JobState> {
  const path = `/riskinfo/v3/jobs/${encodeURIComponent(jobId)}`;
  return decode(jobState, (await send(context, { path })).data);
}

function policyOf({ businessUnitCode, policyId, extensionId }: AllianzTradeConfig): Json {
  return { businessUnitCode, policyId, extensionId };
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  return requestWithToken(
    context,
    () => logIn(context),
    (token) => ({ ...request, headers: { authorization: `Bearer ${token}` } }),
  );
}

async function logIn({ http, config }: Context): Promise<AccessToken> {
  const apiKey = Buffer.from(`${config.user}:${config.secret}`).toString('base64');
  const { data } = await http.request({
    method: 'POST',
    path: '/v1/idp/oauth2/authorize',
    isIdempotent: true,
    body: { apiKey },
  });
  return { token: decode(loginAnswer, data).access_token, expiresInMs: TOKEN_LIFE_MS };
}
