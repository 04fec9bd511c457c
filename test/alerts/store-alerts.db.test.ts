import {
  acknowledgeRiskAlert,
  raiseAlerts,
  readEvents,
  resolveRiskAlert,
  sequenceEvents,
  type AlertDraft,
  type LoggedEvent,
} from '../../src/alerts';
import { endAlerts, escalateAlerts, insertAlerts } from '../../src/alerts/store-alerts';
import type { Transaction } from '../../src/database';
import type { Hub } from '../../src/hub';
import { globalId, stableId } from '../../src/kernel';
import { faultsOf } from './events/valid-events';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs } from '../use-cases/seller';

const opened = useHubs();
const AT = new Date('2026-03-01T09:00:00Z');

interface Seller {
  hub: Hub;
  tenantId: string;
  customerId: string;
  run<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
}

async function seller(): Promise<Seller> {
  const hub = hubOf(opened(), { connectors: [] });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [sirenOf(1)]);
  const run = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
    hub.database.tenant(tenantId, work);
  const [row] = await run((tx) =>
    tx.query<{ id: string }>('SELECT customer_id AS id FROM customer WHERE tenant_id = $1', [
      tenantId,
    ]),
  );
  return { hub, tenantId, customerId: row?.id ?? '', run };
}

function draftOf({ customerId }: Seller, changes: Partial<AlertDraft> = {}): AlertDraft {
  return {
    ...{ rule: 'LIMIT_EXCEEDED', severity: 'LOW', customerId, before: null, evidence: [] },
    dedupKey: `LIMIT_EXCEEDED:${customerId}:1`,
    after: { overMinor: '10000', currency: 'EUR' },
    deadlineOn: null,
    textKey: 'LIMIT_EXCEEDED',
    textParams: {
      customer: 'Customer',
      over: { amountMinor: '10000', currency: 'EUR' },
      exposure: { amountMinor: '110000', currency: 'EUR' },
      limit: { amountMinor: '100000', currency: 'EUR' },
    },
    ...changes,
  };
}

const idOf = ({ tenantId }: Seller, { dedupKey }: AlertDraft): string =>
  stableId(tenantId, 'alert', dedupKey);

async function told(of: Seller): Promise<LoggedEvent[]> {
  await of.run(sequenceEvents);
  const { events } = await of.run((tx) => readEvents(tx, { after: 0, first: 100 }));
  expect(faultsOf(events)).toEqual([]);
  return events;
}

const briefly = ({ type, data }: LoggedEvent): unknown[] => [
  ...[type, data['change'], data['severity'], data['status']],
];

it('tells an alert with its texts in both languages and what it stands for', async () => {
  const of = await seller();
  const draft = draftOf(of, { before: { overMinor: '0' }, deadlineOn: '2026-05-01' });
  await of.run((tx) => insertAlerts(tx, [draft], AT));
  const [event] = await told(of);
  expect(event).toMatchObject({ customerId: of.customerId, subjectId: idOf(of, draft) });
  expect(event?.schemaVersion).toBe(1);
  expect(event?.data).toEqual({
    ...{ rule: 'LIMIT_EXCEEDED', severity: 'LOW', status: 'OPEN', change: 'RAISED' },
    alertId: globalId('RiskAlert', idOf(of, draft)),
    customer: {
      id: globalId('Customer', of.customerId),
      ...{ account: sirenOf(1), name: `Customer ${sirenOf(1)}` },
    },
    raisedAt: '2026-03-01T09:00:00.000Z',
    deadlineOn: '2026-05-01',
    ...{ snoozedUntil: null, assignedTo: null },
    title: {
      en: 'Customer: €100.00 over the credit limit',
      fr: expect.stringMatching(/^Customer : 100,00\s€ au-delà de la limite de crédit$/) as string,
    },
    detail: {
      en: expect.stringContaining('Exposure €1,100.00 against a limit of €1,000.00.') as string,
      fr: expect.stringContaining('Encours de') as string,
    },
    before: { overMinor: '0' },
    after: { overMinor: '10000', currency: 'EUR' },
    ...{ restriction: 'NONE', by: null, comment: null },
  });
});

