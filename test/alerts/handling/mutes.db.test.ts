import {
  acknowledgeRiskAlert,
  endAlertMute,
  endExpiredMutes,
  muteAlerts,
  resolveRiskAlert,
  wakeAlerts,
  type MuteDraft,
} from '../../../src/alerts';
import { insertAlerts } from '../../../src/alerts/store-alerts';
import { newId } from '../../../src/kernel';
import { useHubs } from '../../use-cases/seller';
import { AlertSeller, AT, days } from './alert-seller';

const opened = useHubs();
const seller = (): Promise<AlertSeller> => AlertSeller.open(opened());

async function mute(of: AlertSeller, changes: Partial<MuteDraft> = {}): Promise<string> {
  const { alertMuteId } = await of.run((tx) =>
    muteAlerts(tx, {
      ...{ rule: 'LIMIT_EXCEEDED', customerId: null, includesCritical: false },
      ...{ reason: 'seasonal orders', expiresAt: days(30), by: 'marie', at: AT, ...changes },
    }),
  );
  return alertMuteId;
}

async function wake(of: AlertSeller, at: Date): Promise<number> {
  await of.run((tx) => endExpiredMutes(tx, at));
  return (await of.run((tx) => wakeAlerts(tx, at))).told;
}

describe('an alert that comes while it is muted', () => {
  it('is kept, and told once when the mute has expired and it lasts', async () => {
    const of = await seller();
    await mute(of);
    const alertId = await of.raise({}, days(1));
    expect(await of.told()).toEqual([]);
    expect(await of.alert(alertId)).toMatchObject({ status: 'OPEN', muted_until: days(30) });
    expect(await wake(of, days(29))).toBe(0);
    const told = await Promise.all([wake(of, days(30)), wake(of, days(30))]);
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(1);
    expect(await wake(of, days(31))).toBe(0);
    const [event] = await of.events();
    expect(await of.told()).toEqual(['RAISED RAISED LOW']);
    expect(event?.data['raisedAt']).toBe(days(1).toISOString());
    expect((await of.history(alertId)).map(({ change }) => change)).toEqual(['RAISED']);
  });

  it('is never told when what it warned of ended before the mute did', async () => {
    const of = await seller();
    await mute(of);
    const alertId = await of.raise({}, days(1));
    await of.end(alertId, days(2));
    expect(await wake(of, days(31))).toBe(0);
    expect(await of.told()).toEqual([]);
    expect((await of.history(alertId)).map(({ change }) => change)).toEqual(['RAISED', 'RESOLVED']);
  });

  it('is told when somebody ends the mute, once', async () => {
    const of = await seller();
    const alertMuteId = await mute(of);
    await of.raise({}, days(1));
    const end = (): Promise<void> =>
      of.run((tx) => endAlertMute(tx, { alertMuteId, by: 'jean', at: days(2) }));
    await Promise.all([end(), end()]);
    await end();
    expect(await of.told()).toEqual(['RAISED RAISED LOW']);
  });

  it('is told as it stands when somebody has acknowledged it meanwhile, and not when resolved', async () => {
    const of = await seller();
    const alertMuteId = await mute(of);
    const riskAlertId = await of.raise({}, days(1));
    const other = await of.raise({ customerId: of.customers[1] ?? '' }, days(1));
    const ruling = { by: 'marie', comment: null, at: days(2) };
    await of.run((tx) => acknowledgeRiskAlert(tx, { ...ruling, riskAlertId }));
    await of.run((tx) => resolveRiskAlert(tx, { ...ruling, riskAlertId: other }));
    expect(await of.told()).toEqual([]);
    await of.run((tx) => endAlertMute(tx, { alertMuteId, by: 'jean', at: days(3) }));
    expect((await of.events()).map(({ data }) => [data['change'], data['status']])).toEqual([
      ['RAISED', 'ACKNOWLEDGED'],
    ]);
    // Resolved by a person and unheard of: its first news, should it get worse, is that it was raised.
    await of.escalate(other, { severity: 'HIGH', customerId: of.customers[1] ?? '' }, days(4));
    expect(await of.told()).toEqual(['RAISED RAISED LOW', 'RAISED RAISED HIGH']);
  });

  it('is told at once when it becomes critical, unless the mute says so', async () => {
    const of = await seller();
    await mute(of);
    await mute(of, { rule: 'LIMIT_UTILISATION', includesCritical: true });
    const alertId = await of.raise();
    const kept = await of.raise({ rule: 'LIMIT_UTILISATION' });
    await of.escalate(alertId, { severity: 'CRITICAL' }, days(1));
    await of.escalate(kept, { severity: 'CRITICAL', rule: 'LIMIT_UTILISATION' }, days(1));
    expect(await of.told()).toEqual(['RAISED RAISED CRITICAL']);
    expect(await of.alert(alertId)).toMatchObject({ muted_until: null });
    expect(await of.alert(kept)).toMatchObject({ muted_until: days(30) });
  });
});

