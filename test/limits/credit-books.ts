/** Customers with limits and books, arranged as they come to stand, for what is reserved on top. */
import { randomUUID } from 'node:crypto';
import { createTenant, Database } from '../../src/database';
import { entities } from '../../src/entities';
import { FixedClock, silentLogger } from '../../src/kernel';
import {
  commitReservation,
  releaseReservation,
  reserveCredit,
  type ReservationOutcome,
  type ReservationRequest,
} from '../../src/limits';
import { useDatabase, type TestDatabase } from '../support/postgres';

export const START = new Date('2026-06-30T10:00:00Z');
export const DAY = '2026-06-30';

export class CreditBooks {
  readonly clock = new FixedClock(START);
  private made = 0;

  constructor(
    readonly database: Database,
    readonly test: TestDatabase,
    readonly tenantId: string,
    private readonly connectionId: string,
  ) {}

  /** A customer with a limit (none for null) and open claims. */
  async customer(limitMinor: bigint | null, openMinor = 0n): Promise<string> {
    const customerId = randomUUID();
    this.made += 1;
    await this.test.query(
      `INSERT INTO customer (tenant_id, customer_id, connection_id, account, name, folded_name, currency, is_pooled, created_at)
       VALUES ($1, $2, $3, $4, $4, lower($4), 'EUR', false, $5)`,
      [this.tenantId, customerId, this.connectionId, `C${this.made}`, START],
    );
    if (limitMinor !== null) await this.limit(customerId, limitMinor);
    if (openMinor !== 0n) await this.claim(customerId, openMinor);
    return customerId;
  }

  /** Puts a limit in force instead of the one there is. */
  async limit(
    customerId: string,
    limitMinor: bigint,
    changes: { frozenFrom?: string; policyVersion?: string } = {},
  ): Promise<void> {
    const place = [this.tenantId, customerId];
    await this.test.query(
      `UPDATE credit_limit SET status = 'SUPERSEDED' WHERE tenant_id = $1 AND customer_id = $2 AND status = 'ACTIVE'`,
      place,
    );
    await this.test.query(
      `INSERT INTO credit_limit (tenant_id, credit_limit_id, customer_id, limit_minor, currency, status, effective_from,
         decided_by, decided_at, binding_term, terms, policy_version, frozen_from)
       VALUES ($1, gen_random_uuid(), $2, $3, 'EUR', 'ACTIVE', '2026-01-01', 'policy', '2026-01-01', 'NEED', '[]', $4, $5)`,
      [...place, limitMinor, changes.policyVersion ?? 'default-1', changes.frozenFrom ?? null],
    );
  }

  /** A claim (a credit when negative) as the ledger keeps it, known from the clock's instant on. */
  async claim(
    customerId: string,
    minor: bigint,
    changes: { number?: string; currency?: string; kind?: string; issuedOn?: string } = {},
  ): Promise<string> {
    const receivableId = randomUUID();
    const issuedOn = changes.issuedOn ?? this.clock.now().toISOString().slice(0, 10);
    await this.test.query(
      `INSERT INTO receivable (tenant_id, receivable_id, customer_id, connection_id, kind, number, label, account, issued_on,
         due_on, due_date_source, currency, total_minor, open_minor, last_effective_on, changed_at, is_doubtful,
         source_file_id, source_line)
       VALUES ($1, $2, $3, $4, $5, $6, 'x', '411', $7, $7::date + 30, 'DOCUMENT', $8, $9, $9, $7, $10, false, $2, 1)`,
      [
        ...[this.tenantId, receivableId, customerId, this.connectionId],
        changes.kind ?? (minor < 0n ? 'CREDIT_NOTE' : 'INVOICE'),
        ...[changes.number ?? receivableId, issuedOn, changes.currency ?? 'EUR', minor],
        this.clock.now(),
      ],
    );
    await this.test.query(
      `INSERT INTO receivable_entry (tenant_id, receivable_id, kind, amount_minor, effective_on, recorded_at, cause_id,
         source_file_id, source_line)
       VALUES ($1, $2, 'ISSUE', $3, $4, $5, $2, $2, 1)`,
      [this.tenantId, receivableId, minor, issuedOn, this.clock.now()],
    );
    return receivableId;
  }

  reserve(
    customerId: string,
    amountMinor: bigint,
    changes: Partial<ReservationRequest> = {},
  ): Promise<ReservationOutcome> {
    const request: ReservationRequest = {
      ...{ customerId, amountMinor, currency: 'EUR', idempotencyKey: randomUUID() },
      ...{ reference: null, expiry: { inSeconds: 3_600 }, by: 'shop', ...changes },
    };
    return this.database.tenant(this.tenantId, (tx) => reserveCredit(tx, request, this.clock));
  }

  /** Reserves what must fit; answers the reservation. */
  async reserved(...args: Parameters<CreditBooks['reserve']>): Promise<string> {
    const outcome = await this.reserve(...args);
    if (outcome.isGiven) return outcome.reservationId;
    throw new Error(outcome.code);
  }

  commit(reservationId: string, invoiceNumber: string | null = null): Promise<ReservationOutcome> {
    return this.database.tenant(this.tenantId, (tx) =>
      commitReservation(tx, { reservationId, invoiceNumber, by: 'warehouse' }, this.clock),
    );
  }

  release(reservationId: string): Promise<void> {
    return this.database.tenant(this.tenantId, (tx) =>
      releaseReservation(tx, { reservationId, by: 'shop' }, this.clock),
    );
  }
}

/** Call at the top of a file. */
export function useCreditBooks(): () => Promise<CreditBooks> {
  let database: Database | undefined;
  let tenants = 0;
  afterAll(() => database?.close());
  const test = useDatabase();
  beforeAll(async () => {
    const { url } = test();
    database = await Database.connect({ url, logger: silentLogger, entities, poolSize: 8 });
  });
  return async () => {
    if (database === undefined) throw new Error('useCreditBooks() is ready inside tests');
    const { tenantId } = await createTenant(database, { slug: `credit-${++tenants}` });
    const connectionId = randomUUID();
    await test().query(
      `INSERT INTO connection (tenant_id, connection_id, connector_id, name, config) VALUES ($1, $2, 'fec', 'books', '{}')`,
      [tenantId, connectionId],
    );
    return new CreditBooks(database, test(), tenantId, connectionId);
  };
}
