/** The monitoring portfolio, and what it reports: the stream `notifications`. */
import {
  addDays,
  decode,
  errorMessage,
  isEncoursError,
  isSiren,
  localDateAt,
  object,
  optional,
  number,
  text,
  type Checkpoint,
  type Json,
  type MalformedItem,
  type Page,
  type RawItem,
  type RefusedSubject,
} from '../../src/connector-kit';
import {
  addToPortfolio,
  notificationEvents,
  portfolioCompanies,
  removeFromPortfolio,
  type Context,
} from './client';
import { findCompany, sirenOfConnectId } from './companies';
import { pagesFrom } from './pages';
import { eventKey, watchedCompany } from './payloads';

/** Adds companies to the portfolio; one that is there already is fine. */
export async function watch(
  context: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  const refused: RefusedSubject[] = [];
  for (const siren of sirens) {
    const { connectId } = await findCompany(context, siren);
    const reason =
      connectId === null
        ? 'Creditsafe does not know this company'
        : await addToPortfolio(context, { connectId, siren });
    if (reason !== null) refused.push({ siren, reason });
  }
  return refused;
}

/** Takes companies out of the portfolio; one that is not in it is fine. */
export async function unwatch(
  context: Context,
  sirens: readonly string[],
): Promise<RefusedSubject[]> {
  for (const siren of sirens) {
    const { connectId } = await findCompany(context, siren);
    if (connectId !== null) await removeFromPortfolio(context, connectId);
  }
  return [];
}

/** What the portfolio holds. Companies of other countries, put there by hand, are not ours to count. */
export async function* watched(context: Context): AsyncGenerator<readonly string[]> {
  const register = new Register(context);
  const pages = pagesFrom({ page: 0, seen: 0 }, (page) => portfolioCompanies(context, page));
  for await (const { data } of pages) {
    const sirens: string[] = [];
    for (const [index, entry] of data.entries()) {
      const company = decode(watchedCompany, entry, `data[${index}]`);
      // We leave the SIREN as the reference of each company we add.
      const reference = company.personalReference ?? '';
      const siren = isSiren(reference) ? reference : await register.sirenOf(company.id);
      if (siren !== null) sirens.push(siren);
    }
    yield sirens;
  }
}

/** From connectId to SIREN: what the hub remembers of its portfolio, else a free search, once per company and run. */
class Register {
  private readonly known = new Map<string, string | null>();

  constructor(private readonly context: Context) {
    for (const siren of context.subjects) {
      const id = context.identifierOf(siren, 'CREDITSAFE');
      if (id !== null) this.known.set(id, siren);
    }
  }

  async sirenOf(connectId: string): Promise<string | null> {
    const known = this.known.get(connectId);
    if (known !== undefined) return known;
    const found = await sirenOfConnectId(this.context, connectId);
    this.known.set(connectId, found);
    return found;
  }
}

const stored = object({
  from: text,
  to: text,
  page: number,
  seen: number,
});
const settled = object({ until: optional(text) });

/** How far back the first reading looks. */
const FIRST_DAYS = 90;
/** Events are entered after they were created: what was read is read again this many days later. */
const OVERLAP_DAYS = 3;

/**
 * Events created since the last reading, oldest first, a page at a time. The end of the window is fixed when it is
 * opened, so that pages do not shift while it is read; the next one overlaps it.
 */
export async function* readEvents(
  context: Context,
  checkpoint: Checkpoint | null,
): AsyncGenerator<Page> {
  const window = windowAfter(context, checkpoint);
  const { from, to } = window;
  const register = new Register(context);
  const pages = pagesFrom(window, (page) => notificationEvents(context, { from, to, page }));
  for await (const { page, seen, data, isLast } of pages) {
    const read = await readPage(context, register, data);
    yield { ...read, checkpoint: isLast ? { until: to } : { from, to, page: page + 1, seen } };
  }
}

interface EventWindow {
  from: string;
  to: string;
  page: number;
  seen: number;
}

function windowAfter({ clock }: Context, checkpoint: Checkpoint | null): EventWindow {
  if (checkpoint !== null && 'page' in checkpoint) return decode(stored, checkpoint, 'checkpoint');
  const until = checkpoint === null ? null : decode(settled, checkpoint, 'checkpoint').until;
  const now = clock.now();
  const from =
    until === null
      ? addDays(localDateAt(now, 'UTC'), -FIRST_DAYS)
      : addDays(until.slice(0, 10), -OVERLAP_DAYS);
  return { from: `${from}T00:00:00Z`, to: now.toISOString(), page: 0, seen: 0 };
}

/** The events of a page that are about companies of ours; several portfolios may share one subscription. */
async function readPage(
  context: Context,
  register: Register,
  data: readonly Json[],
): Promise<{ items: RawItem[]; malformed: MalformedItem[] }> {
  const subjects = new Set(context.subjects);
  const items: RawItem[] = [];
  const malformed: MalformedItem[] = [];
  for (const [index, event] of data.entries()) {
    try {
      const { notificationEventId, company } = decode(eventKey, event, `data[${index}]`);
      const isOurs =
        (company.portfolioId ?? context.config.portfolioId) === context.config.portfolioId;
      const isFrench = (company.countryCode ?? 'FR') === 'FR';
      const siren = isOurs && isFrench ? await register.sirenOf(company.id) : null;
      if (siren === null || !subjects.has(siren)) continue;
      items.push({ sourceKey: String(notificationEventId), payload: { siren, event } });
    } catch (error) {
      if (!isEncoursError(error, 'CONTRACT')) throw error;
      const path = error.place.path ?? `data[${index}]`;
      malformed.push({ code: error.code, reason: errorMessage(error), path, payload: event });
    }
  }
  return { items, malformed };
}
