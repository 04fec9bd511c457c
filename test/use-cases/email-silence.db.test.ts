import {
  endAlertMute,
  endExpiredMutes,
  muteAlerts,
  snoozeRiskAlert,
  unsubscribe,
  wakeAlerts,
  wakeRiskAlert,
} from '../../src/alerts';
import { type MailServer, useMails, type MailedSeller } from './mail-receiver';

const mails = useMails();

const HOUR = 60;
const DAY = 24 * HOUR;
const DAILY = { immediateSeverities: [], digest: 'DAILY' } as const;
/** Minutes from the beginning of a test, 10:30 in Paris, to 8:00 the next day and a little more. */
const TO_NEXT_DIGEST = 21 * HOUR + 35;

function mute(seller: MailedSeller, minutes: number): Promise<string> {
  return seller.run(async (tx, at) => {
    const { alertMuteId } = await muteAlerts(tx, {
      ...{ rule: 'LIMIT_EXCEEDED', customerId: null, includesCritical: true, reason: 'season' },
      ...{ by: 'marie', at, expiresAt: new Date(at.getTime() + minutes * 60_000) },
    });
    return alertMuteId;
  });
}

function snooze(seller: MailedSeller, riskAlertId: string, minutes: number): Promise<void> {
  return seller.run((tx, at) =>
    snoozeRiskAlert(tx, {
      ...{ riskAlertId, by: 'marie', comment: null, at },
      until: new Date(at.getTime() + minutes * 60_000),
    }),
  );
}

/** What the job that runs each minute does. */
async function wake(seller: MailedSeller): Promise<void> {
  await seller.run(endExpiredMutes);
  await seller.run(wakeAlerts);
}

const subjects = (server: MailServer): string[] => server.mails.map(({ subject = '' }) => subject);

describe('a mail sent at once', () => {
  it('leaves out what is muted or snoozed by then, and says how much', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.risk({ customer: 'Muted SA' });
    await mute(seller, DAY);
    const snoozed = await seller.risk({ customer: 'Snoozed SA', rule: 'FIRST_LATE' });
    await snooze(seller, snoozed, DAY);
    await seller.risk({ customer: 'Heard SA', rule: 'GRADE_DROP' });
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toContain('Not told here: 1 muted, 1 snoozed.');
    expect(server.mails[0]?.text).toContain('Heard SA');
    expect(server.mails[0]?.text).not.toMatch(/Muted SA|Snoozed SA/);
  });

  it('tells what was muted when the mute has ended, once, and not what ended before', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.risk({ customer: 'Lasting SA' });
    const over = await seller.risk({ customer: 'Over SA' });
    const alertMuteId = await mute(seller, 30 * DAY);
    await seller.deliver();
    expect(await seller.deliveries()).toMatchObject([{ status: 'SKIPPED' }]);
    await seller.tell(over, 'RESOLVED');
    seller.minutes(DAY);
    await seller.deliver();
    expect(server.mails).toHaveLength(0);
    await seller.run((tx, at) => endAlertMute(tx, { alertMuteId, by: 'jean', at }));
    for (let round = 0; round < 3; round += 1) await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.text).toMatch(/Lasting SA[^]*snoozed or muted until now, and lasts/);
    expect(server.mails[0]?.text).not.toContain('Over SA');
  });

  it('tells a snoozed alert when the snooze has ended, and not when somebody has woken it before', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    const [slept, woken] = [await seller.risk({ customer: 'A SA' }), await seller.risk()];
    await seller.deliver();
    await snooze(seller, slept, DAY);
    await snooze(seller, woken, DAY);
    await seller.run((tx, at) =>
      wakeRiskAlert(tx, { riskAlertId: woken, by: 'marie', comment: null, at }),
    );
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    seller.minutes(DAY);
    await wake(seller);
    for (let round = 0; round < 3; round += 1) await seller.deliver();
    expect(subjects(server).slice(1)).toEqual(['[High] A SA: €1,234,567.89 over the credit limit']);
  });

  it('that waits for a mail server looks again at what is silent when it goes out', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.risk({ customer: 'Late SA' });
    await seller.deliver({ hub: { ...seller.hub, mail: null } });
    await mute(seller, DAY);
    await seller.deliver();
    expect(server.mails).toHaveLength(0);
    seller.minutes(DAY + 1);
    await wake(seller);
    await seller.deliver();
    expect(subjects(server)).toEqual(['[High] Late SA: €1,234,567.89 over the credit limit']);
  });

  it('is owed no more to who wants the severity no more, or unsubscribes', async () => {
    const { seller, server } = mails();
    const recipientId = await seller.recipient();
    await seller.risk();
    const alertMuteId = await mute(seller, DAY);
    await seller.deliver();
    await seller.run((tx) =>
      tx.execute(
        `UPDATE email_recipient SET immediate_severities = '{CRITICAL}' WHERE tenant_id = $1`,
        [tx.tenantId],
      ),
    );
    await seller.run((tx, at) => endAlertMute(tx, { alertMuteId, by: 'jean', at }));
    await seller.deliver();
    await seller.run((tx) => unsubscribe(tx, recipientId, seller.clock.now()));
    await seller.actions().resumeEmailRecipient(seller.actor, recipientId);
    await seller.run((tx) =>
      tx.execute(
        `UPDATE email_recipient SET immediate_severities = '{HIGH}' WHERE tenant_id = $1`,
        [tx.tenantId],
      ),
    );
    await seller.deliver();
    expect(server.mails).toHaveLength(0);
  });
});

describe('a digest', () => {
  it('holds nothing that is muted or snoozed, and says how many', async () => {
    const { seller, server } = mails();
    await seller.recipient({ ...DAILY, sendsEmpty: true });
    await seller.risk({ customer: 'Muted SA', deadlineOn: '2026-03-20' });
    await mute(seller, 3 * DAY);
    const snoozed = await seller.risk({ customer: 'Snoozed SA', rule: 'LIMIT_EXPIRED' });
    await snooze(seller, snoozed, 3 * DAY);
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    expect(subjects(server)).toEqual(['Credit digest of 11 Mar 2026: nothing new']);
    expect(server.mails[0]?.text).toContain('Not told here: 1 muted, 1 snoozed.');
    expect(server.mails[0]?.text).toContain('0 unresolved alerts');
    expect(server.mails[0]?.html).not.toMatch(/Muted SA|Snoozed SA/);
  });

  it('tells what is back, from a snooze and from a mute, once', async () => {
    const { seller, server } = mails();
    await seller.recipient({ ...DAILY, locale: 'fr' });
    await seller.risk({ customer: 'Muted SA' });
    const snoozed = await seller.risk({ customer: 'Snoozed SA', rule: 'GRADE_DROP' });
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    await mute(seller, DAY + HOUR);
    await snooze(seller, snoozed, DAY + HOUR);
    for (let day = 0; day < 4; day += 1) {
      seller.minutes(DAY);
      await wake(seller);
      await seller.deliver();
    }
    expect(subjects(server)).toEqual([
      'Point crédit du 11 mars 2026 : 2 nouvelles alertes',
      'Point crédit du 13 mars 2026 : 2 de retour',
    ]);
    for (const customer of ['Muted SA', 'Snoozed SA']) {
      expect(server.mails[1]?.text).toMatch(new RegExp(`De retour après report[^]*${customer}`));
    }
  });
});
