/** Bureaux, each broken in exactly one way: in what they buy, read by subject, keep secret or watch. */
import { configError, isEncoursError } from '../../../kernel';
import type { Connector, Monitoring, Page, Stream } from '../../connector';
import type { HttpRequest } from '../../http-client';
import type { Purchase } from '../../purchases';
import { subjectStream, type SubjectAnswer } from '../../subject-stream';
import {
  answerOf,
  fetchReport,
  healthyBureau,
  mapReport,
  monitoring,
  obtainToken,
  pings,
  reportRequest,
  reports,
  send,
  signatureOf,
  type BureauConfig,
  type BureauContext,
} from './healthy-bureau';
import type { Mutant } from './mutant';

type Fetch = (context: BureauContext, siren: string) => Promise<SubjectAnswer>;

function mutant(audit: string, breaks: string, changes: Partial<Connector<BureauConfig>>): Mutant {
  return {
    audit,
    breaks,
    connector: { ...healthyBureau, ...changes },
    folder: 'healthy-bureau',
    isBureau: true,
  };
}

function streaming(audit: string, breaks: string, stream: Partial<Stream<BureauConfig>>): Mutant {
  return mutant(audit, breaks, { streams: [{ ...reports, ...stream }] });
}

function fetching(audit: string, breaks: string, fetch: Fetch): Mutant {
  const { name, records, refreshAfterDays = 90, buys } = reports;
  const stream = subjectStream({ name, records, refreshAfterDays, buys, fetch, map: mapReport });
  return mutant(audit, breaks, { streams: [stream] });
}

/** A stream that changes each healthy page. */
function paging(audit: string, breaks: string, change: (page: Page) => Page): Mutant {
  async function* read(context: BureauContext): AsyncGenerator<Page> {
    for await (const page of reports.read(context, null)) yield change(page);
  }
  return streaming(audit, breaks, { read });
}

function buying(breaks: string, change: (purchase: Purchase) => Purchase | undefined): Mutant {
  return fetching('C22', breaks, async (context, siren) => {
    const { purchase, ...rest } = reportRequest(siren);
    const changed = purchase === undefined ? undefined : change(purchase);
    const request: HttpRequest = changed === undefined ? rest : { ...rest, purchase: changed };
    return answerOf(siren, await send(context, request));
  });
}

function watching(breaks: string, changes: Partial<Monitoring<BureauConfig>>): Mutant {
  return mutant('C23', breaks, { monitoring: { ...monitoring, ...changes } });
}

/** Takes what cannot be read for a company that has nothing to tell. */
const forgiving: Fetch = async (context, siren) => {
  try {
    return await fetchReport(context, siren);
  } catch (error) {
    if (!isEncoursError(error, 'CONTRACT')) throw error;
    return { items: [], outcome: 'FOUND' };
  }
};

/** Puts what a login brought into the words of its errors. */
const telling: Fetch = async (context, siren) => {
  const token = await context.tokens.use(() => obtainToken(context));
  try {
    return await fetchReport(context, siren);
  } catch {
    throw configError('SESSION_REFUSED', `the session ${token} was refused`);
  }
};

const intolerant: Fetch = async (context, siren) => {
  const { accept: _accept, ...request } = reportRequest(siren);
  return answerOf(siren, await send(context, request));
};

/** One unreadable answer ends the read of all. */
const fragile: Stream<BureauConfig>['read'] = async function* (context) {
  for await (const page of reports.read(context, null)) {
    const [broken] = page.malformed ?? [];
    if (broken !== undefined) throw configError('UNREADABLE', broken.reason);
    yield page;
  }
};

/** Leaves out what a checkpoint says was read, as if the hub had not asked for it. */
const remembering: Stream<BureauConfig>['read'] = async function* (context, checkpoint) {
  const read = (checkpoint?.['read'] ?? []) as string[];
  const subjects = context.subjects.filter((siren) => !read.includes(siren));
  for await (const page of reports.read({ ...context, subjects }, null)) {
    read.push(...(page.read ?? []).map(({ siren }) => siren));
    yield { ...page, checkpoint: { read: [...read] } };
  }
};

/** Reads the first company under the names of all that come later. */
const confused: Stream<BureauConfig>['read'] = async function* (context) {
  const [first = ''] = context.subjects;
  for await (const page of reports.read(context, null)) {
    const items = page.items.map((item) => ({
      ...item,
      payload: { ...(item.payload as object), name: `after ${first}` },
    }));
    yield { ...page, items };
  }
};

const seenPings = new Set<string>();

export const BUREAU_MUTANTS: readonly Mutant[] = [
  paging('C06', 'no page says which company it is done with', ({ items, checkpoint }) => ({
    items,
    checkpoint,
  })),
  streaming('C07', 'a checkpoint keeps it from reading what it is given', { read: remembering }),
  streaming('C08', 'what it says depends on who was asked for first', { read: confused }),
  fetching('C11', 'an answer it cannot read counts as read', forgiving),
  fetching('C14', 'its errors tell the token of its login', telling),
  streaming('C15', 'one unreadable company ends the read of all', { read: fragile }),
  fetching('C19', 'a company that is unknown is an error', intolerant),
  buying('it buys without booking', () => undefined),
  buying('it books under a number of the provider', ({ call }) => ({ call, subject: '123456789' })),
  buying('it books what no price list has', ({ subject }) => ({ call: 'score', subject })),
  buying('it books what is free', (purchase) => ({ ...purchase, isCharged: () => true })),
  buying('it settles half of what is billed', (purchase) => ({ ...purchase, unitsOf: () => 0.5 })),
  fetching('C22', 'it buys twice what its stream says', async (context, siren) => {
    await send(context, reportRequest(siren));
    return fetchReport(context, siren);
  }),
  mutant('C21', 'it believes every ping', { pings: { isGenuine: () => true } }),
  mutant('C21', 'it looks at the start of a signature alone', {
    pings: {
      isGenuine: (config, { headers, body }) => {
        const given = headers['x-signature'] ?? '-';
        return given !== '' && signatureOf(config, body).startsWith(given);
      },
    },
  }),
  mutant('C21', 'it takes a ping once', {
    pings: {
      isGenuine: (config, ping) => {
        if (seenPings.has(ping.body)) return false;
        seenPings.add(ping.body);
        return pings.isGenuine(config, ping);
      },
    },
  }),
  watching('it does not watch', { watch: () => Promise.resolve([]) }),
  watching('unwatching a stranger unwatches all', {
    unwatch: async (context, sirens) => {
      const pages = monitoring.watched?.(context) ?? [];
      for await (const page of pages) await monitoring.unwatch(context, page);
      return monitoring.unwatch(context, sirens);
    },
  }),
  watching('it fails on what is not watched', {
    unwatch: async (context, sirens) => {
      for (const siren of sirens) {
        await send(context, { method: 'DELETE', path: `/portfolio/${siren}` });
      }
      return [];
    },
  }),
];
