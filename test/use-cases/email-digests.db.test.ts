import { positionEmailsNeed } from '../../src/alerts';
import { useMails } from './mail-receiver';

const mails = useMails();

/** Minutes from the beginning of a test, 10:30 in Paris, to 8:00 the next day and a little more. */
const TO_NEXT_DIGEST = 21 * 60 + 35;

describe('a digest', () => {
  it('tells deadlines first, then what is new, worse and resolved, with totals', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: [], digest: 'DAILY' });
    await seller.risk({ customer: 'Plain SA' });
    await seller.risk({ customer: 'Urgent SA', severity: 'CRITICAL', deadlineOn: '2026-03-20' });
    const over = await seller.risk({ customer: 'Paid SA' });
    await seller.tell(over, 'RESOLVED');
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail?.subject).toBe(
      'Credit digest of 11 Mar 2026: 1 deadline, 2 new alerts, 1 resolved',
    );
    expect(mail?.text).toMatch(
      /Deadlines[^]*Urgent SA: €1,234,567\.89[^]*Last day to act: 20 Mar 2026 \(9 days left\)[^]*New alerts[^]*Plain SA[^]*Resolved[^]*Paid SA[^]*2 unresolved alerts/,
    );
    const worse = await seller.risk({ customer: 'Worse SA' });
    await seller.tell(worse, 'ESCALATED');
    seller.minutes(24 * 60);
    await seller.deliver();
    seller.minutes(24 * 60);
    await seller.tell(worse, 'ESCALATED');
    await seller.deliver();
    // The deadline is due every day; what was raised and got worse between two digests is new, later it is worse.
    expect(server.mails[1]?.subject).toContain('1 deadline, 1 new alert');
    expect(server.mails[2]?.subject).toContain('1 deadline, 1 got worse');
  });

  it('is in French with its amounts and dates', async () => {
    const { seller, server } = mails();
    await seller.recipient({ locale: 'fr', digest: 'WEEKLY', digestWeekday: 3 });
    await seller.risk({ customer: 'Dupont & Fils', deadlineOn: '2026-03-11' });
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    const mail = server.mails.find(({ subject }) => subject?.startsWith('Point') === true);
    expect(mail?.subject).toBe(
      'Point crédit hebdomadaire du 11 mars 2026 : 1 échéance, 1 nouvelle alerte',
    );
    expect(mail?.text).toMatch(/Dupont & Fils : 1\s234\s567,89\s€/);
    expect(mail?.text).toContain('Dernier jour pour agir : aujourd’hui, 11 mars 2026.');
    expect(mail?.html).toContain('Dupont &amp; Fils');
    expect(mail?.html).toContain('<html lang="fr">');
  });

  it('is not sent when there is nothing to say, unless it is wanted all the same', async () => {
    const { seller, server } = mails();
    await seller.recipient({ digest: 'DAILY' });
    await seller.recipient({ digest: 'DAILY', sendsEmpty: true, address: 'bob@example.com' });
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    expect(server.mails.map(({ subject }) => subject)).toEqual([
      'Credit digest of 11 Mar 2026: nothing new',
    ]);
    const states = (await seller.deliveries()).map((each) => `${each.status} ${each.errorCode}`);
    expect(states.sort()).toEqual(['SENT null', 'SKIPPED MAIL_NOTHING_TO_SAY']);
  });

  it('covers days on which nobody was there to send it, in one mail', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: [], digest: 'DAILY' });
    for (let day = 0; day < 7; day += 1) {
      await seller.risk({ customer: `Of day ${day}` });
      seller.minutes(24 * 60);
    }
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.subject).toContain('7 new alerts');
  });

  it('that could not be sent gives way to one that covers its time, too', async () => {
    const { seller, server } = mails();
    await seller.recipient({ immediateSeverities: [], digest: 'DAILY' });
    const mail = { smtpUrl: 'smtp://127.0.0.1:9', from: 'a@seller.example' };
    for (let day = 0; day < 3; day += 1) {
      await seller.risk({ customer: `Of day ${day}` });
      seller.minutes(24 * 60);
      await seller.deliver({ hub: { ...seller.hub, mail } });
    }
    seller.minutes(60);
    await seller.deliver();
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(server.mails[0]?.subject).toContain('3 new alerts');
    expect((await seller.deliveries()).map(({ status }) => status)).toEqual([
      ...['SKIPPED', 'SKIPPED', 'SENT'],
    ]);
  });

  it('withholds by role, and tells of the customers and severities that are wanted only', async () => {
    const { seller, server } = mails();
    const digest = { immediateSeverities: [], digest: 'DAILY' } as const;
    await seller.recipient(digest);
    await seller.recipient({ ...digest, address: 'boss@example.com', role: 'CREDIT_MANAGER' });
    const filter = { rules: null, severities: ['CRITICAL'], customerIds: null } as const;
    await seller.recipient({ ...digest, address: 'some@example.com', filter });
    await seller.risk({ customer: 'Kept SA', restriction: 'NO_REDISTRIBUTION' });
    seller.minutes(TO_NEXT_DIGEST);
    await seller.deliver();
    const textTo = (to: string): string =>
      server.mails.find((mail) => JSON.stringify(mail.to).includes(to))?.text ?? '';
    expect(textTo('ann@')).toContain('Kept SA: An alert whose source forbids to pass on');
    expect(textTo('ann@')).not.toContain('over the credit limit');
    expect(textTo('boss@')).toContain('over the credit limit');
    expect(textTo('some@')).toBe('');
  });

  it('keeps what it is owed in the log', async () => {
    const { seller } = mails();
    await seller.recipient({ digest: 'DAILY' });
    await seller.risk();
    await seller.emails().settle();
    const need = await seller.hub.database.tenant(seller.tenantId, positionEmailsNeed);
    expect(need).toBe(0);
  });
});
