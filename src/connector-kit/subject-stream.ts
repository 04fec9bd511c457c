/** A stream that reads company after company: what most bureaux offer. */
import { isEncoursError } from '../kernel';
import type {
  Checkpoint,
  Json,
  MalformedItem,
  Page,
  RawItem,
  ReadContext,
  ReadSubject,
  Stream,
} from './connector';
import type { RecordType, UnifiedRecord } from './records';

/** What one company was answered with. */
export interface SubjectAnswer {
  /** Payloads to land; an unknown company may have one that says so, or none. */
  items: RawItem[];
  outcome: ReadSubject['outcome'];
  /** Parts that could not be keyed. */
  malformed?: MalformedItem[];
}

export interface SubjectStreamOptions<Config> {
  name: string;
  records: readonly RecordType[];
  /** Days after which a company is read again, unless the connection says otherwise. */
  refreshAfterDays: number;
  buys?: Stream<Config>['buys'];
  isWanted?(config: Config): boolean;
  /** Reads one company. A CONTRACT error quarantines this company's answer and goes on to the next. */
  fetch(context: ReadContext<Config>, siren: string): Promise<SubjectAnswer>;
  /** Pure: one payload to records. */
  map(payload: Json): UnifiedRecord[];
}

/** Companies whose requests are prepared at once; the pace and the requests in flight are the client's business. */
const AHEAD = 4;
const NO_CHECKPOINT: Checkpoint = {};

/** Reads the subjects given, in their order, a page each; a page is yielded as soon as it and those before it are there. */
export function subjectStream<Config>(options: SubjectStreamOptions<Config>): Stream<Config> {
  const { name, records, refreshAfterDays, buys, isWanted, map } = options;
  return {
    name,
    records,
    reads: 'subjects',
    refreshAfterDays,
    ...(buys === undefined ? {} : { buys }),
    ...(isWanted === undefined ? {} : { isWanted: (config: Config) => isWanted(config) }),
    read: (context) => readAll(context, options),
    map: (payload) => map(payload),
  };
}

async function* readAll<Config>(
  context: ReadContext<Config>,
  options: SubjectStreamOptions<Config>,
): AsyncGenerator<Page> {
  const subjects = [...new Set(context.subjects)];
  const ahead: Promise<Attempted>[] = [];
  let next = 0;
  for (let done = 0; done < subjects.length; done++) {
    context.signal.throwIfAborted();
    for (; next < subjects.length && ahead.length < AHEAD; next++) {
      ahead.push(attempt(context, options, subjects[next] ?? ''));
    }
    const first = ahead.shift();
    if (first === undefined) return;
    const attempted = await first;
    if ('page' in attempted) {
      yield attempted.page;
      continue;
    }
    // What was begun after it may have been paid for: it is landed before the stream ends.
    for (const begun of ahead) {
      const late = await begun;
      if ('page' in late) yield late.page;
    }
    throw attempted.error;
  }
}

type Attempted = { page: Page } | { error: unknown };

/** Never rejects: an answer that is waited for later must not be an unhandled rejection meanwhile. */
async function attempt<Config>(
  context: ReadContext<Config>,
  options: SubjectStreamOptions<Config>,
  siren: string,
): Promise<Attempted> {
  try {
    const { items, outcome, malformed } = await options.fetch(context, siren);
    const page: Page = { items, checkpoint: NO_CHECKPOINT, read: [{ siren, outcome }] };
    return { page: malformed === undefined ? page : { ...page, malformed } };
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) return { error };
    const { code, message, place } = error;
    const malformed = [
      { code, reason: message, path: String(place?.['path'] ?? '$'), payload: { siren } },
    ];
    return {
      page: {
        items: [],
        checkpoint: NO_CHECKPOINT,
        malformed,
        read: [{ siren, outcome: 'INCOMPLETE' }],
      },
    };
  }
}
