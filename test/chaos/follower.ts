/**
 * One of those who receive, as a process that is killed at any moment: the four clients follow every tenant with the code of
 * docs/client, the fifth is the mail server of its people. Each writes the ids it was given to a file, before it stores its cursor or answers.
 */
import { constants, openSync, readFileSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CursorPlace } from '../../docs/client/cursor-in';
import { followAlerts } from '../../docs/client/follow-alerts';
import { pullEvents } from '../../docs/client/pull-events';
import { receiveWebhooks } from '../../docs/client/receive-webhooks';
import { streamEvents } from '../../docs/client/stream-events';
import { receiveMails } from './mailbox';

export const CLIENTS = ['subscription', 'sse', 'webhook', 'pull'] as const;
type FollowingClient = (typeof CLIENTS)[number];
export const DELIVERIES = [...CLIENTS, 'email'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** A tenant as its clients know it. */
export interface FollowedTenant {
  slug: string;
  key: string;
  /** Where its webhook is received, and the secret. */
  port: number;
  secret: string;
}

export interface FollowerOrder {
  url: string;
  folder: string;
  /** Where mails are received. */
  mailPort: number;
  tenants: readonly FollowedTenant[];
}

const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { id cursor } }';
const PULL_EACH_MS = 500;

interface Feed extends FollowedTenant {
  url: string;
  place: CursorPlace;
  handle: (event: { id: string }) => void;
  signal: AbortSignal;
}

const ways: Record<FollowingClient, (feed: Feed) => Promise<void>> = {
  subscription: (feed) => followAlerts({ ...feed, query: EVENTS }),
  sse: streamEvents,
  webhook: async ({ secret, port, handle }) => {
    receiveWebhooks(secret, handle).listen(port, '127.0.0.1');
  },
  pull: async (feed) => {
    for (;;) {
      // Whatever it is, the next round goes on where this one got to.
      await pullEvents(feed).catch(() => undefined);
      await sleep(PULL_EACH_MS);
    }
  },
};

/** The file with a line for each event received: tenant, id, and when. */
export function receivedFile(folder: string, delivery: Delivery): string {
  return join(folder, `${delivery}.received`);
}

const CURSOR_BYTES = 80;

/** A cursor written over the one before with one call to the system: only the machine's death could tear it. */
function placeIn(file: string): CursorPlace {
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT);
  const buffer = Buffer.alloc(CURSOR_BYTES);
  const kept = buffer.toString('utf8', 0, readSync(fd, buffer, 0, CURSOR_BYTES, 0)).trim();
  let cursor = kept === '' ? null : kept;
  return {
    load: () => cursor,
    store: (next) => {
      cursor = next;
      writeSync(fd, next.padEnd(CURSOR_BYTES), 0);
    },
  };
}

async function follow(delivery: Delivery, order: FollowerOrder): Promise<void> {
  const { url, folder, tenants, mailPort } = order;
  const received = openSync(receivedFile(folder, delivery), 'a');
  if (delivery === 'email') {
    receiveMails(mailPort, received);
    return;
  }
  await Promise.all(
    tenants.map((tenant) =>
      ways[delivery]({
        ...{ ...tenant, url, signal: new AbortController().signal },
        place: placeIn(join(folder, `${delivery}-${tenant.slug}.cursor`)),
        handle: ({ id }) => void writeSync(received, `${tenant.slug} ${id} ${Date.now()}\n`),
      }),
    ),
  );
}

if (require.main === module) {
  const [, , delivery, orderFile = ''] = process.argv;
  const order = JSON.parse(readFileSync(orderFile, 'utf8')) as FollowerOrder;
  void follow(delivery as Delivery, order);
}
