/** From SIREN to connectId and back, and the stream `reports`. */
import {
  authError,
  decode,
  isEncoursError,
  transientError,
  type Decoded,
  type Json,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { orderReport, search, type Context } from './client';
import { ratingOf } from './map';
import { reportAnswer, type Hit, type Message } from './payloads';
import { sirenOf } from './registration';

/** What Creditsafe says when a search cannot be answered, under a status of 200. */
const TEMPORARY: ReadonlySet<string> = new Set([
  'TemporarySystemProblem',
  'EndpointShutdown',
  'UnexpectedInternalError',
  'DataServiceAccessProblems',
  'DataServiceInvalidResponse',
]);
const REFUSED: ReadonlySet<string> = new Set(['AccessRestricted', 'InvalidCredentials']);

export interface FoundCompany {
  /** Null when Creditsafe does not know the company. */
  connectId: string | null;
  messages: Message[];
}

/** The company's number at Creditsafe: the one the hub remembers, else what a free search finds. */
export async function findCompany(context: Context, siren: string): Promise<FoundCompany> {
  const known = context.identifierOf(siren, 'CREDITSAFE');
  if (known !== null) return { connectId: known, messages: [] };
  return searchCompany(context, siren);
}

async function searchCompany(context: Context, siren: string): Promise<FoundCompany> {
  const { hits, messages } = await search(context, { regNo: siren });
  refuseFailure(messages);
  const mine = hits.filter((hit) => sirenOf(hit) === siren);
  const best = mine.sort((left, right) => rank(left) - rank(right))[0];
  return { connectId: best?.id ?? null, messages };
}

/** The SIREN of a connectId, by a free search; null for a company that is not French or not known. */
export async function sirenOfConnectId(context: Context, id: string): Promise<string | null> {
  const { hits, messages } = await search(context, { id });
  refuseFailure(messages);
  const hit = hits.find((candidate) => candidate.id === id);
  return hit === undefined ? null : sirenOf(hit);
}

/** Of several places of one company the head office is reported on, before that which is still active. */
function rank(hit: Hit): number {
  const isHead = /^head ?office$|^registered$/i.test(hit.officeType ?? '');
  return (isHead ? 0 : 2) + (hit.status === 'Active' ? 0 : 1);
}

function refuseFailure(messages: readonly Message[]): void {
  for (const { code, text } of messages) {
    const words = `creditsafe: GET /companies was answered with ${code ?? ''}: ${text ?? ''}`;
    if (TEMPORARY.has(code ?? '')) throw transientError('PROVIDER_UNAVAILABLE', words);
    if (REFUSED.has(code ?? '')) {
      throw authError('PROVIDER_AUTH_REFUSED', words, {
        remedy: 'Check what the subscription allows for France, then resume the connection.',
      });
    }
  }
}

/** A report, ordered once; a company that Creditsafe does not know costs nothing. */
export async function fetchReport(context: Context, siren: string): Promise<SubjectAnswer> {
  const found = await findCompany(context, siren);
  if (found.connectId === null) return unknownCompany(siren, found.messages);
  let { connectId } = found;
  let answer = await orderReport(context, { siren, connectId });
  if (answer === null && context.identifierOf(siren, 'CREDITSAFE') !== null) {
    // The number we remembered is gone: the company may have another one now.
    const again = await searchCompany(context, siren);
    if (again.connectId === null) return unknownCompany(siren, again.messages);
    connectId = again.connectId;
    answer = await orderReport(context, { siren, connectId });
  }
  if (answer === null) return unknownCompany(siren, []);
  const isComplete = holdsRating(context, answer, siren);
  return {
    items: [{ sourceKey: siren, payload: { siren, connectId, messages: [], answer } }],
    outcome: isComplete ? 'FOUND' : 'INCOMPLETE',
  };
}

function unknownCompany(siren: string, messages: readonly Message[]): SubjectAnswer {
  const said = messages.map((message): Json => ({ ...message }));
  const payload = { siren, connectId: null, messages: said, answer: null };
  return { items: [{ sourceKey: siren, payload }], outcome: 'UNKNOWN' };
}

/**
 * Whether the report holds what it is bought for. Other sections that failed are no reason to buy it again: each order
 * is billed, and what failed today tends to fail tomorrow.
 */
function holdsRating({ logger }: Context, answer: Json, siren: string): boolean {
  const readable = readableReport(answer);
  if (readable === null) return true;
  const { failedSections, report } = readable;
  if (failedSections.length > 0) {
    logger.debug('Creditsafe left sections out of a report', {
      siren,
      failedSections: failedSections.join(', '),
    });
  }
  const hasFailed = failedSections.some((section) =>
    /^(CreditScore|CompanySummary)$/.test(section),
  );
  return !hasFailed || ratingOf(report) !== null;
}

/** Null for a report that cannot be read: it is paid for, so it is landed, and the mapping says what is wrong with it. */
function readableReport(answer: Json): Decoded<typeof reportAnswer> | null {
  try {
    return decode(reportAnswer, answer);
  } catch (error) {
    if (isEncoursError(error, 'CONTRACT')) return null;
    throw error;
  }
}
