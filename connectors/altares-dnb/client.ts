/** The wire of D&B Direct+: one function per endpoint. Only the data blocks cost money. */
import {
  decode,
  isEncoursError,
  requestWithToken,
  type AccessToken,
  type HttpRequest,
  type HttpResponse,
  type Json,
  type ReadContext,
} from '../../src/connector-kit';
import type { AltaresDnbConfig } from './config';
import { matchAnswer, tokenAnswer, type Candidate } from './payloads';

export type Context = ReadContext<AltaresDnbConfig>;

export const NOTICES_MAX = 100;

async function logIn({ http, config }: Context): Promise<AccessToken> {
  const pair = `${config.consumerKey}:${config.consumerSecret}`;
  const { data } = await http.request({
    method: 'POST',
    path: '/v2/token',
    headers: { Authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
    body: { grant_type: 'client_credentials' },
    isIdempotent: true,
  });
  const { access_token: token, expiresIn } = decode(tokenAnswer, data);
  return { token, expiresInMs: expiresIn * 1000 };
}

function send(context: Context, request: HttpRequest): Promise<HttpResponse> {
  return requestWithToken(
    context,
    () => logIn(context),
    (token) => ({ ...request, headers: { Authorization: `Bearer ${token}` } }),
  );
}

/** Candidates for a registration number or a DUNS, none when D&B knows nobody. */
export async function match(
  context: Context,
  by: { registrationNumber: string } | { duns: string },
): Promise<Candidate[]> {
  const { config } = context;
  const { status, data } = await send(context, {
    path: '/v1/match/cleanseMatch',
    query: {
      countryISOAlpha2Code: 'FR',
      ...by,
      ...('duns' in by ? {} : { registrationNumberType: config.registrationNumberType }),
      candidateMaximumQuantity: 10,
      confidenceLowerLevelThresholdValue: config.confidenceMin,
    },
    accept: [404],
  });
  return status === 404 ? [] : decode(matchAnswer, data).matchCandidates;
}

/** Looks up La Poste, which every French register knows. Matching is not billed. */
export async function probe(context: Context): Promise<string> {
  const candidates = await match(context, { registrationNumber: '356000000' });
  return `the subscription answers (${candidates.length} candidates for a known company)`;
}

/** 200 with the blocks, 202 when they are not ready, 404 for a DUNS that is gone. Only 200 is billed. */
export async function buyBlocks(
  context: Context,
  order: { siren: string; duns: string },
): Promise<{ status: number; data: Json }> {
  const { blockIds, orderReason } = context.config;
  const { status, data } = await send(context, {
    path: `/v1/data/duns/${order.duns}`,
    // Most blocks are about head offices only: D&B is asked to go up to it.
    query: { blockIDs: blockIds, tradeUp: 'hq', orderReason },
    accept: [404],
    purchase: {
      call: 'data-block',
      subject: order.siren,
      variant: blockIds,
      isCharged: (code) => code === 200,
    },
  });
  return { status, data };
}

/** Adds a DUNS to the registration. Answers why it was not taken, else null; one that is there already is fine. */
export async function addSubject(context: Context, duns: string): Promise<string | null> {
  const { status, data } = await send(context, {
    method: 'POST',
    path: `${registrationPath(context)}/subjects/${duns}`,
    accept: [400, 404, 409],
    isIdempotent: true,
  });
  if (status < 300 || status === 409) return null;
  // How a DUNS that is there already is answered is not documented: it is looked for.
  return (await isSubject(context, duns)) ? null : wordsOf(data, status);
}

/** A DUNS that is not in the registration is what was wanted. */
export async function removeSubject(context: Context, duns: string): Promise<void> {
  await send(context, {
    method: 'DELETE',
    path: `${registrationPath(context)}/subjects/${duns}`,
    accept: [404],
  });
}

async function isSubject(context: Context, duns: string): Promise<boolean> {
  const path = `${registrationPath(context)}/duns/${duns}`;
  return (await send(context, { path, accept: [404] })).status === 200;
}

/**
 * The next notices, which D&B forgets as it hands them over; null when there are none left. Never repeated on its own: an
 * answer that was lost on the way is found again by `replay`.
 */
export async function pull(context: Context, most: number): Promise<Json | null> {
  const { status, data } = await send(context, {
    path: `${registrationPath(context)}/notifications`,
    query: { maxNotifications: most },
    accept: [404],
    isIdempotent: false,
  });
  return status === 404 ? null : data;
}

/** Notices handed over since then, for fourteen days; null when there are none. */
export async function replay(context: Context, since: Date): Promise<Json | null> {
  const { status, data } = await send(context, {
    path: `${registrationPath(context)}/notifications/replay`,
    query: {
      replayStartTimestamp: `${since.toISOString().slice(0, 19)}Z`,
      maxNotifications: NOTICES_MAX,
    },
    accept: [404],
  });
  return status === 404 ? null : data;
}

/** Whether an error says that no answer came, so that what was pulled may be lost. */
export function isLost(error: unknown): boolean {
  return isEncoursError(error, 'TRANSIENT') && error.code === 'PROVIDER_UNAVAILABLE';
}

function registrationPath({ config }: Context): string {
  return `/v1/monitoring/registrations/${encodeURIComponent(config.registration ?? '')}`;
}

/** {"error":{"errorCode":"10020","errorMessage":"Invalid format"}} */
function wordsOf(data: Json, status: number): string {
  const error = fieldOf(data, 'error');
  const words = [fieldOf(error, 'errorCode'), fieldOf(error, 'errorMessage')].filter(
    (word) => typeof word === 'string',
  );
  return words.length === 0 ? `answered with ${status}` : words.join(': ');
}

function fieldOf(data: Json, name: string): Json {
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  return isObject ? (data[name] ?? null) : null;
}
