import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  EVENT_CHANNEL,
  hasActiveWebhooks,
  leaseWebhooks,
  releaseLease,
  restWebhook,
  SEQUENCE_BATCH,
  sequenceEvents,
  type LeasedWebhook,
  type SendOutcome,
} from '../alerts';
import { listTenants } from '../database';
import type { Hub } from '../hub';
import { describeError } from '../kernel';
import { openPoster, type PostOptions, type WebhookPoster } from './post-webhook';
import { WebhookPump, type PumpContext } from './webhook-pump';

export interface DeliveryOptions {
  readonly hub: Pick<Hub, 'database' | 'clock' | 'logger' | 'secretKeys' | 'webhookTargets'>;
  readonly pollMs?: number;
  readonly leaseMs?: number;
  readonly lanesAtOnce?: number;
  readonly requestsAtOnce?: number;
  readonly posting?: Partial<Omit<PostOptions, 'allowed'>>;
  readonly onOutcome?: (outcome: SendOutcome) => void;
  readonly chance?: () => number;
}

export interface WebhookDeliveries {
  /** Sends what is due of all tenants now, and resolves when that is done. */
  settle(): Promise<void>;
  /** Begins with nothing more, waits for requests under way, writes what came of them. */
  stop(): Promise<void>;
}

const POLL_MS = 5_000;
/** Longer than a request may take: whoever sends renews it long before. */
const LEASE_MS = 45_000;
const LANES_AT_ONCE = 8;
const REQUESTS_AT_ONCE = 128;
/** A webhook whose secret cannot be opened is looked at again after this. */
const REST_MS = 5 * 60_000;

/** Sends to webhooks when asked to: what `startWebhookDeliveries` does in a loop. Several processes share the work. */
export function openWebhookDeliveries(options: DeliveryOptions): WebhookDeliveries & {
  look(tenantId: string): Promise<void>;
} {
  const { hub, lanesAtOnce = LANES_AT_ONCE } = options;
  const stopping = new AbortController();
  const poster = openPoster({
    ...options.posting,
    allowed: hub.webhookTargets,
    socketsPerHost: lanesAtOnce,
  });
  const context: PumpContext = {
    ...{ hub, poster, lanesAtOnce, signal: stopping.signal },
    lease: {
      worker: `${hostname()}:${process.pid}:${randomUUID()}`,
      leaseMs: options.leaseMs ?? LEASE_MS,
    },
    permit: bounded(options.requestsAtOnce ?? REQUESTS_AT_ONCE),
    onOutcome: options.onOutcome ?? (() => undefined),
    chance: options.chance ?? Math.random,
  };
  return new Deliveries(context, poster, stopping);
}

interface Running {
  readonly tenantId: string;
  readonly pump: WebhookPump;
  readonly done: Promise<void>;
}

class Deliveries {
  private readonly pumps = new Map<string, Running>();

  constructor(
    private readonly context: PumpContext,
    private readonly poster: WebhookPoster,
    private readonly stopping: AbortController,
  ) {}

  /** Starts sending what is due of a tenant, in the background. */
  async look(tenantId: string): Promise<void> {
    const { hub, lease, signal } = this.context;
    if (signal.aborted || !(await hub.database.tenant(tenantId, hasActiveWebhooks))) return;
    let placed: number;
    do placed = await hub.database.tenant(tenantId, sequenceEvents);
    while (placed >= SEQUENCE_BATCH);
    // Those that run are not found below while they write: their webhooks are locked then.
    for (const running of this.pumps.values()) {
      if (running.tenantId === tenantId) running.pump.wake();
    }
    const now = hub.clock.now();
    const leased = await hub.database.tenant(tenantId, (tx) => leaseWebhooks(tx, lease, now));
    for (const webhook of leased) await this.begin(tenantId, webhook);
  }

  async settle(): Promise<void> {
    for (const { tenantId } of await listTenants(this.context.hub.database)) {
      await this.look(tenantId);
    }
    while (this.pumps.size > 0) await this.ended();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.ended();
    this.poster.close();
  }

  private async ended(): Promise<void> {
    await Promise.all([...this.pumps.values()].map(({ done }) => done));
  }

