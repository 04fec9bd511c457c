/** A real mail server on this machine, and a tenant whose alerts are mailed. */
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { globalId, FixedClock, silentLogger } from '../../src/kernel';
import { appendEvents, tellAlerts, type RecipientWishes } from '../../src/alerts';
import { createTenant, Database, type Transaction } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub, type Hub } from '../../src/hub';
import { SecretKeys } from '../../src/landing';
import { createEmailActions } from '../../src/use-cases/email-actions';
import { openEmails, type EmailOptions } from '../../src/use-cases/send-emails';
import { useDatabase, type TestDatabase } from '../support/postgres';

/** Keeps the mails it takes; options make it refuse, hang or break off. */
export class MailServer {
  readonly mails: ParsedMail[] = [];
  onMail: (mail: ParsedMail) => Promise<void> | void = () => undefined;

  private constructor(
    private readonly server: SMTPServer,
    readonly port: number,
  ) {}

  static async open(options: SMTPServerOptions = {}, port = 0): Promise<MailServer> {
    const opened: { server?: MailServer } = {};
    const server = new SMTPServer({
      ...{ disabledCommands: ['AUTH', 'STARTTLS'], logger: false, closeTimeout: 100 },
      onData: (stream, _session, done) => {
        simpleParser(stream)
          .then(async (mail) => {
            opened.server?.mails.push(mail);
            await opened.server?.onMail(mail);
            done();
          })
          .catch(done);
      },
      ...options,
    });
    server.on('error', () => undefined);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const { port: bound } = server.server.address() as AddressInfo;
    opened.server = new MailServer(server, bound);
    return opened.server;
  }

  get url(): string {
    return `smtp://127.0.0.1:${this.port}`;
  }

  get ids(): string[] {
    return this.mails.map(({ messageId }) => messageId ?? '');
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.server.close(() => resolve()));
  }
}

export const WISHES: RecipientWishes = {
  address: 'ann@example.com',
  locale: 'en',
  timeZone: 'Europe/Paris',
  immediateSeverities: ['CRITICAL', 'HIGH'],
  ...{ digest: 'NONE', digestHour: 8, digestWeekday: 1, sendsEmpty: false },
  filter: { rules: null, severities: null, customerIds: null },
  role: 'INTEGRATOR',
};

export interface AlertGiven {
  severity?: string;
  rule?: string;
  restriction?: 'NONE' | 'NO_REDISTRIBUTION';
  title?: string;
  customer?: string;
  change?: 'RAISED' | 'ESCALATED' | 'RESOLVED';
  deadlineOn?: string;
  alertId?: string;
}

export class MailedSeller {
  readonly clock = new FixedClock(new Date('2026-03-10T09:30:00Z'));
  private made = 0;

  constructor(
    readonly hub: Hub,
    readonly tenantId: string,
    private readonly database: TestDatabase,
  ) {
    Object.assign(hub, { clock: this.clock });
  }

  minutes(count: number): void {
    this.clock.set(new Date(this.clock.now().getTime() + count * 60_000));
  }

  actions(hub: Partial<Hub> = {}): ReturnType<typeof createEmailActions> {
    return createEmailActions({ ...this.hub, ...hub });
  }

  get actor(): { tenantId: string; keyId: string; label: string } {
    return { tenantId: this.tenantId, keyId: '', label: 'test' };
  }

  async recipient(wishes: Partial<RecipientWishes> = {}): Promise<string> {
    const { recipientId } = await this.actions().createEmailRecipient(this.actor, {
      ...WISHES,
      ...wishes,
    });
    return recipientId;
  }

  emails(changes: Partial<EmailOptions> = {}): ReturnType<typeof openEmails> {
    const short = { connectTimeoutMs: 400, silenceTimeoutMs: 400, timeoutMs: 2_000 };
    return openEmails({ hub: this.hub, mailing: short, chance: () => 0.5, ...changes });
  }

  /** One look, a minute later: what was gathered is sent. */
  async deliver(changes: Partial<EmailOptions> = {}): Promise<void> {
    this.minutes(1);
    const emails = this.emails(changes);
    await emails.settle();
    await emails.stop();
  }

