/**
 * A bureau with nothing wrong: it logs in, sells reports company after company, and watches a portfolio. It passes
 * every audit, and each of its mutants changes one thing in it.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { IsString, MinLength } from 'class-validator';
import { requestWithToken, type AccessToken } from '../../access-tokens';
import type { Connector, Json, Monitoring, Pings, ReadContext } from '../../connector';
import * as from from '../../decode';
import type { HttpRequest, HttpResponse } from '../../http-client';
import { ProviderConfig } from '../../provider-config';
import type { CompanyRecord } from '../../records';
import { defineSimulator, jsonResponse } from '../../simulator/simulator';
import type { SimulatedWorld } from '../../simulator/world';
import { subjectStream, type SubjectAnswer } from '../../subject-stream';
import { healthy, map } from './healthy';

export class BureauConfig extends ProviderConfig {
  static readonly secrets: readonly string[] = ['password'];
  override baseUrl = 'https://api.bureau.example';
  @IsString()
  @MinLength(4)
  password!: string;
}

export type BureauContext = ReadContext<BureauConfig>;

const TOKEN = 'bureau-token-5d1f3c9a77';
const portfolios = new WeakMap<SimulatedWorld, Set<string>>();

export const bureauSimulator = defineSimulator({
  connectorId: 'healthy-bureau',
  ping: (config) => {
    const body = '{"changed":["732829320"]}';
    return { headers: { 'x-signature': signatureOf(config as BureauConfig, body) }, body };
  },
  auth: ({ path, headers }) =>
    path === '/login' || headers['authorization'] === `Bearer ${TOKEN}`
      ? null
      : jsonResponse('log in', 401),
  routes: [
    {
      method: 'POST',
      path: '/login',
      handle: () => jsonResponse({ token: TOKEN, expiresInSeconds: 3600 }),
    },
    {
      method: 'GET',
      path: '/reports/:siren',
      handle: ({ params }, world) => {
        const company = world.company(params['siren'] ?? '');
        if (company === undefined) return jsonResponse('unknown', 404);
        const { siren, name, createdOn, capitalEuros } = company;
        const created = createdOn.split('-').reverse().join('/');
        const charge = { call: 'report', subject: siren, units: 1 };
        return { ...jsonResponse({ siren, name, created, capital: `${capitalEuros}.00` }), charge };
      },
    },
    {
      method: 'GET',
      path: '/portfolio',
      handle: (_request, world) => jsonResponse([...portfolioOf(world)]),
    },
    {
      method: 'PUT',
      path: '/portfolio/:siren',
      handle: ({ params }, world) => {
        portfolioOf(world).add(params['siren'] ?? '');
        return { status: 204, body: '' };
      },
    },
    {
      method: 'DELETE',
      path: '/portfolio/:siren',
      handle: ({ params }, world) => {
        const isThere = portfolioOf(world).delete(params['siren'] ?? '');
        return isThere ? { status: 204, body: '' } : jsonResponse('not watched', 404);
      },
    },
  ],
});

const login = from.object({ token: from.text, expiresInSeconds: from.integer });
const portfolio = from.array(from.siren);

/** POST /login; repeating it gives another token. */
export async function obtainToken(context: BureauContext): Promise<AccessToken> {
  const { data } = await context.http.request({
    method: 'POST',
    path: '/login',
    body: { password: context.config.password },
    isIdempotent: true,
  });
  const { token, expiresInSeconds } = from.decode(login, data);
  return { token, expiresInMs: expiresInSeconds * 1000 };
}

export function send(context: BureauContext, request: HttpRequest): Promise<HttpResponse> {
  return requestWithToken(
    context,
    () => obtainToken(context),
    (token) => ({ ...request, headers: { authorization: `Bearer ${token}` } }),
  );
}

export function reportRequest(siren: string): HttpRequest {
  const purchase = { call: 'report', subject: siren };
  return { path: `/reports/${siren}`, accept: [404], purchase };
}

export async function fetchReport(context: BureauContext, siren: string): Promise<SubjectAnswer> {
  return answerOf(siren, await send(context, reportRequest(siren)));
}

export function answerOf(siren: string, { status, data }: HttpResponse): SubjectAnswer {
  if (status === 404) return { items: [], outcome: 'UNKNOWN' };
  from.decode(from.object({ siren: from.siren }), data);
  return { items: [{ sourceKey: siren, payload: data }], outcome: 'FOUND' };
}

export const mapReport = (payload: Json): CompanyRecord[] => map(payload);

export const reports = subjectStream<BureauConfig>({
  name: 'reports',
  records: ['company'],
  refreshAfterDays: 90,
  buys: [{ call: 'report', units: 1 }],
  fetch: fetchReport,
  map: mapReport,
});

export const monitoring: Monitoring<BureauConfig> = {
  batchMax: 2,
  isWanted: () => true,
  async *watched(context) {
    yield from.decode(portfolio, (await send(context, { path: '/portfolio' })).data);
  },
  async watch(context, sirens) {
    for (const siren of sirens) await send(context, { method: 'PUT', path: `/portfolio/${siren}` });
    return [];
  },
  async unwatch(context, sirens) {
    for (const siren of sirens) {
      await send(context, { method: 'DELETE', path: `/portfolio/${siren}`, accept: [404] });
    }
    return [];
  },
};

export const pings: Pings<BureauConfig> = {
  isGenuine: (config, { headers, body }) => {
    const given = Buffer.from(headers['x-signature'] ?? '');
    const expected = Buffer.from(signatureOf(config, body));
    return given.length === expected.length && timingSafeEqual(given, expected);
  },
};

export function signatureOf({ password }: BureauConfig, body: string): string {
  return createHmac('sha256', password).update(body).digest('hex');
}

export const healthyBureau: Connector<BureauConfig> = {
  id: 'healthy-bureau',
  kind: 'bureau',
  name: 'Healthy Bureau',
  version: '1.0.0',
  hosts: ['api.bureau.example'],
  config: BureauConfig,
  limits: { ...healthy.limits, concurrency: 2 },
  licence: healthy.licence,
  deletes: healthy.deletes,
  docs: healthy.docs,
  prices: [
    {
      call: 'report',
      buys: 'A company.',
      unit: 'report',
      unitPriceMinor: 250,
      repeatFreeDays: 0,
      source: 'invented',
    },
  ],
  streams: [reports],
  monitoring,
  pings,
};

function portfolioOf(world: SimulatedWorld): Set<string> {
  const known = portfolios.get(world) ?? new Set<string>();
  portfolios.set(world, known);
  return known;
}
