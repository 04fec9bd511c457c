import {
  acknowledgeRiskAlert,
  assignRiskAlert,
  commentRiskAlert,
  reopenRiskAlert,
  resolveRiskAlert,
  snoozeRiskAlert,
  wakeAlerts,
  wakeRiskAlert,
} from '../../../src/alerts';
import { newId } from '../../../src/kernel';
import { useHubs } from '../../use-cases/seller';
import { AlertSeller, AT, days } from './alert-seller';

const opened = useHubs();
const seller = (): Promise<AlertSeller> => AlertSeller.open(opened());
const BY = { by: 'marie', comment: null, at: AT };

describe('a snoozed alert', () => {
  it('wakes once when its time has come, however many look', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(7) }));
    expect(await of.run((tx) => wakeAlerts(tx, days(6)))).toMatchObject({ woken: 0 });
    const looks = await Promise.all([1, 2, 3].map(() => of.run((tx) => wakeAlerts(tx, days(7)))));
    expect(looks.reduce((sum, { woken }) => sum + woken, 0)).toBe(1);
    await of.run((tx) => wakeAlerts(tx, days(8)));
    expect(await of.told()).toEqual([
      'RAISED RAISED LOW',
      'UPDATED SNOOZED LOW',
      'UPDATED WOKEN LOW',
    ]);
    expect(await of.alert(riskAlertId)).toMatchObject({ snoozed_until: null, status: 'OPEN' });
  });

  it('tells until when, and by whom, in the event and in its history', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    const ruling = { ...BY, comment: 'pays on Friday', riskAlertId, until: days(7) };
    await of.run((tx) => snoozeRiskAlert(tx, ruling));
    const events = await of.events();
    expect(events[1]?.data).toMatchObject({
      ...{ change: 'SNOOZED', by: 'marie', comment: 'pays on Friday' },
      snoozedUntil: days(7).toISOString(),
    });
    expect(await of.history(riskAlertId)).toMatchObject([
      { change: 'RAISED', by: null, severity: 'LOW' },
      { change: 'SNOOZED', by: 'marie', comment: 'pays on Friday', snoozedUntil: days(7) },
    ]);
  });

  it('is told once when the same is sent twice, and by two at once', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    const snooze = (): Promise<void> =>
      of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(7) }));
    await Promise.all([snooze(), snooze()]);
    await snooze();
    expect(await of.told()).toHaveLength(2);
    await of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(9) }));
    expect(await of.told()).toHaveLength(3);
  });

  it('comes back at once when it gets worse, and does not wake again', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(7) }));
    await of.escalate(riskAlertId, { severity: 'HIGH' }, days(2));
    expect(await of.alert(riskAlertId)).toMatchObject({ snoozed_until: null, severity: 'HIGH' });
    expect(await of.run((tx) => wakeAlerts(tx, days(8)))).toMatchObject({ woken: 0 });
    expect((await of.told()).slice(2)).toEqual(['UPDATED ESCALATED HIGH']);
  });

  it('does not wake when it was resolved meanwhile, by a person or by its end', async () => {
    const of = await seller();
    const [one, other] = [await of.raise(), await of.raise({ rule: 'LIMIT_UTILISATION' })];
    for (const riskAlertId of [one, other]) {
      await of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(7) }));
    }
    await of.run((tx) => resolveRiskAlert(tx, { ...BY, riskAlertId: one }));
    await of.end(other, days(1));
    expect(await of.run((tx) => wakeAlerts(tx, days(8)))).toMatchObject({ woken: 0 });
  });

  it('wakes before its time when somebody says so, once', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: days(7) }));
    await of.run((tx) => wakeRiskAlert(tx, { ...BY, riskAlertId }));
    await of.run((tx) => wakeRiskAlert(tx, { ...BY, riskAlertId }));
    expect((await of.told()).slice(2)).toEqual(['UPDATED WOKEN LOW']);
  });

  it.each([
    ['an instant that has passed', days(-1)],
    ['now', AT],
    ['more than a quarter', days(91)],
  ])('is not snoozed until %s', async (_, until) => {
    const of = await seller();
    const riskAlertId = await of.raise();
    const snooze = of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until }));
    await expect(snooze).rejects.toMatchObject({
      code: 'SNOOZE_INVALID',
      place: { field: 'until' },
    });
    expect(await of.told()).toHaveLength(1);
  });

  it('is not slept over on the last day to act, in the time zone of the seller', async () => {
    const of = await seller();
    const riskAlertId = await of.raise({ deadlineOn: '2026-03-10' });
    const until = (instant: string): Promise<void> =>
      of.run((tx) => snoozeRiskAlert(tx, { ...BY, riskAlertId, until: new Date(instant) }));
    // 23:30 UTC on the 9th is the 10th in Paris.
    await expect(until('2026-03-09T23:30:00Z')).rejects.toMatchObject({ code: 'SNOOZE_INVALID' });
    await until('2026-03-09T22:30:00Z');
  });
});

