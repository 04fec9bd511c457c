import {
  disableWebhook,
  dueDeliveries,
  fanOut,
  healthAfter,
  judgeAttempt,
  openWebhookSecret,
  reasonToDisable,
  recordAttempts,
  releaseLease,
  renewLease,
  WEBHOOK_HEADERS,
  webhookBody,
  webhookSigner,
  type DisabledReason,
  type DueDelivery,
  type Lease,
  type LeasedWebhook,
  type LoggedEvent,
  type RecordedAttempt,
  type SendOutcome,
  type WebhookHealth,
  type WebhookSigner,
} from '../alerts';
import type { Hub } from '../hub';
import { DeliveryLanes } from './delivery-lanes';
import type { WebhookPoster } from './post-webhook';

export interface PumpContext {
  readonly hub: Pick<Hub, 'database' | 'clock' | 'logger' | 'secretKeys'>;
  readonly poster: WebhookPoster;
  readonly lease: Lease;
  /** Lanes of one webhook that are sent at once. */
  readonly lanesAtOnce: number;
  /** Waits until one more request of this process may be under way; what it answers ends that one. */
  readonly permit: () => Promise<() => void>;
  readonly signal: AbortSignal;
  readonly onOutcome: (outcome: SendOutcome) => void;
  /** From 0 to 1: draws the jitter. */
  readonly chance: () => number;
}

/** Deliveries taken at once; more are taken when few are left. */
const CLAIM = 1_000;
const FEW = 300;
/** What came of attempts is written when so many have been made, or so much time has gone by. */
const RECORD_EACH = 250;
const RECORD_MS = 250;

/**
 * Sends to one webhook, as long as its lease holds, until nothing is due: its lanes side by side, within each one after
 * the other. What came of attempts is written in sets; a process that dies before repeats them with the same ids.
 */
export class WebhookPump {
  private readonly lanes = new DeliveryLanes();
  private readonly senders = new Set<Promise<void>>();
  private attempts: RecordedAttempt[] = [];
  private health: WebhookHealth;
  private sign: (event: { id: string; body: string }, at: Date) => Record<string, string>;
  private disabling: DisabledReason | null = null;
  private wakes = 0;
  private wakesSeen = 0;
  private isHalted = false;
  private renewedAt = performance.now();
  private stir: () => void = () => undefined;

  /** Throws AUTH SECRET_UNREADABLE and CONFIG SECRET_KEY_MISSING. */
  constructor(
    private readonly context: PumpContext,
    private readonly tenantId: string,
    private webhook: LeasedWebhook,
  ) {
    this.health = webhook;
    this.sign = this.openSigner(webhook);
  }

  /** There may be more: look once again before ending. */
  wake(): void {
    this.wakes += 1;
    this.stir();
  }

  /** Whether it was woken since it last looked. */
  isWoken(): boolean {
    return this.wakes !== this.wakesSeen;
  }

  /** Ends when nothing is due, the webhook rests, the lease is lost or the signal aborts; then lets go of the lease. */
  async run(): Promise<void> {
    const { lease, hub, signal } = this.context;
    const halt = (): void => this.halt();
    signal.addEventListener('abort', halt);
    try {
      while (!this.isOver()) {
        this.wakesSeen = this.wakes;
        const taken = await this.refill();
        // A lane that was through too late to be written with the others may have more behind it.
        if (taken === 0 && this.isIdle() && this.lanes.busy.length === 0 && !this.isWoken()) break;
        if (!this.isIdle()) await this.progress();
      }
    } finally {
      signal.removeEventListener('abort', halt);
      this.halt();
      await Promise.all(this.senders);
      await this.record();
      const { webhookId } = this.webhook;
      await hub.database.tenant(this.tenantId, (tx) => releaseLease(tx, webhookId, lease.worker));
    }
  }

  private isIdle(): boolean {
    return this.lanes.waiting === 0 && this.senders.size === 0;
  }

  private isOver(): boolean {
    if (this.context.signal.aborted) this.halt();
    return this.isHalted || (this.isIdle() && this.attempts.length === 0 && this.isResting());
  }

  private isResting(): boolean {
    const { waitsUntil } = this.health;
    return waitsUntil !== null && waitsUntil > this.context.hub.clock.now();
  }

  /** By our own measure of time, so that a process that slept knows that others may have gone on. */
  private leaseAge(): number {
    return (performance.now() - this.renewedAt) / this.context.lease.leaseMs;
  }

  /** Begins with nothing more; what is under way ends. */
  private halt(): void {
    this.isHalted = true;
    this.lanes.dropAll();
    this.stir();
  }

  /** Writes what is known, and takes what is due of lanes not in hand. Answers how many events and deliveries it found. */
  private async refill(): Promise<number> {
    const { database, clock } = this.context.hub;
    await this.record();
    if (this.isHalted || this.isResting() || this.lanes.waiting >= FEW) return 0;
    const { webhookId } = this.webhook;
    const { worker } = this.context.lease;
    const now = clock.now();
    const passed = await database.tenant(this.tenantId, (tx) =>
      fanOut(tx, { webhookId, worker }, now),
    );
    if (passed === null) {
      this.halt();
      return 0;
    }
    // A receiver that fails is tried with one delivery before it is given many.
    const limit = this.health.failures > 0 ? 1 : CLAIM;
    const due = await database.tenant(this.tenantId, (tx) =>
      dueDeliveries(tx, { webhookId, busyLanes: this.lanes.busy, now, limit }),
    );
    this.lanes.add(due);
    if (this.isOver()) this.lanes.dropAll();
    this.beginSending();
    return passed + due.length;
  }

