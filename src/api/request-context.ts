import { setTimeout as pause } from 'node:timers/promises';
import DataLoader from 'dataloader';
import type { ExecutionResult, GraphQLError } from 'graphql';
import { localDateAt, type Clock, type LocalDate, type Logger } from '../kernel';
import type { ApiRole, AuthenticatedKey, Database, Statement, Transaction } from '../database';
import {
  isUnsettled,
  readPresent,
  reportPoint,
  type Present,
  type ReportPoint,
  type WantedPoint,
} from '../reports';
import type { Actor, ApiActions } from './actions';
import type { ConnectorInfo } from './connection/connector-info';
import type { EventHub } from './subscriptions/event-hub';

/** What every request may use; nothing in it belongs to a tenant. */
export interface ApiServices {
  database: Database;
  clock: Clock;
  logger: Logger;
  actions: ApiActions;
  connectors: readonly ConnectorInfo[];
  hub: EventHub;
}

type Batch<Value> = (
  tx: Transaction,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, Value>>;

/**
 * One request, or one event of a subscription: who asks, what time it is, and the batches of its reads. Never outlives
 * what it answers, so nothing read for one caller or moment is shown to another.
 */
export class RequestContext {
  readonly now: Date;
  /** What the answer leaves out because a provider forbids to show it: added to its errors. */
  readonly withheld: GraphQLError[] = [];
  private readonly loaders = new Map<string, DataLoader<string, unknown>>();
  private present: Promise<Present> | null = null;
  private isReader = false;

  constructor(
    readonly services: ApiServices,
    readonly key: AuthenticatedKey,
    /** The measured cost of the operation. */
    readonly cost: number,
  ) {
    this.now = services.clock.now();
  }

  /** Whether anything was read for it: if not, its answer holds for whoever asks the same in the same role. */
  get hasRead(): boolean {
    return this.isReader;
  }

  /** The same caller, as the key stands now, with nothing read yet. */
  renewed(key: AuthenticatedKey = this.key): RequestContext {
    return new RequestContext(this.services, key, this.cost);
  }

  get today(): LocalDate {
    return localDateAt(this.now, this.key.timeZone);
  }

  /** Who reads, and on which day: what decides which restricted values are shown. */
  get reader(): { role: ApiRole; today: LocalDate } {
    return { role: this.key.role, today: this.today };
  }

  get actor(): Actor {
    return { tenantId: this.key.tenantId, keyId: this.key.keyId, label: this.key.label };
  }

  /**
   * The point a report speaks for; the current one when no date is asked for. Waits a little for writers of what was known
   * then. Throws KNOWN_AT_IN_FUTURE and KNOWN_AT_UNSETTLED.
   */
  async point(wanted: WantedPoint = {}): Promise<ReportPoint> {
    for (let waits = 0; waits < SETTLING_WAITS; waits += 1) {
      if (!isUnsettled(wanted, await this.readPresent())) break;
      await pause(SETTLING_WAIT_MS);
      this.present = null;
    }
    return reportPoint(wanted, await this.readPresent());
  }

  /** What the tenant's present is; asked once, in a transaction of its own. */
  readPresent(): Promise<Present> {
    const at = { now: this.now, timeZone: this.key.timeZone };
    this.present ??= this.read((tx) => readPresent(tx, at));
    return this.present;
  }

  /** The one row of a statement that reads the caller's tenant; cannot write. */
  readOnce<Row>(statement: Statement): Promise<Row> {
    this.isReader = true;
    return this.services.database.readOnce<Row>(this.key.tenantId, statement, {
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
  }

  /** One snapshot of the caller's tenant; cannot write. */
  read<Value>(work: (tx: Transaction) => Promise<Value>): Promise<Value> {
    this.isReader = true;
    return this.services.database.tenant(this.key.tenantId, work, {
      readOnly: true,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    });
  }

  /**
   * Reads by id, all ids asked for in one turn by one statement. `name` stands for the batch function and its
   * arguments: the same name always means the same question.
   */
  batch<Value>(name: string, batch: Batch<Value>): { load(id: string): Promise<Value | null> } {
    const known = this.loaders.get(name);
    if (known !== undefined) return known as DataLoader<string, Value | null>;
    const loader = new DataLoader<string, Value | null>(async (ids) => {
      const found = await this.read((tx) => batch(tx, ids));
      return ids.map((id) => found.get(id) ?? null);
    });
    this.loaders.set(name, loader);
    return loader;
  }
}

/** The result with the errors of what was left out of it. */
export function withWithheld(result: ExecutionResult, context: RequestContext): ExecutionResult {
  if (context.withheld.length === 0) return result;
  return { ...result, errors: [...(result.errors ?? []), ...context.withheld] };
}

const STATEMENT_TIMEOUT_MS = 30_000;
/** Most writers take less; an import may take minutes. */
const SETTLING_WAITS = 8;
const SETTLING_WAIT_MS = 250;

/** Rows by their id, as batches answer them. */
export function indexRows<Row>(rows: readonly Row[], idOf: (row: Row) => string): Map<string, Row> {
  return new Map(rows.map((row) => [idOf(row), row]));
}