describe('who looks after an alert', () => {
  it('is told, kept in its history, and told once', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    const to = (name: string | null): Promise<void> =>
      of.run((tx) => assignRiskAlert(tx, { ...BY, riskAlertId, to: name }));
    await to('jean@example.com');
    await to('jean@example.com');
    await to(null);
    const told = (await of.events())
      .slice(1)
      .map(({ data }) => [data['change'], data['assignedTo']]);
    expect(told).toEqual([
      ['ASSIGNED', 'jean@example.com'],
      ['ASSIGNED', null],
    ]);
    expect((await of.history(riskAlertId)).map(({ assignedTo }) => assignedTo)).toEqual([
      ...[null, 'jean@example.com', null],
    ]);
  });
});

describe('an alert that was closed by mistake', () => {
  it('is opened again while what it warns of lasts', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.run((tx) => acknowledgeRiskAlert(tx, { ...BY, riskAlertId }));
    await of.run((tx) => resolveRiskAlert(tx, { ...BY, riskAlertId }));
    await of.run((tx) => reopenRiskAlert(tx, { ...BY, riskAlertId, comment: 'wrong customer' }));
    await of.run((tx) => reopenRiskAlert(tx, { ...BY, riskAlertId }));
    expect((await of.told()).slice(2)).toEqual(['RESOLVED RESOLVED LOW', 'UPDATED REOPENED LOW']);
    expect(await of.alert(riskAlertId)).toMatchObject({
      ...{ status: 'OPEN', resolved_by: null, acknowledged_by: null, comment: 'wrong customer' },
    });
  });

  it('stays closed when it is over', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.end(riskAlertId);
    const reopen = of.run((tx) => reopenRiskAlert(tx, { ...BY, riskAlertId }));
    await expect(reopen).rejects.toMatchObject({ code: 'RISK_ALERT_OVER' });
  });
});

describe('a comment', () => {
  it('is noted on a resolved alert too, and once when it is sent twice', async () => {
    const of = await seller();
    const riskAlertId = await of.raise();
    await of.run((tx) => resolveRiskAlert(tx, { ...BY, riskAlertId }));
    const note = { ...BY, riskAlertId, comment: "Robert'); DROP TABLE risk_alert;--" };
    await of.run((tx) => commentRiskAlert(tx, note));
    await of.run((tx) => commentRiskAlert(tx, note));
    expect((await of.told()).slice(2)).toEqual(['UPDATED COMMENTED LOW']);
    expect((await of.history(riskAlertId)).at(-1)).toMatchObject({ comment: note.comment });
  });
});

it('what is resolved is neither snoozed, assigned nor acknowledged', async () => {
  const of = await seller();
  const riskAlertId = await of.raise();
  await of.run((tx) => resolveRiskAlert(tx, { ...BY, riskAlertId }));
  const refused = { code: 'RISK_ALERT_RESOLVED' };
  const ruling = { ...BY, riskAlertId };
  await expect(
    of.run((tx) => snoozeRiskAlert(tx, { ...ruling, until: days(1) })),
  ).rejects.toMatchObject(refused);
  await expect(
    of.run((tx) => assignRiskAlert(tx, { ...ruling, to: 'jean' })),
  ).rejects.toMatchObject(refused);
  await expect(of.run((tx) => acknowledgeRiskAlert(tx, ruling))).rejects.toMatchObject(refused);
});

it('an alert of another tenant is an unknown alert, and stays as it is', async () => {
  const [mine, theirs] = [await seller(), await AlertSeller.open(opened())];
  const riskAlertId = await theirs.raise();
  const unknown = { code: 'RISK_ALERT_NOT_FOUND' };
  for (const id of [riskAlertId, newId()]) {
    const ruling = { ...BY, riskAlertId: id };
    await expect(
      mine.run((tx) => snoozeRiskAlert(tx, { ...ruling, until: days(1) })),
    ).rejects.toMatchObject(unknown);
    await expect(
      mine.run((tx) => assignRiskAlert(tx, { ...ruling, to: 'jean' })),
    ).rejects.toMatchObject(unknown);
    await expect(mine.run((tx) => reopenRiskAlert(tx, ruling))).rejects.toMatchObject(unknown);
  }
  await mine.run((tx) => wakeAlerts(tx, days(400)));
  expect(await theirs.told()).toEqual(['RAISED RAISED LOW']);
});
