/** The wire: one function per endpoint. Nothing here knows what the answers mean. */
import { decode, type Json, type ReadContext } from '../../src/connector-kit';
import type { OpensanctionsConfig } from './config';
import { matchAnswer } from './payloads';

/** "Too many queries in one batch (limit: 100)". */
export const QUERIES_MAX = 100;

/** Answers under other settings do not stand for each other. */
function variantOf({ dataset, threshold, algorithm, hitsMax }: OpensanctionsConfig): string {
  return [dataset, threshold, algorithm, hitsMax].join(':');
}

export interface CompanyQuery {
  siren: string;
  name: string;
}

/** Whether each match is billed: the hosted service asks for a key, a yente of one's own does not. */
export function isMetered({ apiKey }: OpensanctionsConfig): boolean {
  return apiKey !== undefined;
}

/**
 * POST /match/{dataset}: the answer about each company by its SIREN; at most QUERIES_MAX of them, and where matches are
 * billed only one, so that each is booked for the company it is about.
 */
export async function matchCompanies(
  { http, config }: ReadContext<OpensanctionsConfig>,
  companies: readonly CompanyQuery[],
): Promise<ReadonlyMap<string, Json>> {
  const queries = companies.map(({ siren, name }): [string, Json] => [
    siren,
    {
      schema: 'Company',
      properties: { name: [name], jurisdiction: ['fr'], registrationNumber: [siren] },
    },
  ]);
  const { data } = await http.request({
    method: 'POST',
    path: `/match/${config.dataset}`,
    query: {
      limit: config.hitsMax,
      threshold: config.threshold,
      algorithm: config.algorithm,
    },
    headers: config.apiKey === undefined ? {} : { authorization: `Apikey ${config.apiKey}` },
    body: { queries: Object.fromEntries(queries) },
    isIdempotent: true,
    ...(isMetered(config)
      ? {
          purchase: {
            call: 'match',
            subject: companies[0]?.siren ?? null,
            variant: variantOf(config),
          },
        }
      : {}),
  });
  return decode(matchAnswer, data).responses;
}