it('of what a provider restricts, the log holds no text, no value and no comment, whoever acts on it', async () => {
  const of = await seller();
  const terms = { restriction: 'INTERNAL_ONLY', connector: 'a-bureau' } as const;
  const draft = draftOf(of, {
    evidence: [{ kind: 'notice', sourceKey: 'n:1', terms }],
    after: { secret: 'the score fell to 3' },
  });
  const alertId = idOf(of, draft);
  await of.run(async (tx) => {
    await insertAlerts(tx, [draft], AT);
    const ruling = { riskAlertId: alertId, by: 'Ann', comment: 'they score 3 now', at: AT };
    await acknowledgeRiskAlert(tx, ruling);
    await escalateAlerts(tx, [{ alertId, draft: { ...draft, severity: 'HIGH' } }], AT);
    await resolveRiskAlert(tx, ruling);
  });
  const events = await told(of);
  expect(events).toHaveLength(4);
  for (const { data } of events) {
    const { title, detail, before, after, comment, restriction } = data;
    expect({ title, detail, before, after, comment, restriction }).toEqual({
      ...{ title: null, detail: null, before: null, after: null, comment: null },
      restriction: 'INTERNAL_ONLY',
    });
  }
  expect(JSON.stringify(events)).not.toMatch(/score/);
});

it('an alert that gets worse is opened again and told once, however often it is said', async () => {
  const of = await seller();
  const draft = draftOf(of);
  const alertId = idOf(of, draft);
  const worse = { ...draft, severity: 'HIGH', after: { overMinor: '90000' } } as const;
  await of.run((tx) => insertAlerts(tx, [draft], AT));
  const ruling = { riskAlertId: alertId, by: 'Ann', comment: 'called them', at: AT };
  await of.run((tx) => acknowledgeRiskAlert(tx, ruling));
  for (let runs = 0; runs < 2; runs += 1) {
    await of.run((tx) => escalateAlerts(tx, [{ alertId, draft: worse }], AT));
  }
  expect((await told(of)).map(briefly)).toEqual([
    ['RISK_ALERT_RAISED', 'RAISED', 'LOW', 'OPEN'],
    ['RISK_ALERT_UPDATED', 'ACKNOWLEDGED', 'LOW', 'ACKNOWLEDGED'],
    ['RISK_ALERT_UPDATED', 'ESCALATED', 'HIGH', 'OPEN'],
  ]);
  const [row] = await of.run((tx) =>
    tx.query(
      `SELECT severity, status, acknowledged_by AS "by", after, comment FROM risk_alert
       WHERE tenant_id = $1`,
      [of.tenantId],
    ),
  );
  expect(row).toEqual({
    ...{ severity: 'HIGH', status: 'OPEN', by: null, after: { overMinor: '90000' } },
    comment: 'called them',
  });
});

it('nothing escalates, or ends, once it is over', async () => {
  const of = await seller();
  const draft = draftOf(of);
  const alertId = idOf(of, draft);
  await of.run((tx) => insertAlerts(tx, [draft], AT));
  for (let runs = 0; runs < 2; runs += 1) {
    await of.run((tx) => endAlerts(tx, [{ alertId, because: 'WITHIN_LIMIT' }], AT));
  }
  const worse = { ...draft, severity: 'CRITICAL' } as const;
  await of.run((tx) => escalateAlerts(tx, [{ alertId, draft: worse }], AT));
  expect((await told(of)).map(briefly)).toEqual([
    ['RISK_ALERT_RAISED', 'RAISED', 'LOW', 'OPEN'],
    ['RISK_ALERT_RESOLVED', 'RESOLVED', 'LOW', 'RESOLVED'],
  ]);
});

it('raised twice at once it is one alert and one event', async () => {
  const of = await seller();
  const draft = draftOf(of);
  await Promise.all([1, 2, 3].map(() => of.run((tx) => insertAlerts(tx, [draft], AT))));
  expect(await told(of)).toHaveLength(1);
});

it('an alert of another tenant can be neither escalated nor ended', async () => {
  const [of, other] = [await seller(), await seller()];
  const draft = draftOf(of);
  const alertId = idOf(of, draft);
  await of.run((tx) => insertAlerts(tx, [draft], AT));
  await other.run(async (tx) => {
    await escalateAlerts(tx, [{ alertId, draft: { ...draft, severity: 'HIGH' } }], AT);
    await endAlerts(tx, [{ alertId, because: 'WITHIN_LIMIT' }], AT);
  });
  expect([await told(other), (await told(of)).length]).toEqual([[], 1]);
});

it('a customer with a long history is told nothing it was told before', async () => {
  const of = await seller();
  const history = Array.from({ length: 3_000 }, (_, n) =>
    draftOf(of, { dedupKey: `LIMIT_EXCEEDED:${of.customerId}:${n + 1}` }),
  );
  await of.run(async (tx) => {
    await insertAlerts(tx, history, AT);
    const ends = history.map((draft) => ({ alertId: idOf(of, draft) }));
    await endAlerts(
      tx,
      ends.map((end) => ({ ...end, because: 'WITHIN_LIMIT' })),
      AT,
    );
  });
  const signal = new AbortController().signal;
  const all = { tenantId: of.tenantId, customerIds: null };
  expect(await raiseAlerts({ ...of.hub, signal }, all)).toEqual({ raised: 0, resolved: 0 });
});
