/** The stream `companies` and the search for candidates. */
import {
  subjectStream,
  type CompanyCandidate,
  type CompanyQuery,
  type Json,
  type MalformedItem,
  type ReadContext,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { fetchCompany, searchByName, type NameQuery } from './client';
import type { RechercheEntreprisesConfig } from './config';
import { isEmptyShell, mapCandidate, mapCompany } from './map';
import { departmentOf, isPlausible, searchTerms, TERMS_LENGTH_MIN } from './search-terms';

type Context = ReadContext<RechercheEntreprisesConfig>;

/** The registry changes daily and is free: every company once a day. */
export const companies = subjectStream<RechercheEntreprisesConfig>({
  name: 'companies',
  records: ['company', 'officer', 'establishment', 'financialStatement'],
  refreshAfterDays: 1,
  fetch: readCompany,
  map: mapCompany,
});

/** An unknown SIREN is landed as `{siren, found: false}`. */
async function readCompany(context: Context, siren: string): Promise<SubjectAnswer> {
  // Anything but nine digits would be searched as text and answered with some other company.
  if (!/^\d{9}$/.test(siren)) return { items: [], outcome: 'UNKNOWN' };
  const payload = await fetchCompany(context.http, siren);
  if (payload === null) {
    const unknown = { sourceKey: siren, payload: { siren, found: false } };
    return { items: [unknown], outcome: 'UNKNOWN' };
  }
  const answered = sirenOf(payload);
  if (answered === siren) {
    const outcome = isEmptyShell(payload) ? 'UNKNOWN' : 'FOUND';
    return { items: [{ sourceKey: siren, payload }], outcome };
  }
  const malformed: MalformedItem = {
    code: 'ANSWER_FOR_ANOTHER_COMPANY',
    reason: `asked for ${siren}, was sent ${answered}`,
    path: 'results[0].siren',
    payload,
  };
  return { items: [], outcome: 'INCOMPLETE', malformed: [malformed] };
}

function sirenOf(payload: Json): string {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  const siren = isObject ? payload['siren'] : null;
  return typeof siren === 'string' ? siren : 'no SIREN';
}

/**
 * Candidates for a name, best first: in the postcode, else in the department, else anywhere. The next wider place is
 * asked only while no candidate carries every word of the name.
 */
export async function searchCompanies(
  context: Context,
  query: CompanyQuery,
): Promise<CompanyCandidate[]> {
  const terms = searchTerms(query.name);
  const found = new Map<string, CompanyCandidate>();
  for (const attempt of attemptsFor(terms, query.postcode ?? null)) {
    const candidates = (await searchByName(context.http, attempt)).flatMap(readCandidate);
    for (const candidate of candidates) {
      if (!found.has(candidate.siren)) found.set(candidate.siren, candidate);
    }
    const isSettled = candidates.some(({ name, tradeName }) =>
      isPlausible(terms, [name, tradeName]),
    );
    if (isSettled) break;
  }
  return [...found.values()];
}

function attemptsFor(terms: string, postcode: string | null): NameQuery[] {
  if (terms === '') return [];
  const department = postcode === null ? null : departmentOf(postcode);
  const attempts: NameQuery[] =
    postcode === null || department === null
      ? []
      : [
          { terms, postcode },
          { terms, department },
        ];
  return terms.length < TERMS_LENGTH_MIN ? attempts : [...attempts, { terms }];
}

function readCandidate(result: Json): CompanyCandidate[] {
  const candidate = mapCandidate(result);
  return candidate === null ? [] : [candidate];
}