describe('an alert that was told before it was muted', () => {
  it('says that it got worse when the mute ends, and its own end at once', async () => {
    const of = await seller();
    const [one, other] = [await of.raise(), await of.raise({ customerId: of.customers[1] ?? '' })];
    await mute(of);
    await of.escalate(one, { severity: 'HIGH' }, days(1));
    await of.end(other, days(1));
    expect((await of.told()).slice(2)).toEqual(['RESOLVED RESOLVED LOW']);
    await wake(of, days(31));
    expect((await of.told()).slice(3)).toEqual(['UPDATED ESCALATED HIGH']);
  });

  it('is not told again when nothing came of it', async () => {
    const of = await seller();
    const alertId = await of.raise();
    await mute(of);
    expect(await of.alert(alertId)).toMatchObject({ muted_until: days(30) });
    await wake(of, days(31));
    expect(await of.alert(alertId)).toMatchObject({ muted_until: null });
    expect(await of.told()).toEqual(['RAISED RAISED LOW']);
  });
});

describe('a mute', () => {
  it('covers its rule, its customer, or its rule of its customer, and nothing else', async () => {
    const of = await seller();
    const [one = '', other = ''] = of.customers;
    await mute(of, { rule: null, customerId: one });
    await mute(of, { rule: 'FIRST_LATE', customerId: other });
    await of.raise({ rule: 'GRADE_DROP', customerId: one });
    await of.raise({ rule: 'FIRST_LATE', customerId: other });
    await of.raise({ rule: 'GRADE_DROP', customerId: other });
    expect((await of.events()).map(({ customerId }) => customerId)).toEqual([other]);
  });

  it('never keeps back a critical insolvency without the word', async () => {
    const of = await seller();
    const [customerId = ''] = of.customers;
    await mute(of, { rule: 'INSOLVENCY_NOTICE' });
    await mute(of, { rule: null, customerId });
    await of.raise({ rule: 'INSOLVENCY_NOTICE', severity: 'CRITICAL' });
    expect(await of.told()).toEqual(['RAISED RAISED CRITICAL']);
  });

  it('lasts as long as another of it that covers the same', async () => {
    const of = await seller();
    const ruleMute = await mute(of);
    await mute(of, { rule: null, customerId: of.customers[0] ?? '', expiresAt: days(10) });
    await of.raise();
    await of.run((tx) => endAlertMute(tx, { alertMuteId: ruleMute, by: 'jean', at: days(1) }));
    expect(await of.told()).toEqual([]);
    expect(await wake(of, days(10))).toBe(1);
  });

  it('is one per scope: the same again is the same, another replaces it, two at once leave one', async () => {
    const of = await seller();
    const first = await mute(of);
    expect(await mute(of)).toBe(first);
    const second = await mute(of, { expiresAt: days(60), at: days(1) });
    expect(second).not.toBe(first);
    await Promise.all([mute(of, { reason: 'one' }), mute(of, { reason: 'other' })]);
    const rows = await of.run((tx) =>
      tx.query('SELECT 1 FROM alert_mute WHERE tenant_id = $1 AND ended_at IS NULL', [of.tenantId]),
    );
    expect(rows).toHaveLength(1);
  });

  it('can be made again once it has expired, noted or not', async () => {
    const of = await seller();
    const first = await mute(of, { expiresAt: days(2) });
    const again = await mute(of, { expiresAt: days(9), at: days(3) });
    expect(again).not.toBe(first);
  });

  it.each<[string, Partial<MuteDraft>]>([
    ['MUTE_TOO_WIDE', { rule: null, customerId: null }],
    ['MUTE_REASON_MISSING', { reason: '  ' }],
    ['MUTE_EXPIRY_INVALID', { expiresAt: AT }],
    ['MUTE_EXPIRY_INVALID', { expiresAt: days(181) }],
    ['CUSTOMER_NOT_FOUND', { customerId: newId() }],
  ])('is refused with %s', async (code, changes) => {
    const of = await seller();
    await expect(mute(of, changes)).rejects.toMatchObject({ code });
  });

  it('of another tenant is unknown, and covers nobody else’s alerts', async () => {
    const [mine, theirs] = [await seller(), await seller()];
    const alertMuteId = await mute(theirs);
    await expect(mute(mine, { customerId: theirs.customers[0] ?? '' })).rejects.toMatchObject({
      code: 'CUSTOMER_NOT_FOUND',
    });
    await expect(
      mine.run((tx) => endAlertMute(tx, { alertMuteId, by: 'jean', at: AT })),
    ).rejects.toMatchObject({ code: 'ALERT_MUTE_NOT_FOUND' });
    await mine.raise();
    expect(await mine.told()).toEqual(['RAISED RAISED LOW']);
  });
});

it('an alert raised while its mute is being ended is told, whoever is first', async () => {
  const of = await seller();
  const alertMuteId = await mute(of);
  const ended: Promise<void>[] = [];
  await of.run(async (tx) => {
    await insertAlerts(tx, [of.draft()], days(1));
    ended.push(of.run((other) => endAlertMute(other, { alertMuteId, by: 'jean', at: days(1) })));
    await new Promise((resolve) => setTimeout(resolve, 100));
  });
  await Promise.all(ended);
  expect(await of.told()).toEqual(['RAISED RAISED LOW']);
});
