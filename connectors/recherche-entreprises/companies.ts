/** The stream `companies` and the search for candidates. */
import {
  today,
  type Checkpoint,
  type CompanyCandidate,
  type CompanyQuery,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type ReadContext,
} from '../../src/connector-kit';
import { fetchCompany, searchByName, type NameQuery } from './client';
import type { RechercheEntreprisesConfig } from './config';
import { mapCandidate } from './map';
import { ReadingProgress } from './progress';
import { departmentOf, isPlausible, searchTerms, TERMS_LENGTH_MIN } from './search-terms';

type Context = ReadContext<RechercheEntreprisesConfig>;

const SUBJECTS_PER_PAGE = 20;

/** Pages of twenty subjects, each company once per refresh age. An unknown SIREN is landed as `{siren, found: false}`. */
export async function* readCompanies(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const day = today(context.clock);
  const progress = new ReadingProgress(checkpoint, day, context.config.refreshAfterDays);
  const due = progress.due(askable(context));
  for (let start = 0; start < due.length; start += SUBJECTS_PER_PAGE) {
    const sirens = due.slice(start, start + SUBJECTS_PER_PAGE);
    const answers = await Promise.all(sirens.map((siren) => readCompany(context, siren)));
    const items = answers.filter((answer): answer is RawItem => 'sourceKey' in answer);
    const malformed = answers.filter((answer): answer is MalformedItem => 'reason' in answer);
    progress.markRead(items.map(({ sourceKey }) => sourceKey));
    yield { items, malformed, checkpoint: progress.checkpoint() };
  }
}

async function readCompany(context: Context, siren: string): Promise<RawItem | MalformedItem> {
  const payload = (await fetchCompany(context.http, siren)) ?? { siren, found: false };
  const answered = sirenOf(payload);
  if (answered === siren) return { sourceKey: siren, payload };
  return {
    code: 'ANSWER_FOR_ANOTHER_COMPANY',
    reason: `asked for ${siren}, was sent ${answered}`,
    path: 'results[0].siren',
    payload,
  };
}

function sirenOf(payload: Json): string {
  const isObject = typeof payload === 'object' && payload !== null && !Array.isArray(payload);
  const siren = isObject ? payload['siren'] : null;
  return typeof siren === 'string' ? siren : 'no SIREN';
}

/** Anything but nine digits would be searched as text and answer with some other company. */
function askable(context: Context): string[] {
  const sirens = context.subjects.filter((subject) => /^\d{9}$/.test(subject));
  const refused = context.subjects.length - sirens.length;
  if (refused > 0) context.logger.warn('subjects without a nine-digit SIREN skipped', { refused });
  return sirens;
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