  private async begin(tenantId: string, webhook: LeasedWebhook): Promise<void> {
    const { webhookId } = webhook;
    const running = this.pumps.get(webhookId);
    if (running !== undefined) {
      running.pump.wake();
      return;
    }
    const { hub, lease } = this.context;
    try {
      const pump = new WebhookPump(this.context, tenantId, webhook);
      this.pumps.set(webhookId, { tenantId, pump, done: this.run(tenantId, webhookId, pump) });
    } catch (error) {
      this.tell(webhookId, error);
      const until = new Date(hub.clock.now().getTime() + REST_MS);
      await hub.database.tenant(tenantId, async (tx) => {
        await restWebhook(tx, webhookId, until);
        await releaseLease(tx, webhookId, lease.worker);
      });
    }
  }

  private async run(tenantId: string, webhookId: string, pump: WebhookPump): Promise<void> {
    try {
      await pump.run();
    } catch (error) {
      this.tell(webhookId, error);
    }
    this.pumps.delete(webhookId);
    // Who woke it when it was about to end was not heard.
    if (!pump.isWoken()) return;
    await this.look(tenantId).catch((error: unknown) => this.tell(webhookId, error));
  }

  private tell(webhookId: string, error: unknown): void {
    this.context.hub.logger.warn('a webhook could not be served, and is tried again', {
      webhookId,
      reason: describeError(error),
    });
  }
}

/**
 * Sends to the webhooks of all tenants for as long as the process lives: woken by whoever writes events, and by a poll for
 * what is due again and what NOTIFY may lose.
 */
export function startWebhookDeliveries(options: DeliveryOptions): WebhookDeliveries {
  const { hub } = options;
  const deliveries = openWebhookDeliveries(options);
  const looks = new Map<string, { isAgain: boolean; done: Promise<void> }>();
  const look = (tenantId: string): void => {
    const running = looks.get(tenantId);
    if (running !== undefined) {
      running.isAgain = true;
      return;
    }
    const state = { isAgain: true, done: Promise.resolve() };
    looks.set(tenantId, state);
    state.done = lookWhile(state, () => deliveries.look(tenantId))
      .catch((error: unknown) => {
        hub.logger.debug('webhooks could not be looked at', { reason: describeError(error) });
      })
      .finally(() => looks.delete(tenantId));
  };
  const listener = keepListening(hub, look);
  const poll = async (): Promise<void> => {
    await listener.ensure();
    for (const { tenantId } of await listTenants(hub.database)) look(tenantId);
  };
  const ticking = tick(poll, options.pollMs ?? POLL_MS, (error) => {
    hub.logger.warn('webhooks could not be looked at', { reason: describeError(error) });
  });
  return {
    settle: () => deliveries.settle(),
    stop: async () => {
      await ticking.stop();
      await listener.stop();
      const stopped = deliveries.stop();
      await Promise.all([...looks.values()].map(({ done }) => done));
      await stopped;
      await deliveries.stop();
    },
  };
}

async function lookWhile(state: { isAgain: boolean }, look: () => Promise<void>): Promise<void> {
  while (state.isAgain) {
    state.isAgain = false;
    await look();
  }
}

/** A listener that was lost is opened again by the next poll. */
function keepListening(
  { database, logger }: Pick<Hub, 'database' | 'logger'>,
  wake: (tenantId: string) => void,
): { ensure(): Promise<void>; stop(): Promise<void> } {
  let stop: (() => Promise<void>) | null = null;
  return {
    ensure: async () => {
      stop ??= await database.listen([EVENT_CHANNEL], {
        notification: ({ payload }) => wake(payload),
        lost: (error) => {
          logger.warn('the webhooks are not woken by events for a moment', { error });
          stop = null;
        },
      });
    },
    stop: async () => {
      await stop?.();
    },
  };
}

/** Runs at once and then again each time so long after it has ended. */
export function tick(
  work: () => Promise<void>,
  everyMs: number,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  let isStopped = false;
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  const run = (): void => {
    running = work()
      .catch(onError)
      .finally(() => {
        if (!isStopped) timer = setTimeout(run, everyMs).unref();
      });
  };
  run();
  return {
    stop: async () => {
      isStopped = true;
      await running;
      if (timer !== null) clearTimeout(timer);
    },
  };
}

/** So many at once; the others wait in the order they came. */
function bounded(most: number): () => Promise<() => void> {
  let free = most;
  const waiting: (() => void)[] = [];
  const done = (): void => {
    const next = waiting.shift();
    if (next === undefined) free += 1;
    else next();
  };
  return async () => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    return done;
  };
}
