/** The streams `companies` and `accounts`, the search for candidates, and the monitoring list. */
import type {
  CompanyCandidate,
  CompanyQuery,
  ReadContext,
  ReadSubject,
  RefusedSubject,
  SubjectAnswer,
} from '../../src/connector-kit';
import {
  addToList,
  fetchAccounts,
  fetchCompany,
  removeFromList,
  searchByName,
  type Answer,
} from './client';
import type { PappersConfig } from './config';
import { mapCandidate } from './map';

type Context = ReadContext<PappersConfig>;

/** The file of a company. */
export async function readFile(context: Context, siren: string): Promise<SubjectAnswer> {
  const answer = await fetchCompany(context.http, context.config, siren);
  if (answer.status === 206) {
    context.logger.debug('Pappers answered in part; asked again tomorrow', { siren });
  }
  return landed(siren, answer);
}

/** The tax returns of a company; UNKNOWN when Pappers has none. */
export async function readAccounts(context: Context, siren: string): Promise<SubjectAnswer> {
  return landed(siren, await fetchAccounts(context.http, context.config, siren));
}

const OUTCOMES: Readonly<Record<number, ReadSubject['outcome']>> = {
  206: 'INCOMPLETE',
  404: 'UNKNOWN',
};

function landed(siren: string, { status, body }: Answer): SubjectAnswer {
  const items = [{ sourceKey: siren, payload: { status, siren, body } }];
  return { items, outcome: OUTCOMES[status] ?? 'FOUND' };
}

/** Candidates for a name in Pappers' order; one token per call. */
export async function searchCompanies(
  context: Context,
  query: CompanyQuery,
): Promise<CompanyCandidate[]> {
  const name = query.name.trim();
  if (name === '') return [];
  const postcode = query.postcode ?? undefined;
  const results = await searchByName(context.http, context.config, { name, postcode });
  return results.flatMap((result) => mapCandidate(result) ?? []);
}

/** Adds companies to the monitoring list; all of them are refused when the offer holds no more. */
export async function watch(
  { http, config }: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  if (sirens.length === 0) return [];
  const reason = await addToList(http, config, sirens);
  return reason === null ? [] : sirens.map((siren) => ({ siren, reason }));
}

/** Takes companies off the monitoring list. */
export async function unwatch(
  { http, config }: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  // Without a SIREN the call would be about the whole list.
  if (sirens.length > 0) await removeFromList(http, config, sirens);
  return [];
}
