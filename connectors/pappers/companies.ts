/** The streams `companies` and `accounts`, and the search for candidates. */
import {
  today,
  type Checkpoint,
  type CompanyCandidate,
  type CompanyQuery,
  type Page,
  type ReadContext,
} from '../../src/connector-kit';
import { fetchAccounts, fetchCompany, searchByName, type Answer } from './client';
import type { PappersConfig } from './config';
import { mapCandidate } from './map';
import { Freshness } from './progress';

type Context = ReadContext<PappersConfig>;
type Fetch = (context: Context, siren: string) => Promise<Answer>;

/** The file of each subject that is not fresh: one page, one call and one checkpoint per company. */
export function readCompanies(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  return buy(context, checkpoint, ({ http, config }, siren) => fetchCompany(http, config, siren));
}

/** The tax returns of each subject that is not fresh; nothing unless `withAccounts` is on. */
export async function* readAccounts(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  if (!context.config.withAccounts) return;
  yield* buy(context, checkpoint, ({ http, config }, siren) => fetchAccounts(http, config, siren));
}

/** A page per company, so that a run that is killed never pays twice for the same one. */
async function* buy(
  context: Context,
  checkpoint: Checkpoint | null,
  fetch: Fetch,
): AsyncGenerator<Page> {
  const { config, logger } = context;
  const freshness = new Freshness(checkpoint, today(context.clock), config.refreshAfterDays);
  for (const siren of freshness.due(buyable(context))) {
    const answer = await fetch(context, siren);
    const isComplete = answer.status !== 206;
    if (!isComplete) logger.debug('Pappers answered in part; asked again tomorrow', { siren });
    freshness.markBought(siren, isComplete);
    const payload = { status: answer.status, siren, body: answer.body };
    yield { items: [{ sourceKey: siren, payload }], checkpoint: freshness.checkpoint() };
  }
}

/** A malformed identifier would cost a token and be refused. */
function buyable(context: Context): string[] {
  const sirens = context.subjects.filter((subject) => /^\d{9}$/.test(subject));
  const refused = context.subjects.length - sirens.length;
  if (refused > 0) context.logger.warn('subjects without a nine-digit SIREN skipped', { refused });
  return sirens;
}

/** Candidates for a name in Pappers' order; one token per call, also when nothing is found. */
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
