/**
 * The wire: each question costs at least one token, the monitoring list none. A landed answer keeps its status, which says
 * what the body does not.
 */
import {
  array,
  authError,
  configError,
  decode,
  json,
  number,
  object,
  type HttpClient,
  type Json,
  type Purchase,
} from '../../src/connector-kit';
import type { PappersConfig } from './config';

/** 200, 206 (a source of Pappers' did not answer in time) or 404 (unknown company, body null). */
export interface Answer {
  status: number;
  body: Json;
}

/** Tokens the file of a company costs with the scores the configuration asks for. */
export function tokensOf(config: PappersConfig): number {
  return 1 + extraFields(config).length * config.unitsPerScore;
}

/** The file of a company. 404 is an answer: Pappers does not know the SIREN. */
export function fetchCompany(
  http: HttpClient,
  config: PappersConfig,
  siren: string,
): Promise<Answer> {
  const fields = extraFields(config);
  const units = tokensOf(config);
  return ask(http, config, {
    path: '/entreprise',
    query: {
      siren,
      integrer_diffusions_partielles: true,
      format_publications_bodacc: 'objet',
      champs_supplementaires: fields.length === 0 ? undefined : fields.join(','),
    },
    purchase: { call: 'token', subject: siren, units, variant: ['file', ...fields].join(':') },
  });
}

/** All published accounts by year. 404 is an answer: none are available. */
export function fetchAccounts(
  http: HttpClient,
  config: PappersConfig,
  siren: string,
): Promise<Answer> {
  return ask(http, config, {
    path: '/entreprise/comptes',
    query: { siren },
    purchase: { call: 'token', subject: siren, variant: 'accounts' },
  });
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
    purchase: {
      call: 'token',
      subject: null,
      variant: `search:${query.name}:${query.postcode ?? ''}`,
    },
  });
  return status === 404 ? [] : decode(object({ resultats: array(json) }), body).resultats;
}

interface Question {
  path: string;
  query: Record<string, string | number | boolean | undefined>;
  purchase: Purchase;
}

async function ask(http: HttpClient, config: PappersConfig, question: Question): Promise<Answer> {
  const { status, data } = await http.request({
    ...question,
    headers: { 'api-key': config.apiKey },
    accept: [404],
  });
  return { status, body: status === 404 ? null : data };
}

const tokens = object({
  jetons_abonnement: number,
  jetons_abonnement_utilises: number,
  jetons_pay_as_you_go_restants: number,
});

/** Tokens left, as Pappers counts them. Asking is free. */
export async function fetchTokens(http: HttpClient, config: PappersConfig): Promise<string> {
  const { data } = await http.request({
    path: '/suivi-jetons',
    headers: { 'api-key': config.apiKey },
  });
  const count = decode(tokens, data);
  const left = count.jetons_abonnement - count.jetons_abonnement_utilises;
  return `${left} of ${count.jetons_abonnement} tokens left, ${count.jetons_pay_as_you_go_restants} besides`;
}

function extraFields(config: PappersConfig): string[] {
  return [
    ...(config.withFinancialScore ? ['scoring_financier'] : []),
    ...(config.withNonFinancialScore ? ['scoring_non_financier'] : []),
  ];
}

/** Adds companies to the monitoring list, new or there already. Answers why they were not taken, else null. */
export async function addToList(
  http: HttpClient,
  config: PappersConfig,
  sirens: readonly string[],
): Promise<string | null> {
  const { status, data } = await http.request({
    method: 'POST',
    path: '/liste',
    query: { id_liste: config.listId },
    headers: { 'api-key': config.apiKey },
    body: sirens.map((siren) => ({ siren })),
    accept: [403, 404],
    isIdempotent: true,
  });
  if (status === 404) throw unknownList(config);
  if (status !== 403) return null;
  // The documented meaning of a 403 here is a full offer; one that says something else is about the key.
  if (/offre d[ée]pass[ée]e/i.test(JSON.stringify(data))) return 'Offre dépassée';
  throw authError('PROVIDER_AUTH_REFUSED', 'pappers: POST /liste was answered with 403', {
    remedy: 'Check the key and what the subscription allows, then resume the connection.',
  });
}

/** Takes companies off the monitoring list, whether or not they are on it. */
export async function removeFromList(
  http: HttpClient,
  config: PappersConfig,
  sirens: readonly string[],
): Promise<void> {
  const { status } = await http.request({
    method: 'DELETE',
    path: '/liste/',
    query: { id_liste: config.listId, siren: sirens.join(',') },
    headers: { 'api-key': config.apiKey },
    accept: [404],
  });
  if (status === 404) throw unknownList(config);
}

function unknownList({ listId }: PappersConfig): Error {
  return configError(
    'PROVIDER_REJECTED_REQUEST',
    `pappers: there is no monitoring list ${listId ?? ''}`,
    {
      place: { field: 'listId' },
      remedy: "Correct listId in the connection's configuration.",
    },
  );
}