  /** An alert row and its event, as the stage writes both. */
  async alert(given: AlertGiven = {}): Promise<string> {
    const { severity = 'CRITICAL', restriction = 'NONE', change = 'RAISED' } = given;
    this.made += 1;
    const name = given.customer ?? `Customer ${this.made}`;
    const title = given.title ?? `${name}: alert ${this.made}`;
    const alertId = given.alertId ?? randomUUID();
    const open = restriction === 'NONE';
    const texts = (text: string) => (open ? { en: text, fr: `fr ${text}` } : null);
    await this.hub.database.tenant(this.tenantId, (tx) =>
      appendEvents(
        tx,
        [
          {
            type: change === 'RAISED' ? 'RISK_ALERT_RAISED' : 'RISK_ALERT_UPDATED',
            ...{ customerId: null, subjectId: alertId },
            data: {
              alertId: globalId('RiskAlert', alertId),
              ...{ rule: given.rule ?? 'LIMIT_EXCEEDED', severity, status: 'OPEN', change },
              customer: { id: globalId('Customer', randomUUID()), account: `C${this.made}`, name },
              raisedAt: this.clock.now().toISOString(),
              deadlineOn: given.deadlineOn ?? null,
              ...{ title: texts(title), detail: texts('Do something.'), before: null, after: null },
              ...{ restriction, by: null, comment: null },
            } as never,
          },
        ],
        this.clock.now(),
      ),
    );
    return alertId;
  }

  /** An alert with its row and customer, told the way the stage tells it. */
  async risk(given: AlertGiven = {}): Promise<string> {
    const { severity = 'HIGH', rule = 'LIMIT_EXCEEDED', restriction = 'NONE' } = given;
    this.made += 1;
    const alertId = randomUUID();
    const customer = given.customer ?? `Customer ${this.made}`;
    const params = { customer, over: { amountMinor: '123456789', currency: 'EUR' } };
    const customerId = randomUUID();
    await this.database.query(
      `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
       VALUES ($1, $2, $1, $3, $4, lower($4), 'EUR', false, now())`,
      [this.tenantId, customerId, `C${this.made}`, customer],
    );
    await this.database.query(
      `INSERT INTO risk_alert (tenant_id, risk_alert_id, customer_id, rule, severity, status, dedup_key, raised_at, after,
         text_key, params, evidence, deadline_on, use_restriction)
       VALUES ($1, $2::uuid, $3, $4, $5, 'OPEN', 'key ' || $2::uuid, $6, '{}', 'LIMIT_EXCEEDED', $7, '[]', $8, $9)`,
      [
        ...[this.tenantId, alertId, customerId, rule, severity, this.clock.now()],
        ...[JSON.stringify(params), given.deadlineOn ?? null, restriction],
      ],
    );
    await this.tell(alertId, 'RAISED');
    return alertId;
  }

  async tell(alertId: string, change: 'RAISED' | 'ESCALATED' | 'RESOLVED'): Promise<void> {
    await this.hub.database.tenant(this.tenantId, async (tx) => {
      if (change === 'RESOLVED')
        await tx.execute(
          `UPDATE risk_alert SET status = 'RESOLVED' WHERE tenant_id = $1 AND risk_alert_id = $2`,
          [tx.tenantId, alertId],
        );
      await tellAlerts(tx, [{ alertId, change }], this.clock.now());
    });
  }

  /** Work on alerts as people and jobs do it, now. */
  run<T>(work: (tx: Transaction, at: Date) => Promise<T>): Promise<T> {
    return this.hub.database.tenant(this.tenantId, (tx) => work(tx, this.clock.now()));
  }

  deliveries(): Promise<
    { kind: string; status: string; errorCode: string | null; attempts: number; reply: string }[]
  > {
    return this.database.query(
      `SELECT kind, status, error_code AS "errorCode", attempts, reply FROM email_delivery WHERE tenant_id = $1
       ORDER BY delivery_seq`,
      [this.tenantId],
    );
  }

  recipients(): Promise<{ status: string; refusals: number; position: string }[]> {
    return this.database.query(
      'SELECT status, refusals, position FROM email_recipient WHERE tenant_id = $1 ORDER BY created_at',
      [this.tenantId],
    );
  }
}

/** A mail server that takes all, and a tenant of its own for each test. */
export function useMails(): () => { seller: MailedSeller; server: MailServer } {
  let database: Database;
  let state: { seller: MailedSeller; server: MailServer };
  afterAll(async () => {
    await database.close();
  });
  const test = useDatabase();
  beforeAll(async () => {
    database = await Database.connect({ url: test().url, logger: silentLogger, entities });
  });
  beforeEach(async () => {
    const server = await MailServer.open();
    const { tenantId } = await createTenant(database, { slug: `s-${randomUUID().slice(0, 8)}` });
    const hub = createHub({
      ...{ database, clock: new FixedClock(new Date()), logger: silentLogger, connectors: [] },
      secretKeys: SecretKeys.of([Buffer.alloc(32, 7)]),
      mail: { smtpUrl: server.url, from: 'Encours <credit@seller.example>' },
      publicUrl: 'https://encours.example',
    });
    state = { server, seller: new MailedSeller(hub, tenantId, test()) };
  });
  afterEach(async () => {
    await state.server.close();
    // Tenants of other tests have nothing to send any more.
    await test().query('DELETE FROM email_recipient');
  });
  return () => state;
}
