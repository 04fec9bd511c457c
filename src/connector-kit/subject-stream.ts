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
  /** With INCOMPLETE: the paid answers are needed again, as when an order has not been delivered yet. */
  isPending?: boolean;
}

export interface SubjectStreamOptions<Config> {
  name: string;
  records: readonly RecordType[];
  /** Days after which a company is read again, unless the connection says otherwise. */
  refreshAfterDays: number;
  /** The most one company costs under this configuration. */
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
  const { name, records, refreshAfterDays, buys } = options;
  const isConditional = options.isWanted !== undefined;
  return {
    name,
    records,
    reads: 'subjects',
    refreshAfterDays,
    ...(buys === undefined ? {} : { buys }),
    ...(isConditional ? { isWanted: (config: Config) => options.isWanted?.(config) ?? true } : {}),
    read: (context) => readAll(context, options),
    map: (payload) => options.map(payload),
  };
}

/** Once through all of them, and once more through those that the provider did not answer the first time. */
async function* readAll<Config>(
  context: ReadContext<Config>,
  options: SubjectStreamOptions<Config>,
): AsyncGenerator<Page> {
  const unanswered = yield* readEach(context, options, { mayPassOver: true });
  if (unanswered.length === 0) return;
  const again = { ...context, subjects: unanswered };
  yield* readEach(again, options, { mayPassOver: false });
}

/** Answers the companies it has passed over. */
async function* readEach<Config>(
  context: ReadContext<Config>,
  options: SubjectStreamOptions<Config>,
  { mayPassOver }: { mayPassOver: boolean },
): AsyncGenerator<Page, readonly string[]> {
  const reading: Reading = { ahead: [], passedOver: [], mayPassOver, hasLanded: false };
  for (const siren of new Set(context.subjects)) {
    context.signal.throwIfAborted();
    reading.ahead.push(attempt(context, options, siren));
    if (reading.ahead.length === AHEAD) yield* land(reading);
  }
  while (reading.ahead.length > 0) yield* land(reading);
  return reading.passedOver;
}

interface Reading {
  ahead: Promise<Attempted>[];
  passedOver: string[];
  mayPassOver: boolean;
  /** Some company was answered. */
  hasLanded: boolean;
}

/** The page of the first of those begun; its failure, after what was begun behind it. */
async function* land(reading: Reading): AsyncGenerator<Page> {
  const { ahead, passedOver } = reading;
  const attempted = await ahead.shift();
  if (attempted === undefined) return;
  if ('page' in attempted) {
    reading.hasLanded = true;
    yield attempted.page;
    return;
  }
  // Where the next one fails too, or none was ever answered, the provider is down: nothing more is tried.
  const next = await ahead[0];
  const isUp = next === undefined ? reading.hasLanded : 'page' in next;
  if (reading.mayPassOver && isUp && isUnanswered(attempted.error)) {
    passedOver.push(attempted.siren);
    return;
  }
  // What was begun after it may have been paid for: it is landed before the stream ends.
  for (const begun of ahead) {
    const late = await begun;
    if ('page' in late) yield late.page;
  }
  throw attempted.error;
}

/** Every try of one company met a failure of the moment; a provider that asks for patience is not one. */
function isUnanswered(error: unknown): boolean {
  return isEncoursError(error, 'TRANSIENT') && error.code === 'PROVIDER_UNAVAILABLE';
}

type Attempted = { page: Page } | { error: unknown; siren: string };

/** Never rejects: an answer that is waited for later must not be an unhandled rejection meanwhile. */
async function attempt<Config>(
  context: ReadContext<Config>,
  options: SubjectStreamOptions<Config>,
  siren: string,
): Promise<Attempted> {
  try {
    const { items, outcome, malformed, isPending = false } = await options.fetch(context, siren);
    const read = [isPending ? { siren, outcome, isPending } : { siren, outcome }];
    const page: Page = { items, checkpoint: NO_CHECKPOINT, read };
    return { page: malformed === undefined ? page : { ...page, malformed } };
  } catch (error) {
    if (isEncoursError(error, 'DOMAIN') && error.code === 'PURCHASE_HELD') {
      // It may have been bought already: this company stays unread, and the others are read.
      context.logger.warn(error.message, { siren });
      return { page: { items: [], checkpoint: NO_CHECKPOINT, read: [] } };
    }
    if (!isEncoursError(error, 'CONTRACT')) return { error, siren };
    const { code, message, place } = error;
    const malformed = [{ code, reason: message, path: place.path ?? '$', payload: { siren } }];
    return {
      page: {
        items: [],
        checkpoint: NO_CHECKPOINT,
        malformed,
        // An answer that cannot be read today is read again tomorrow, perhaps by a newer version; not bought again.
        read: [{ siren, outcome: 'INCOMPLETE', isPending: true }],
      },
    };
  }
}
