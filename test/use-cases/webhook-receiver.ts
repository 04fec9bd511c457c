/** A receiver of webhooks on this machine, and a tenant whose events are sent to it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Webhook } from 'standardwebhooks';
import {
  insertWebhook,
  lastPosition,
  newWebhookId,
  newWebhookSecret,
  parseAllowedTargets,
  pauseWebhook,
  replayWebhook,
  resumeWebhook,
  sealWebhookSecret,
  sequenceEvents,
  type EventType,
  type WebhookDraft,
} from '../../src/alerts';
import { createTenant, Database } from '../../src/database';
import { entities } from '../../src/entities';
import { createHub, type Hub } from '../../src/hub';
import { FixedClock, silentLogger } from '../../src/kernel';
import { SecretKeys } from '../../src/landing';
import { openWebhookDeliveries, type DeliveryOptions } from '../../src/use-cases/deliver-webhooks';
import { useDatabase, type TestDatabase } from '../support/postgres';

export interface Received {
  id: string;
  headers: Record<string, string>;
  body: string;
  event: { id: string; type: string; customerid?: string; data: Record<string, unknown> };
}

export type Behaviour = (
  received: Received,
  response: ServerResponse,
  request: IncomingMessage,
) => unknown;

const TAKES: Behaviour = (_received, response) => {
  response.writeHead(204).end();
};

export class Receiver {
  readonly received: Received[] = [];
  behaviour: Behaviour = TAKES;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Receiver> {
    const receiver = new Receiver(
      createServer((request, response) => void receiver.hear(request, response)),
    );
    receiver.server.on('connection', (socket) => {
      receiver.sockets.add(socket);
      socket.on('close', () => receiver.sockets.delete(socket));
    });
    await new Promise<void>((done) => receiver.server.listen(0, '127.0.0.1', done));
    return receiver;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/hook`;
  }

  get ids(): string[] {
    return this.received.map(({ id }) => id);
  }

  takes(): void {
    this.behaviour = TAKES;
  }

  answers(status: number, headers: Record<string, string> = {}, body = ''): void {
    this.behaviour = (_received, response) => {
      response.writeHead(status, headers).end(body);
    };
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((done) => this.server.close(() => done()));
  }

  private async hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const headers = request.headers as Record<string, string>;
    const event = JSON.parse(body) as Received['event'];
    const received = { id: headers['webhook-id'] ?? '', headers, body, event };
    this.received.push(received);
    await this.behaviour(received, response, request);
  }
}

/** Now, as verifying against the clock of this machine needs it. */
export const START = new Date(Math.floor(Date.now() / 1000) * 1000);
const MINUTE = 60_000;

export class WebhookSeller {
  readonly clock = new FixedClock(START);
  readonly hub: Hub;
  private readonly keys: SecretKeys;
  private readonly open: (() => Promise<void>)[] = [];

  constructor(
    readonly database: Database,
    readonly test: TestDatabase,
    readonly tenantId: string,
    key: Buffer = randomBytes(32),
  ) {
    this.keys = SecretKeys.of([key]);
    this.hub = createHub({
      ...{ database, clock: this.clock, logger: silentLogger, connectors: [] },
      secretKeys: this.keys,
      webhookTargets: parseAllowedTargets(['127.0.0.0/8']),
    });
  }

  async webhook(
    url: string,
    changes: Partial<WebhookDraft> = {},
  ): Promise<{ webhookId: string; secret: string; verify: (received: Received) => unknown }> {
    const webhookId = newWebhookId();
    const secret = newWebhookSecret();
    const of = { tenantId: this.tenantId, webhookId };
    const draft: WebhookDraft = {
      ...{ webhookId, url, description: 'test', order: 'PER_CUSTOMER', after: null, by: 'test' },
      filter: { types: null, rules: null, severities: null, customerIds: null },
      secret: sealWebhookSecret(this.keys, of, secret),
      at: this.clock.now(),
      ...changes,
    };
    await this.database.tenant(this.tenantId, (tx) => insertWebhook(tx, draft));
    const webhook = new Webhook(secret);
    return {
      webhookId,
      secret,
      verify: ({ body, headers }) => webhook.verify(body, headers),
    };
  }

