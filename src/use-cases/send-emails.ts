import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import {
  claimEmails,
  hasActiveRecipients,
  isServerDown,
  judgeMail,
  makeEmails,
  noteUnconfigured,
  recordEmail,
  returnEmails,
  SEQUENCE_BATCH,
  sequenceEvents,
  skipEmail,
  type ClaimedMail,
  type MailOutcome,
} from '../alerts';
import { listTenants } from '../database';
import type { Hub } from '../hub';
import { describeError } from '../kernel';
import { composeEmail } from './compose-email';
import { tick } from './deliver-webhooks';
import { openMailer, type Mailer, type MailOptions } from './mail-transport';

export interface EmailOptions {
  readonly hub: Pick<Hub, 'database' | 'clock' | 'logger' | 'secretKeys' | 'mail' | 'publicUrl'>;
  readonly pollMs?: number;
  readonly leaseMs?: number;
  readonly mailing?: MailOptions;
  readonly onOutcome?: (outcome: MailOutcome) => void;
  readonly chance?: () => number;
}

export interface Emails {
  /** Makes and sends what is due of all tenants now, and resolves when that is done. */
  settle(): Promise<void>;
  /** Begins with nothing more, and waits for mails under way. */
  stop(): Promise<void>;
}

const POLL_MS = 5_000;
/** Longer than an attempt may take. */
const LEASE_MS = 180_000;
const AT_ONCE = 5;
/** Batches for one tenant in a row; then others have their turn. */
const BATCHES_MAX = 20;
/** A server that is down is asked again after this, whatever waits. */
const REST_MS = 60_000;

/**
 * Sends e-mails when asked to: what `startEmails` does in a loop. Several processes share the work. Without a mail server
 * mails are made and wait.
 */
export function openEmails(options: EmailOptions): Emails {
  const { mail } = options.hub;
  const mailer = mail === null ? null : openMailer(mail, options.mailing);
  return new EmailSender(options, mailer);
}

class EmailSender implements Emails {
  private readonly worker = `${hostname()}:${process.pid}:${randomUUID()}`;
  private isStopping = false;
  private restsUntil = 0;
  private settling: Promise<void> = Promise.resolve();

  constructor(
    private readonly options: EmailOptions,
    private readonly mailer: Mailer | null,
  ) {}

  settle(): Promise<void> {
    this.settling = this.settling.catch(() => undefined).then(() => this.round());
    return this.settling;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    await this.settling.catch(() => undefined);
  }

  private async round(): Promise<void> {
    const { database, logger } = this.options.hub;
    for (const { tenantId } of await listTenants(database)) {
      if (this.isStopping) return;
      try {
        await this.serve(tenantId);
      } catch (error) {
        logger.warn('e-mails of a tenant could not be sent, and are tried again', {
          tenantId,
          reason: describeError(error),
        });
      }
    }
  }

  private async serve(tenantId: string): Promise<void> {
    const { database, clock } = this.options.hub;
    if (!(await database.tenant(tenantId, hasActiveRecipients))) return;
    let placed: number;
    do placed = await database.tenant(tenantId, sequenceEvents);
    while (placed >= SEQUENCE_BATCH);
    await database.tenant(tenantId, (tx) => makeEmails(tx, clock.now()));
    if (this.mailer === null) {
      await database.tenant(tenantId, noteUnconfigured);
      return;
    }
    for (let batch = 0; batch < BATCHES_MAX; batch += 1) {
      if (this.isStopping || this.isResting()) return;
      const sent = await this.sendBatch(tenantId, this.mailer);
      if (sent === 0) return;
    }
  }

  private isResting(): boolean {
    return this.restsUntil > this.options.hub.clock.now().getTime();
  }

  /** Answers how many mails it took in hand. */
  private async sendBatch(tenantId: string, mailer: Mailer): Promise<number> {
    const { database, clock } = this.options.hub;
    const { worker } = this;
    const leaseMs = this.options.leaseMs ?? LEASE_MS;
    const { domain } = mailer;
    const claim = { worker, leaseMs, domain, at: clock.now(), limit: AT_ONCE };
    const mails = await database.tenant(tenantId, (tx) => claimEmails(tx, claim));
    // The first alone: if the server is down, one attempt shows it.
    const [first, ...others] = mails;
    if (first === undefined) return 0;
    await this.sendOne(tenantId, first, mailer);
    if (this.isResting() || this.isStopping) {
      const notBefore = new Date(Math.max(this.restsUntil, clock.now().getTime()));
      const deliveryIds = others.map(({ deliveryId }) => deliveryId);
      await database.tenant(tenantId, (tx) => returnEmails(tx, { deliveryIds, worker, notBefore }));
      return mails.length;
    }
    await Promise.all(others.map((mail) => this.sendOne(tenantId, mail, mailer)));
    return mails.length;
  }

  /** A mail that cannot be made or kept holds up no other; its lease ends, and it is tried again. */
  private async sendOne(tenantId: string, mail: ClaimedMail, mailer: Mailer): Promise<void> {
    try {
      await this.attempt(tenantId, mail, mailer);
    } catch (error) {
      const { deliveryId } = mail;
      const reason = describeError(error);
      this.options.hub.logger.warn('an e-mail could not be sent', { tenantId, deliveryId, reason });
    }
  }

  private async attempt(tenantId: string, mail: ClaimedMail, mailer: Mailer): Promise<void> {
    const { hub, onOutcome, chance = Math.random } = this.options;
    const { worker } = this;
    const { composed, keptBack } = await composeEmail(hub, tenantId, mail);
    if (composed === null) {
      const skipped = { mail, worker, keptBack, errorCode: 'MAIL_NOTHING_TO_SAY' } as const;
      const at = hub.clock.now();
      await hub.database.tenant(tenantId, (tx) => skipEmail(tx, { ...skipped, at }));
      return;
    }
    const { address: to, messageId, createdAt: date } = mail;
    const outcome = await mailer.send({ ...composed, to, messageId, date });
    const at = hub.clock.now();
    if (!outcome.isSent && isServerDown(outcome.errorCode)) {
      this.restsUntil = at.getTime() + REST_MS;
      const { errorCode, reply } = outcome;
      hub.logger.warn('the mail server takes no mails', { code: errorCode, reply });
    }
    const verdict = judgeMail(mail, { outcome, at, chance: chance() });
    const record = { mail, worker, outcome, verdict, keptBack, at };
    await hub.database.tenant(tenantId, (tx) => recordEmail(tx, record));
    onOutcome?.(outcome);
  }
}

/** Sends e-mails of all tenants for as long as the process lives. */
export function startEmails(options: EmailOptions): Emails {
  const { hub, pollMs = POLL_MS } = options;
  const emails = openEmails(options);
  const ticking = tick(
    () => emails.settle(),
    pollMs,
    (error) => {
      hub.logger.warn('e-mails could not be looked at', { reason: describeError(error) });
    },
  );
  return {
    settle: () => emails.settle(),
    stop: async () => {
      const stopped = emails.stop();
      await ticking.stop();
      await stopped;
    },
  };
}
