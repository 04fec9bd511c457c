/** The wire: a token of half an hour, three management services, and refusals in two dialects. */
import { randomUUID } from 'node:crypto';
import {
  configError,
  decode,
  isEncoursError,
  requestWithToken,
  secretValues,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type LocalDate,
  type ReadContext,
} from '../../src/connector-kit';
import type { AtradiusConfig } from './config';
import { list, refusal, single, tokenAnswer } from './payloads';

type Context = ReadContext<AtradiusConfig>;

const INSURANCE = '/credit-insurance';
const COVERS = `${INSURANCE}/cover-management/v1/covers`;
const BUYERS = `${INSURANCE}/organisation-management/v1/buyers`;

export async function fetchPolicy(context: Context, policyId: string): Promise<Json> {
  const { data } = await send(context, {
    path: `${INSURANCE}/policy-management/v1/policies/details`,
    query: { policyId },
  });
  return decode(single, data).data;
}

/** Whether the policies of the configuration can be read. Free. */
export async function fetchPolicies(context: Context): Promise<string> {
  const { policyIds } = context.config;
  for (const policyId of policyIds) await fetchPolicy(context, policyId);
  return policyIds.length === 1 ? 'the policy answers' : `${policyIds.length} policies answer`;
}

/** Statuses under which "No buyer match found" may come: which of them it is, is not documented. */
const NO_MATCH_STATUSES = [400, 404, 422];

/** The buyers with a SIREN; none when Atradius knows no such company. */
export async function fetchBuyers(context: Context, siren: string): Promise<Json[]> {
  const { status, data } = await send(context, {
    path: BUYERS,
    query: { country: 'FRA', uid: siren, uidType: 'SN' },
    accept: NO_MATCH_STATUSES,
    purchase: { call: 'buyer-lookup', subject: siren },
  });
  if (status < 300) return decode(list, data).data;
  const details = detailsOf(data);
  if (details.some((detail) => /no buyer match found/i.test(detail))) return [];
  throw rejected(context, status, details);
}

export type HealthChange = 'up' | 'down';

/** Buyers of a policy whose rating went up or down after a day. */
export async function fetchChangedBuyers(
  context: Context,
  query: { policyId: string; healthChange: HealthChange; after: LocalDate },
): Promise<Json[]> {
  const { data } = await send(context, {
    path: `${BUYERS}/my-buyers`,
    query: {
      customerId: context.config.customerId,
      policyId: query.policyId,
      healthChange: query.healthChange,
      buyerRatingUpdatedAfter: query.after,
    },
  });
  return decode(list, data).data;
}

/** All covers of a policy in one answer: the service has no pages and no single cover. */
export async function fetchCovers(
  context: Context,
  query: { kind: 'covers' | 'decisions' | 'historic'; policyId: string; from?: LocalDate },
): Promise<Json[]> {
  const { data } = await send(context, {
    path: query.kind === 'covers' ? COVERS : `${COVERS}/${query.kind}`,
    query: {
      customerId: context.config.customerId,
      policyId: query.policyId,
      fromDate: query.from,
    },
  });
  return decode(list, data).data;
}

/** Asks for a cover. Sent once: an answer that did not come is looked for in the covers, never asked for again. */
export function postCover(context: Context, body: Json): Promise<HttpResponse> {
  return send(context, { method: 'POST', path: COVERS, body, isIdempotent: false });
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  return requestWithToken(
    context,
    () => obtainToken(context),
    (token) => ({
      ...request,
      headers: { ...applicationHeaders(context), Authorization: `Bearer ${token}` },
    }),
  );
}

async function obtainToken(context: Context): Promise<AccessToken> {
  const { clientId, clientSecret } = context.config;
  const basic = Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
  const { data } = await context.http.request({
    method: 'POST',
    path: '/authenticate/v2/tokens',
    headers: { ...applicationHeaders(context), Authorization: `Basic ${basic}` },
    body: {},
    isIdempotent: true,
  });
  const token = decode(tokenAnswer, data).data;
  return { token: token.access_token, expiresInMs: token.expires_in * 1000 };
}

function applicationHeaders({ config }: Context): Record<string, string> {
  return { 'Atradius-App-Key': config.appKey, 'Atradius-Correlation-Id': randomUUID() };
}

function detailsOf(data: Json): string[] {
  try {
    return decode(refusal, data).errors.flatMap(({ detail }) => detail ?? []);
  } catch (error) {
    // A gateway's page or fault instead of the documented body: there is no word of Atradius in it.
    if (isEncoursError(error, 'CONTRACT')) return [];
    throw error;
  }
}

function rejected(context: Context, status: number, details: readonly string[]): Error {
  const secrets = secretValues(context.config);
  const shown = details.filter((detail) => !secrets.some((secret) => detail.includes(secret)));
  const words = shown.length === 0 ? '' : `: ${shown.join('; ').slice(0, 200)}`;
  return configError(
    'PROVIDER_REJECTED_REQUEST',
    `atradius: the search for a buyer was answered with ${status}${words}`,
    { place: { path: BUYERS }, remedy: 'Compare the request with the connector README.' },
  );
}