  /** Resolves when there is something to write or to take. */
  private async progress(): Promise<void> {
    do {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, RECORD_MS);
        this.stir = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    } while (
      !this.isIdle() &&
      !this.isWoken() &&
      !this.isHalted &&
      this.attempts.length === 0 &&
      this.leaseAge() < 1 / 3
    );
  }

  private beginSending(): void {
    while (this.senders.size < this.context.lanesAtOnce) {
      const lane = this.lanes.take();
      if (lane === null) return;
      const sender = this.sendLane(lane).finally(() => {
        this.senders.delete(sender);
        this.beginSending();
        if (this.isIdle()) this.stir();
      });
      this.senders.add(sender);
    }
  }

  /** One after the other; what follows one that was not taken waits with it. */
  private async sendLane(lane: string): Promise<void> {
    let delivery: DueDelivery | null;
    while ((delivery = this.lanes.next(lane)) !== null) {
      const isThrough = await this.attempt(delivery);
      if (!isThrough) this.lanes.drop(lane);
      if (this.isResting() || this.leaseAge() > 2 / 3) this.halt();
      if (this.attempts.length >= RECORD_EACH || this.lanes.waiting === FEW) this.stir();
    }
  }

  /** One attempt. Answers whether what follows in the lane may be sent. */
  private async attempt(delivery: DueDelivery): Promise<boolean> {
    const { event, deliveryId } = delivery;
    if (event === null) {
      this.attempts.push({ deliveryId, at: this.context.hub.clock.now(), ...PRUNED });
      return true;
    }
    const outcome = await this.send(event);
    const at = this.context.hub.clock.now();
    const chance = this.context.chance();
    const verdict = judgeAttempt(delivery, { outcome, at, chance }, this.health);
    this.health = healthAfter(this.health, outcome, at);
    this.disabling ??= reasonToDisable(this.health, outcome, at);
    if (this.disabling !== null) this.halt();
    const { statusCode, errorCode, durationMs, excerpt } = outcome;
    this.attempts.push({ deliveryId, verdict, at, statusCode, errorCode, durationMs, excerpt });
    this.context.onOutcome(outcome);
    return verdict.status !== 'PENDING';
  }

  private async send(event: LoggedEvent): Promise<SendOutcome> {
    const { poster, permit, hub } = this.context;
    const done = await permit();
    try {
      const at = hub.clock.now();
      const body = webhookBody(this.tenantId, event);
      const headers = { ...WEBHOOK_HEADERS, ...this.sign({ id: event.eventId, body }, at) };
      return await poster.post({ url: this.webhook.url, headers, body, at });
    } finally {
      done();
    }
  }

  /** What came of attempts becomes lasting, and the lease is renewed; lanes that are through may then be taken again. */
  private async record(): Promise<void> {
    const attempts = this.attempts.splice(0);
    const through = this.lanes.takeOver();
    if (attempts.length === 0 && this.leaseAge() < 1 / 3) {
      this.lanes.free(through);
      return;
    }
    const { hub, lease } = this.context;
    const { webhookId } = this.webhook;
    const begun = performance.now();
    const { health, disabling: reason } = this;
    const renewed = await hub.database.tenant(this.tenantId, async (tx) => {
      if (attempts.length > 0) await recordAttempts(tx, { webhookId, attempts, health });
      if (reason !== null) await disableWebhook(tx, webhookId, { reason, at: hub.clock.now() });
      return renewLease(tx, webhookId, lease);
    });
    this.lanes.free(through);
    if (renewed === null) {
      this.halt();
      return;
    }
    this.renewedAt = begun;
    this.webhook = renewed;
    this.sign = this.openSigner(renewed);
    // Somebody may have resumed it meanwhile; attempts made since then know better.
    if (this.attempts.length === 0) this.health = renewed;
  }

  private openSigner(
    webhook: LeasedWebhook,
  ): (event: { id: string; body: string }, at: Date) => Record<string, string> {
    const { secretKeys } = this.context.hub;
    const of = { tenantId: this.tenantId, webhookId: webhook.webhookId };
    const secret = openWebhookSecret(secretKeys, of, webhook.secret);
    const alone = webhookSigner([secret]);
    const { previousSecret } = webhook;
    if (previousSecret === null) return ({ id, body }, at) => alone({ id, at, body });
    const both = webhookSigner([secret, openWebhookSecret(secretKeys, of, previousSecret)]);
    const signerAt = (at: Date): WebhookSigner => (at < previousSecret.until ? both : alone);
    return ({ id, body }, at) => signerAt(at)({ id, at, body });
  }
}

const PRUNED: Omit<RecordedAttempt, 'deliveryId' | 'at'> = {
  verdict: { status: 'SKIPPED' },
  ...{ statusCode: null, durationMs: 0, excerpt: null },
  errorCode: 'WEBHOOK_EVENT_PRUNED',
};
