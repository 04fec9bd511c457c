import { Gauge, type Registry } from 'prom-client';
import { listTenants, type Database, type Transaction } from '../database';
import { type Clock, type Logger } from '../kernel';

/** Whoever asks for the metrics, the database is asked at most so often. */
const KEPT_MS = 15_000;
const TIMEOUT_MS = 2_000;

export interface MeasuredHub {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What is summed up over tenants for some gauges. */
export interface Measured<Reading> {
  /** What could not be read, should it come to that, in the words of the log. */
  readonly what: string;
  /** The reading of no tenant at all. */
  nothing(): Reading;
  /** Reads one tenant and adds it to the sum. */
  add(sum: Reading, tx: Transaction, now: Date): Promise<void>;
}

/**
 * Gauges over all tenants, read when the metrics are asked for: whichever process does the work, the database knows. What
 * cannot be read stays as it was last.
 */
export class DatabaseGauges<Reading> {
  private readAt = Number.NEGATIVE_INFINITY;
  private reading: Promise<Reading>;

  constructor(
    private readonly registry: Registry,
    private readonly hub: MeasuredHub,
    private readonly measured: Measured<Reading>,
  ) {
    this.reading = Promise.resolve(measured.nothing());
  }

  /** A gauge with one value. */
  gauge(name: string, help: string, of: (reading: Reading) => number): void {
    const read = (): Promise<Reading> => this.read();
    new Gauge({
      ...{ name, help, registers: [this.registry] },
      async collect(): Promise<void> {
        this.set(of(await read()));
      },
    });
  }

  /** A gauge with a value for each of what a label can be; what is gone is not shown any more. */
  labelled(
    { name, help, label }: { name: string; help: string; label: string },
    of: (reading: Reading) => Readonly<Record<string, number>>,
  ): void {
    const read = (): Promise<Reading> => this.read();
    new Gauge({
      ...{ name, help, labelNames: [label], registers: [this.registry] },
      async collect(): Promise<void> {
        const values = of(await read());
        this.reset();
        for (const [value, count] of Object.entries(values)) this.set({ [label]: value }, count);
      },
    });
  }

  private read(): Promise<Reading> {
    const now = performance.now();
    if (now - this.readAt < KEPT_MS) return this.reading;
    this.readAt = now;
    const last = this.reading;
    this.reading = this.readAll().catch((error: unknown) => {
      this.hub.logger.warn(`${this.measured.what} could not be read for the metrics`, { error });
      return last;
    });
    return this.reading;
  }

  private async readAll(): Promise<Reading> {
    const { database, clock } = this.hub;
    const sum = this.measured.nothing();
    const options = { readOnly: true, statementTimeoutMs: TIMEOUT_MS };
    const now = clock.now();
    for (const { tenantId } of await listTenants(database)) {
      await database.tenant(tenantId, (tx) => this.measured.add(sum, tx, now), options);
    }
    return sum;
  }
}