  /** Writes events of customers in one transaction; answers their ids. */
  async events(
    customers: readonly (string | null)[],
    event: { type?: EventType; data?: Record<string, unknown> } = {},
  ): Promise<string[]> {
    const { type = 'GRADE_CHANGED', data = { grade: 'B', previousGrade: 'A' } } = event;
    const ids = customers.map(() => randomUUID());
    await this.test.query(
      `INSERT INTO event (tenant_id, event_id, type, at, customer_id, data, schema_version)
       SELECT $1, d.id, $2, $3, d.customer, $4, 1
       FROM unnest($5::uuid[], $6::uuid[]) WITH ORDINALITY AS d (id, customer, n) ORDER BY n`,
      [this.tenantId, type, this.clock.now(), JSON.stringify(data), ids, [...customers]],
    );
    return ids;
  }

  head(): Promise<number> {
    return this.database.tenant(this.tenantId, async (tx) => {
      await sequenceEvents(tx);
      return lastPosition(tx);
    });
  }

  /** A process that sends; ended with the test. */
  worker(options: Partial<DeliveryOptions> = {}): ReturnType<typeof openWebhookDeliveries> {
    const deliveries = openWebhookDeliveries({ hub: this.hub, chance: () => 0.5, ...options });
    this.open.push(() => deliveries.stop());
    return deliveries;
  }

  async deliver(options: Partial<DeliveryOptions> = {}): Promise<void> {
    const deliveries = this.worker(options);
    await deliveries.settle();
    await deliveries.stop();
  }

  minutes(count: number): void {
    this.clock.advanceMs(count * MINUTE);
  }

  async deliveries(webhookId: string): Promise<Record<string, unknown>[]> {
    return this.test.query(
      `SELECT event_id AS id, status, attempts, status_code AS "statusCode", error_code AS "errorCode",
         next_attempt_at AS "nextAttemptAt", response_excerpt AS excerpt
       FROM webhook_delivery WHERE webhook_id = $1 ORDER BY delivery_seq`,
      [webhookId],
    );
  }

  async state(webhookId: string): Promise<Record<string, unknown>> {
    const [row] = await this.test.query(
      `SELECT status, disabled_because AS because, failures, failing_since AS "failingSince", waits_until AS "waitsUntil",
         position::int AS position, leased_by AS "leasedBy"
       FROM webhook WHERE webhook_id = $1`,
      [webhookId],
    );
    return row ?? {};
  }

  resume(webhookId: string, acceptsGap = false): Promise<void> {
    const at = this.clock.now();
    return this.database.tenant(this.tenantId, (tx) =>
      resumeWebhook(tx, webhookId, { acceptsGap, by: 'test', at }),
    );
  }

  pause(webhookId: string): Promise<void> {
    return this.database.tenant(this.tenantId, (tx) =>
      pauseWebhook(tx, webhookId, this.clock.now()),
    );
  }

  replay(webhookId: string, after: number): Promise<{ events: number }> {
    return this.database.tenant(this.tenantId, (tx) =>
      replayWebhook(tx, webhookId, { after, at: this.clock.now() }),
    );
  }

  /** Forgets events as the nightly job does. */
  async prune(floor: number): Promise<void> {
    await this.test.query('DELETE FROM event WHERE tenant_id = $1 AND position <= $2', [
      ...[this.tenantId, floor],
    ]);
    await this.test.query('INSERT INTO event_log VALUES ($1, $2, now())', [this.tenantId, floor]);
  }

  async end(): Promise<void> {
    for (const close of this.open.splice(0)) await close();
  }
}

/** A seller of its own and a receiver for each test. */
export function useWebhooks(): () => { seller: WebhookSeller; receiver: Receiver } {
  let database: Database | undefined;
  afterAll(() => database?.close());
  const test = useDatabase();
  let current: { seller: WebhookSeller; receiver: Receiver } | undefined;
  let made = 0;
  beforeAll(async () => {
    database = await Database.connect({
      ...{ url: test().url, poolSize: 12, logger: silentLogger, entities },
    });
  });
  beforeEach(async () => {
    if (database === undefined) throw new Error('no database');
    made += 1;
    const { tenantId } = await createTenant(database, { slug: `seller-${made}` });
    const seller = new WebhookSeller(database, test(), tenantId);
    current = { seller, receiver: await Receiver.open() };
  });
  afterEach(async () => {
    await current?.seller.end();
    await current?.receiver.close();
    // What a test left in the queue is not the next one's.
    await test().query(`UPDATE webhook SET status = 'PAUSED' WHERE status = 'ACTIVE'`);
  });
  return () => {
    if (current === undefined) throw new Error('ready inside tests');
    return current;
  };
}
