/** The stream `screening`: companies that are due, one to a request where it is billed, else a hundred. */
import {
  errorMessage,
  isEncoursError,
  subjectStream,
  type Page,
  type RawItem,
  type ReadContext,
  type ReadSubject,
  type Stream,
  type SubjectAnswer,
} from '../../src/connector-kit';
import { isMetered, matchCompanies, QUERIES_MAX, type CompanyQuery } from './client';
import type { OpensanctionsConfig } from './config';
import { mapScreening } from './map';

type Context = ReadContext<OpensanctionsConfig>;

const oneByOne = subjectStream<OpensanctionsConfig>({
  name: 'screening',
  records: ['screeningHit'],
  refreshAfterDays: 30,
  buys: (config) => (isMetered(config) ? [{ call: 'match', units: 1 }] : []),
  fetch: readCompany,
  map: mapScreening,
});

export const screening: Stream<OpensanctionsConfig> = {
  ...oneByOne,
  read: (context, checkpoint) =>
    isMetered(context.config) ? oneByOne.read(context, checkpoint) : readBatches(context),
};

async function readCompany(context: Context, siren: string): Promise<SubjectAnswer> {
  const name = context.nameOf(siren);
  const items = name === null ? [] : await itemsOf(context, [{ siren, name }]);
  return { items, outcome: items.length === 0 ? 'INCOMPLETE' : 'FOUND' };
}

async function* readBatches(context: Context): AsyncGenerator<Page> {
  const subjects = [...new Set(context.subjects)];
  for (let start = 0; start < subjects.length; start += QUERIES_MAX) {
    context.signal.throwIfAborted();
    yield await readBatch(context, subjects.slice(start, start + QUERIES_MAX));
  }
}

/** A company whose name the hub does not know, or may not tell, is not sent; it is tried again when it may be known. */
async function readBatch(context: Context, sirens: readonly string[]): Promise<Page> {
  const companies = sirens.flatMap((siren): CompanyQuery[] => {
    const name = context.nameOf(siren);
    return name === null ? [] : [{ siren, name }];
  });
  try {
    const items = companies.length === 0 ? [] : await itemsOf(context, companies);
    const answered = new Set(items.map(({ sourceKey }) => sourceKey));
    return { items, checkpoint: {}, read: outcomes(sirens, answered) };
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    const { code, place } = error;
    const payload = companies.map(({ siren }) => siren);
    const malformed = [{ code, reason: errorMessage(error), path: place.path ?? '$', payload }];
    return { items: [], malformed, checkpoint: {}, read: outcomes(sirens, new Set()) };
  }
}

/** What was answered about each company, also that nobody resembles it: that takes back what was said before. */
async function itemsOf(context: Context, companies: readonly CompanyQuery[]): Promise<RawItem[]> {
  const answers = await matchCompanies(context, companies);
  return companies.flatMap(({ siren }) => {
    const answer = answers.get(siren);
    return answer === undefined ? [] : [{ sourceKey: siren, payload: { siren, answer } }];
  });
}

function outcomes(sirens: readonly string[], answered: ReadonlySet<string>): ReadSubject[] {
  return sirens.map((siren) => ({
    siren,
    outcome: answered.has(siren) ? 'FOUND' : 'INCOMPLETE',
  }));
}
