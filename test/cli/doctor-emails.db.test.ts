import { Registry } from 'prom-client';
import { measureEmails } from '../../src/api/email-metrics';
import { checkEmails } from '../../src/cli/doctor/check-emails';
import type { Finding } from '../../src/cli/doctor/finding';
import { loadConfig } from '../../src/config';
import { isEncoursError } from '../../src/kernel';
import { useMails, type MailedSeller } from '../use-cases/mail-receiver';

const mails = useMails();

async function check(seller: MailedSeller, isConfigured = true): Promise<Finding[]> {
  const { database, clock } = seller.hub;
  const tenant = { tenantId: seller.tenantId, slug: 'acme', name: 'Acme' };
  const found = await checkEmails(database, tenant as never, { now: clock.now(), isConfigured });
  return found;
}

/** What the metrics say of e-mails, asked for the first time. */
async function gauges(seller: MailedSeller): Promise<Record<string, number>> {
  const registry = new Registry();
  measureEmails(registry, seller.hub);
  const values: Record<string, number> = {};
  for (const { name, values: of } of await registry.getMetricsAsJSON()) {
    values[name.replace('encours_', '')] = Number(of[0]?.value);
  }
  return values;
}

const DOWN = { smtpUrl: 'smtp://127.0.0.1:9', from: 'a@seller.example' };

describe('the doctor and the metrics of e-mails', () => {
  it('say nothing of a tenant without recipients', async () => {
    const { seller } = mails();
    expect(await check(seller, false)).toEqual([]);
    expect(await gauges(seller)).toEqual({
      ...{ emails_pending: 0, emails_failing: 0 },
      ...{ email_oldest_pending_seconds: 0, email_recipients_disabled: 0 },
    });
  });

  it('say that no mail server is set, and how many mails wait for it', async () => {
    const { seller } = mails();
    await seller.recipient();
    await seller.alert();
    await seller.deliver({ hub: { ...seller.hub, mail: null } });
    expect(await check(seller, false)).toMatchObject([
      {
        ...{ state: 'problem', subject: 'acme: e-mails' },
        message: 'MAIL_NOT_CONFIGURED: 1 recipients get nothing, 1 mails wait',
        remedy: 'set ENCOURS_SMTP_URL and ENCOURS_MAIL_FROM',
      },
    ]);
    seller.minutes(10);
    expect(await gauges(seller)).toMatchObject({
      ...{ emails_pending: 1, emails_failing: 0, email_oldest_pending_seconds: 600 },
    });
    seller.minutes(10);
    expect(await check(seller)).toMatchObject([
      { state: 'warning', message: '1 mails wait, the oldest for 20 minutes' },
    ]);
  });

  it('say why the latest attempt failed, and nothing more once it went well', async () => {
    const { seller } = mails();
    await seller.recipient();
    await seller.alert();
    await seller.deliver({ hub: { ...seller.hub, mail: DOWN } });
    expect(await check(seller)).toMatchObject([
      { state: 'warning', message: '1 mails wait, the latest attempt failed: MAIL_UNREACHABLE' },
    ]);
    expect(await gauges(seller)).toMatchObject({ emails_pending: 1, emails_failing: 1 });
    seller.minutes(10);
    await seller.deliver();
    expect(await check(seller)).toMatchObject([
      { state: 'ok', message: '1 recipients, 0 mails wait' },
    ]);
    expect(await gauges(seller)).toMatchObject({ emails_pending: 0, emails_failing: 0 });
  });

  it('say that a recipient is disabled', async () => {
    const { seller } = mails();
    await seller.recipient();
    await seller.run((tx) =>
      tx.execute(`UPDATE email_recipient SET status = 'DISABLED' WHERE tenant_id = $1`, [
        tx.tenantId,
      ]),
    );
    expect(await check(seller)).toMatchObject([{ state: 'warning' }]);
    expect(await gauges(seller)).toMatchObject({ email_recipients_disabled: 1 });
  });

  it('ask the database once for all gauges, and keep the last values when it is away', async () => {
    const { seller } = mails();
    await seller.recipient();
    await seller.alert();
    await seller.deliver({ hub: { ...seller.hub, mail: null } });
    const { database } = seller.hub;
    let reads = 0;
    const state = { isAway: false };
    const counted = new Proxy(database, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (name !== 'tenant') return value;
        return (...args: Parameters<typeof target.tenant>) => {
          reads += 1;
          return state.isAway ? Promise.reject(new Error('away')) : target.tenant(...args);
        };
      },
    });
    const registry = new Registry();
    const now = jest.spyOn(performance, 'now').mockReturnValue(1_000_000);
    try {
      measureEmails(registry, { ...seller.hub, database: counted });
      const text = await registry.metrics();
      const tenants = reads;
      expect(await registry.metrics()).toBe(text);
      expect(reads).toBe(tenants);
      state.isAway = true;
      now.mockReturnValue(1_020_000);
      expect(await registry.metrics()).toBe(text);
      expect(text).toContain('encours_emails_pending 1');
    } finally {
      now.mockRestore();
    }
  });
});

describe('the settings of e-mails', () => {
  it.each<[string, Record<string, string>, string]>([
    ['a server without a sender', { ENCOURS_SMTP_URL: 'smtp://mail.example' }, 'ENCOURS_MAIL_FROM'],
    ['a sender without a server', { ENCOURS_MAIL_FROM: 'a@b.example' }, 'ENCOURS_SMTP_URL'],
    [
      'a server of another kind',
      { ENCOURS_SMTP_URL: 'https://intern.example', ENCOURS_MAIL_FROM: 'a@b.example' },
      'ENCOURS_SMTP_URL',
    ],
    [
      'a password that is not encoded',
      { ENCOURS_SMTP_URL: 'smtp://u:hunter2%zz@intern.example', ENCOURS_MAIL_FROM: 'a@b.example' },
      'ENCOURS_SMTP_URL',
    ],
    [
      'a sender that could hold more headers',
      {
        ENCOURS_SMTP_URL: 'smtp://mail.example',
        ENCOURS_MAIL_FROM: 'a@b.example\r\nBcc: c@d.example',
      },
      'ENCOURS_MAIL_FROM',
    ],
  ])('refuse %s by name, and never show the URL', (_what, env, field) => {
    try {
      loadConfig({ ...env, DATABASE_URL: 'postgres://db.example/x' });
      throw new Error('it was taken');
    } catch (error) {
      if (!isEncoursError(error)) throw error;
      expect(error.place.field).toBe(field);
      expect(JSON.stringify([error.message, error.remedy])).not.toMatch(/hunter2|intern\.example/);
    }
  });
});
