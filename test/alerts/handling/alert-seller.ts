import { readEvents, sequenceEvents, type AlertDraft, type LoggedEvent } from '../../../src/alerts';
import { endAlerts, escalateAlerts, insertAlerts } from '../../../src/alerts/store-alerts';
import type { Transaction } from '../../../src/database';
import type { Hub } from '../../../src/hub';
import { stableId } from '../../../src/kernel';
import { stepsOfAlerts, type RiskAlertStepRow } from '../../../src/reports';
import { aSeller, haveCustomers, hubOf, sirenOf } from '../../use-cases/seller';
import { faultsOf } from '../events/valid-events';

export const AT = new Date('2026-03-01T09:00:00Z');

export function days(count: number, from = AT): Date {
  return new Date(from.getTime() + count * 86_400_000);
}

type Opened = Parameters<typeof hubOf>[0];

/** A seller with two customers, whose alerts a test raises, escalates and ends as a rule would. */
export class AlertSeller {
  private constructor(
    readonly hub: Hub,
    readonly tenantId: string,
    readonly customers: readonly string[],
  ) {}

  static async open(opened: Opened): Promise<AlertSeller> {
    const hub = hubOf(opened, { connectors: [] });
    const tenantId = await aSeller(hub);
    await haveCustomers(hub, tenantId, [sirenOf(1), sirenOf(2)]);
    const rows = await hub.database.tenant(tenantId, (tx) =>
      tx.query<{ id: string }>(
        'SELECT customer_id AS id FROM customer WHERE tenant_id = $1 ORDER BY account',
        [tenantId],
      ),
    );
    return new AlertSeller(
      hub,
      tenantId,
      rows.map(({ id }) => id),
    );
  }

  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.hub.database.tenant(this.tenantId, work);
  }

  draft(changes: Partial<AlertDraft> = {}): AlertDraft {
    const customerId = changes.customerId ?? this.customers[0] ?? '';
    const rule = changes.rule ?? 'LIMIT_EXCEEDED';
    const text = {
      customer: 'Customer',
      over: { amountMinor: '10000', currency: 'EUR' },
      exposure: { amountMinor: '110000', currency: 'EUR' },
      limit: { amountMinor: '100000', currency: 'EUR' },
    };
    return {
      ...{ rule, severity: 'LOW', customerId, before: null, evidence: [], after: { over: '1' } },
      ...{ dedupKey: `${rule}:${customerId}:1`, deadlineOn: null },
      ...{ textKey: 'LIMIT_EXCEEDED', textParams: text },
      ...changes,
    };
  }

  /** Raises the alert of a draft and answers its id. */
  async raise(changes: Partial<AlertDraft> = {}, at = AT): Promise<string> {
    const draft = this.draft(changes);
    await this.run((tx) => insertAlerts(tx, [draft], at));
    return stableId(this.tenantId, 'alert', draft.dedupKey);
  }

  escalate(alertId: string, changes: Partial<AlertDraft>, at = AT): Promise<void> {
    const draft = this.draft(changes);
    return this.run((tx) => escalateAlerts(tx, [{ alertId, draft }], at));
  }

  end(alertId: string, at = AT): Promise<void> {
    return this.run((tx) => endAlerts(tx, [{ alertId, because: 'WITHIN_LIMIT' }], at));
  }

  /** What the log tells, each as "what, change, severity". */
  async told(): Promise<string[]> {
    return (await this.events()).map(
      ({ type, data }) =>
        `${type.replace('RISK_ALERT_', '')} ${String(data['change'])} ${String(data['severity'])}`,
    );
  }

  async events(): Promise<LoggedEvent[]> {
    await this.run(sequenceEvents);
    const { events } = await this.run((tx) => readEvents(tx, { after: 0, first: 1_000 }));
    expect(faultsOf(events)).toEqual([]);
    return events;
  }

  async history(alertId: string): Promise<RiskAlertStepRow[]> {
    return (await this.run((tx) => stepsOfAlerts(tx, [alertId]))).get(alertId) ?? [];
  }

  async alert(alertId: string): Promise<Record<string, unknown>> {
    const [row] = await this.run((tx) =>
      tx.query('SELECT * FROM risk_alert WHERE tenant_id = $1 AND risk_alert_id = $2', [
        ...[this.tenantId, alertId],
      ]),
    );
    return row ?? {};
  }
}
