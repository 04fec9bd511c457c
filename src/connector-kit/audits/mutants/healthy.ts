/** A connector over HTTP with nothing wrong: it passes every audit, and each mutant changes one thing in it. */
import { IsString, MinLength } from 'class-validator';
import { contractError } from '../../../kernel';
import type {
  Checkpoint,
  Connector,
  Json,
  MalformedItem,
  Page,
  ReadContext,
  Stream,
} from '../../connector';
import * as from from '../../decode';
import { ProviderConfig } from '../../provider-config';
import type { CompanyRecord } from '../../records';
import { defineSimulator, jsonResponse } from '../../simulator/simulator';

export class HealthyConfig extends ProviderConfig {
  static readonly secrets: readonly string[] = ['apiKey'];
  override baseUrl = 'https://api.healthy.example';
  @IsString()
  @MinLength(4)
  apiKey!: string;
}

export type Context = ReadContext<HealthyConfig>;

const PAGE_SIZE = 10;

export const healthySimulator = defineSimulator({
  connectorId: 'healthy',
  auth: ({ headers }) => (headers['x-key'] === undefined ? jsonResponse('no key', 401) : null),
  routes: [
    {
      method: 'GET',
      path: '/companies',
      handle: ({ query }, world) => {
        const all = world.companies();
        const after = all.findIndex(({ siren }) => siren === query.get('after'));
        const items = all.slice(after + 1, after + 1 + PAGE_SIZE).map((company) => ({
          siren: company.siren,
          name: company.name,
          created: company.createdOn.split('-').reverse().join('/'),
          capital: `${company.capitalEuros}.00`,
        }));
        return jsonResponse({ items, next: items.at(-1)?.siren ?? null });
      },
    },
  ],
});

export const envelope = from.object({
  items: from.array(from.json),
  next: from.nullable(from.text),
});
const keyed = from.object({ siren: from.siren });
const frenchDate = from.mapped(from.text, (text) => from.isoDate(isoOf(text), ''));
export const companyPayload = from.object({
  siren: from.siren,
  name: from.text,
  created: from.optional(frenchDate),
  capital: from.decimalToMinor('EUR'),
});

export async function fetchPage(context: Context, after: string | null): Promise<Json> {
  const response = await context.http.request({
    path: '/companies',
    query: { after: after ?? undefined },
    headers: { 'x-key': context.config.apiKey },
  });
  return response.data;
}

/** One page of the provider as a page of ours; items without a SIREN are malformed. */
export function pageOf(data: Json, after: string | null): { page: Page; next: string | null } {
  const { items, next } = from.decode(envelope, data);
  const malformed: MalformedItem[] = [];
  const good: Page['items'] = [];
  for (const [index, payload] of items.entries()) {
    try {
      good.push({ sourceKey: from.decode(keyed, payload).siren, payload });
    } catch (error) {
      const path = `items[${index}].siren`;
      malformed.push({ code: 'PAYLOAD_INVALID', reason: String(error), path, payload });
    }
  }
  return { page: { items: good, malformed, checkpoint: { after: next ?? after } }, next };
}

export function startOf(checkpoint: Checkpoint | null): string | null {
  return typeof checkpoint?.['after'] === 'string' ? checkpoint['after'] : null;
}

async function* read(context: Context, checkpoint: Checkpoint | null): AsyncGenerator<Page> {
  let after = startOf(checkpoint);
  for (;;) {
    const { page, next } = pageOf(await fetchPage(context, after), after);
    if (next !== null && next === after) {
      throw contractError('CURSOR_REPEATED', `the cursor ${next} was given twice`);
    }
    yield page;
    if (next === null) return;
    after = next;
  }
}

export function map(payload: Json): CompanyRecord[] {
  const { siren, name, created, capital } = from.decode(companyPayload, payload);
  return [
    {
      ...{ type: 'company', sourceKey: siren, siren, name, tradeName: null },
      ...{ legalFormCode: null, legalFormLabel: null, activityCode: null },
      ...{ createdOn: created, ceasedOn: null, status: 'ACTIVE' },
      ...{ employeesMin: null, employeesMax: null, vatNumber: null },
      ...{ capitalMinor: capital, currency: 'EUR', addressLine: null, postcode: null },
      ...{ city: null, countryCode: 'FR', isDiffusible: true, observedOn: null },
    },
  ];
}

export const companies: Stream<HealthyConfig> = {
  name: 'companies',
  records: ['company'],
  read,
  map,
};

export const healthy: Connector<HealthyConfig> = {
  id: 'healthy',
  kind: 'registry',
  name: 'Healthy Provider',
  version: '1.0.0',
  hosts: ['api.healthy.example'],
  config: HealthyConfig,
  limits: { requestsPerSecond: 5, concurrency: 1, timeoutMs: 1000, retries: 2, source: 'invented' },
  licence: {
    name: 'invented',
    restriction: 'NONE',
    retentionDays: null,
    attribution: null,
    source: 'invented',
  },
  deletes: { none: 'Companies are never deleted.' },
  docs: {
    homepage: 'https://healthy.example',
    reference: 'https://healthy.example/docs',
    evidence: 'none',
  },
  streams: [companies],
};

/** "15/03/2014" to "2014-03-15". */
function isoOf(text: string): string {
  return text.split('/').reverse().join('-');
}
