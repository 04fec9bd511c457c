/**
 * A server process, put together: hub, API, schedule and worker over one database. `encours serve`, `worker` and
 * `start` are this with different parts; whoever starts it owns the signals and the database.
 */
import { hostname } from 'node:os';
import { systemClock, type Clock, type Logger } from './kernel';
import { parseAllowedTargets } from './alerts';
import { createApi, type Api } from './api';
import type { MailConfig } from './config';
import { parseOwnHosts, type Connector } from './connector-kit';
import { Database } from './database';
import { entities } from './entities';
import { createHub, type Hub } from './hub';
import { SecretKeys } from './landing';
import { openQueue, startScheduler, startWorker, type Job, type JobQueue } from './schedule';
import { createApiActions } from './use-cases/api-actions';
import { startWebhookDeliveries } from './use-cases/deliver-webhooks';
import { sealPlainSecrets } from './use-cases/seal-secrets';
import { startEmails } from './use-cases/send-emails';

export interface ServerOptions {
  databaseUrl: string;
  logger: Logger;
  connectors: readonly Connector[];
  clock?: Clock;
  /** What seals and opens credentials; none: see `createHub`. */
  secretKeys?: SecretKeys;
  /** Where webhooks may lead besides public addresses, as ENCOURS_WEBHOOK_ALLOW says. */
  webhookAllow?: readonly string[];
  /** Where self-hosted accounting software may be besides public addresses, as ENCOURS_SOURCE_ALLOW says. */
  sourceAllow?: readonly string[];
  /** Who sends e-mails and through which server; none: none are sent. */
  mail?: MailConfig | null;
  /** Where people reach the API; none: mails have no links. */
  publicUrl?: string | null;
  /** Connections of the app to the database. */
  poolSize?: number;
}

/** What is open, in the order it was opened; closing goes the other way. */
export interface Server {
  hub: Hub;
  queue: JobQueue;
  /** Starts answering. Throws PORT_TAKEN and PORT_NOT_ALLOWED. */
  serve(config: { port: number; host: string }): Promise<Api>;
  /** Starts claiming what is due and doing what is in the queue. */
  work(jobs: readonly Job[], options: { concurrency: number }): Promise<void>;
  /** Drains requests, lets running jobs end for a moment, gives the rest back to the queue. */
  close(): Promise<void>;
}

/**
 * Connections to the database a process needs to do so many jobs at once: a job that syncs holds its connection, its stream and
 * the renewal of its login by a transaction each, and what they do needs one more.
 */
export function poolSizeFor(concurrency: number): number {
  return concurrency * 3 + 2;
}

/** Opens the parts every server has. The database must be migrated. */
export async function openServer(options: ServerOptions): Promise<Server> {
  const { databaseUrl, logger, connectors } = options;
  const clock = options.clock ?? systemClock;
  const poolSize = options.poolSize ?? 12;
  const database = await Database.connect({ url: databaseUrl, poolSize, logger, entities });
  const stopping = new AbortController();
  const closers: (() => Promise<void>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    stopping.abort();
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { secretKeys = SecretKeys.none, mail = null, publicUrl = null } = options;
    const webhookTargets = parseAllowedTargets(options.webhookAllow ?? []);
    const ownHosts = parseOwnHosts(options.sourceAllow ?? []);
    const parts = { database, clock, logger, connectors, secretKeys, webhookTargets };
    const hub = createHub({ ...parts, ownHosts, mail, publicUrl });
    await sealPlainSecrets(hub);
    const queue = await openQueue({ url: databaseUrl, logger });
    closers.push(() => queue.close());
    return {
      hub,
      queue,
      close,
      serve: async (config) => {
        const actions = createApiActions(hub, { queue, signal: stopping.signal });
        const api = await createApi({ database, logger, clock, actions, connectors, config });
        closers.push(() => api.close());
        return api;
      },
      work: async (jobs, { concurrency }) => {
        const worker = await startWorker({ hub, url: databaseUrl, queue, jobs, concurrency });
        closers.push(() => worker.stop());
        const name = `${hostname()}:${process.pid}`;
        const scheduler = startScheduler({ queue, jobs, clock, logger, name });
        closers.push(() => scheduler.stop());
        const webhooks = startWebhookDeliveries({ hub });
        closers.push(() => webhooks.stop());
        const emails = startEmails({ hub });
        closers.push(() => emails.stop());
        await scheduler.tick();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
