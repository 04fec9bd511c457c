/** The wire: each call costs at least one token. A landed answer keeps its status, which says what the body does not. */
import { array, decode, json, object, type HttpClient, type Json } from '../../src/connector-kit';
import type { PappersConfig } from './config';

/** 200, 206 (a source of Pappers' did not answer in time) or 404 (unknown company, body null). */
export interface Answer {
  status: number;
  body: Json;
}

/** The file of a company. 404 is an answer: Pappers does not know the SIREN. */
export function fetchCompany(
  http: HttpClient,
  config: PappersConfig,
  siren: string,
): Promise<Answer> {
  return ask(http, config, {
    path: '/entreprise',
    query: {
      siren,
      integrer_diffusions_partielles: true,
      format_publications_bodacc: 'objet',
      champs_supplementaires: extraFields(config),
    },
  });
}

/** All published accounts by year. 404 is an answer: none are available. */
export function fetchAccounts(
  http: HttpClient,
  config: PappersConfig,
  siren: string,
): Promise<Answer> {
  return ask(http, config, { path: '/entreprise/comptes', query: { siren } });
}

/** Companies by name, ten at most; none when Pappers answers 404. */
export async function searchByName(
  http: HttpClient,
  config: PappersConfig,
  query: { name: string; postcode?: string | undefined },
): Promise<Json[]> {
  const { status, body } = await ask(http, config, {
    path: '/recherche',
    query: { q: query.name, code_postal: query.postcode, par_page: 10, bases: 'entreprises' },
  });
  return status === 404 ? [] : decode(object({ resultats: array(json) }), body).resultats;
}

interface Question {
  path: string;
  query: Record<string, string | number | boolean | undefined>;
}

async function ask(http: HttpClient, config: PappersConfig, question: Question): Promise<Answer> {
  const { status, data } = await http.request({
    ...question,
    headers: { 'api-key': config.apiKey },
    accept: [404],
  });
  return { status, body: status === 404 ? null : data };
}

function extraFields(config: PappersConfig): string | undefined {
  const fields = [
    config.withFinancialScore ? 'scoring_financier' : null,
    config.withNonFinancialScore ? 'scoring_non_financier' : null,
  ].filter((field) => field !== null);
  return fields.length === 0 ? undefined : fields.join(',');
}
