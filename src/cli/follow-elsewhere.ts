import { followAlerts, RefusedError } from '../../docs/client/follow-alerts';
import { authError, configError, localeOf, transientError } from '../kernel';
import { titleLine } from './alert-line';
import type { CommandRun } from './command-run';

export interface Elsewhere {
  url: string;
  key: string;
  /** Cursor of an event; absent: from now on. */
  after?: string;
  locale: string;
}

interface ToldAlert {
  id: string;
  cursor: string;
  change: string;
  alert: {
    id: string;
    rule: string;
    severity: string;
    status: string;
    raisedAt: string;
    deadlineOn: string | null;
    title: string;
    customer: { id: string; name: string };
  };
}

/** Prints each alert that an API tells of as raised, with the client of docs/client, until the signal aborts. */
export async function followElsewhere(run: CommandRun, elsewhere: Elsewhere): Promise<void> {
  const { url, key, locale } = elsewhere;
  let last = elsewhere.after ?? (await newestCursor(url, key));
  run.terminal.say(`Following the alerts of ${url}; Ctrl-C ends it.`);
  await followAlerts<ToldAlert>({
    ...{ url, key, signal: run.signal, variables: { locale: localeOf(locale) } },
    place: { load: () => last, store: (cursor) => void (last = cursor) },
    handle: ({ cursor, change, alert }) => {
      if (change !== 'RAISED') return;
      const { id: riskAlertId, customer, ...said } = alert;
      const line = `${titleLine(alert)}  [${cursor}]`;
      run.answer({ cursor, riskAlertId, customerId: customer.id, ...said }, [line]);
    },
    onLoss: (_reason, pauseMs) => {
      run.terminal.say(`The connection was lost; trying again in ${Math.ceil(pauseMs / 1000)} s.`);
    },
  }).catch((error: unknown) => {
    throw refusalOf(error);
  });
  run.terminal.say(`Go on from here with --after ${last}`);
}

/** No such event is kept in a log: the page is empty, and says where the log ends. */
const NEWEST = '{ events(types: [WEBHOOK_TEST], first: 1) { nextCursor } }';

async function newestCursor(url: string, key: string): Promise<string> {
  const response = await fetch(`${url.replace(/\/$/, '')}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: NEWEST }),
  }).catch(() => null);
  const answer = (await response?.json().catch(() => null)) as {
    data?: { events?: { nextCursor?: string } } | null;
  } | null;
  const cursor = answer?.data?.events?.nextCursor;
  if (cursor !== undefined) return cursor;
  if (response?.status === 401) throw keyRefused();
  throw transientError('API_UNREACHABLE', `there is no Encours API that answers at ${url}`, {
    place: { field: '--url' },
    remedy: 'check the address (without /graphql) and that the server runs, and try again',
  });
}

function refusalOf(error: unknown): unknown {
  if ((error as { code?: unknown }).code === 4403) return keyRefused();
  if (!(error instanceof RefusedError)) return error;
  return configError(error.code, error.message, {
    place: { field: '--after' },
    remedy: 'give a cursor of this API, or 0 for all that is kept',
  });
}

function keyRefused(): Error {
  return authError('UNAUTHENTICATED', 'the API does not take this key', {
    place: { field: '--key' },
    remedy: 'give a key of the tenant that is valid: `npx encours keys create` makes one',
  });
}
