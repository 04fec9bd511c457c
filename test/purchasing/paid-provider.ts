/** A bureau that is paid per report: connector and simulator, for tests of what is bought. */
import { IsString } from 'class-validator';
import {
  defineConnector,
  defineSimulator,
  jsonResponse,
  ProviderConfig,
  subjectStream,
  type Connector,
  type HttpRequest,
  type Json,
  type ReadContext,
  type Simulator,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { completeSiren } from '../../src/kernel';

class PaidConfig extends ProviderConfig {
  override baseUrl = 'https://paid.example';
  @IsString()
  readonly apiKey: string = 'secret-of-the-tenant';
  static readonly secrets = ['apiKey'];
}

/** A company the provider does not know; not knowing costs nothing. */
export const UNKNOWN = completeSiren('99999999');

export interface PaidOptions {
  unitPriceMinor?: number | null;
  repeatFreeDays?: number;
  concurrency?: number;
  requestsPerSecond?: number;
  timeoutMs?: number;
  retries?: number;
  refreshAfterDays?: number;
}

/** Reads "reports", one call and one unit each; "details" buys the same report and no other. */
export function paidConnector(options: PaidOptions = {}): Connector {
  const { refreshAfterDays = 30 } = options;
  const { unitPriceMinor = 250, repeatFreeDays = 0 } = options;
  const buys = [{ call: 'report', units: 1 }];
  const stream = (name: string): ReturnType<typeof subjectStream<object>> =>
    subjectStream<object>({
      ...{ name, records: ['providerScore'], refreshAfterDays, buys, map: mapReport },
      fetch: async ({ http }, siren) => {
        const answer = await http.request(reportRequest(siren));
        if (answer.status === 404) return { items: [], outcome: 'UNKNOWN' };
        return { items: [{ sourceKey: siren, payload: answer.data }], outcome: 'FOUND' };
      },
    });
  return defineConnector<object>({
    id: 'paid',
    kind: 'bureau',
    name: 'Paid bureau',
    version: '1.0.0',
    hosts: ['paid.example'],
    config: PaidConfig,
    limits: {
      requestsPerSecond: options.requestsPerSecond ?? 10_000,
      concurrency: options.concurrency ?? 40,
      timeoutMs: options.timeoutMs ?? 10_000,
      retries: options.retries ?? 0,
      source: 'invented',
    },
    licence: {
      ...{ name: 'invented', restriction: 'NONE', source: 'invented' },
      ...{ retentionDays: null, attribution: null },
    },
    prices: [
      {
        ...{ call: 'report', buys: 'a report', unit: 'report', source: 'invented' },
        ...{ unitPriceMinor, repeatFreeDays },
      },
    ],
    deletes: { none: 'it is invented' },
    docs: {
      homepage: 'https://paid.example',
      reference: 'https://paid.example/docs',
      evidence: 'none',
    },
    streams: [stream('reports'), stream('details')],
  });
}

function reportRequest(siren: string): HttpRequest {
  return {
    path: `/reports/${siren}`,
    accept: [404],
    purchase: { call: 'report', subject: siren },
  };
}

function mapReport(payload: Json): UnifiedRecord[] {
  const { siren, value } = payload as { siren: string; value: string };
  return [
    {
      ...{ type: 'providerScore', sourceKey: siren, siren, scale: 'paid', value },
      ...{ absentBecause: null, higherIsSafer: true, measures: 'FAILURE', horizonMonths: 12 },
      computedOn: '2026-01-01',
    },
  ];
}

/** Bills every report it answers. */
export const paidSimulator: Simulator = defineSimulator({
  connectorId: 'paid',
  routes: [
    {
      method: 'GET',
      path: '/reports/:siren',
      handle: ({ params: { siren = '' } }) => {
        if (siren === UNKNOWN) return jsonResponse({ error: 'unknown' }, 404);
        const charge = { call: 'report', subject: siren, units: 1 };
        return { ...jsonResponse({ siren, value: '7' }), charge };
      },
    },
  ],
});

/** `count` different companies, the same every time. */
export function sirens(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, index) =>
    completeSiren(String(10_000_000 + from + index)),
  );
}

export type PaidContext = ReadContext<object>;
