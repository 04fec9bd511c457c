import { setTimeout as sleep } from 'node:timers/promises';
import { unsubscribe } from '../../src/alerts';
import { silentLogger } from '../../src/kernel';
import { MailServer, useMails } from './mail-receiver';

const mails = useMails();

describe('a mail sent at once', () => {
  it('tells each alert once, what came together in one mail, the worst first', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert({ severity: 'HIGH', title: 'Over the limit' });
    await seller.alert({ severity: 'CRITICAL', title: 'Insolvency opened' });
    await seller.alert({ severity: 'LOW', title: 'Not wanted' });
    await seller.deliver();
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    const [mail] = server.mails;
    expect(mail?.subject).toBe('[Critical] 2 new alerts: Insolvency opened');
    expect(mail?.text).toMatch(/Insolvency opened[^]*Over the limit/);
    expect(mail?.text).not.toContain('Not wanted');
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.to).toMatchObject({ text: 'ann@example.com' });
  });

  it('waits for what is raised in the same moment, and comes once a minute at most', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert();
    const emails = seller.emails();
    await emails.settle();
    expect(server.mails).toHaveLength(0);
    seller.minutes(0.5);
    await emails.settle();
    expect(server.mails).toHaveLength(1);
    await seller.alert();
    seller.minutes(0.5);
    await emails.settle();
    expect(server.mails).toHaveLength(1);
    seller.minutes(0.5);
    await emails.settle();
    expect(server.mails).toHaveLength(2);
    await emails.stop();
  });

  it('tells more alerts than a mail holds in several mails, none twice', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    const titles = Array.from({ length: 450 }, (_each, index) => `Alert number ${index}.`);
    for (const title of titles) await seller.alert({ title });
    for (let round = 0; round < 3; round += 1) await seller.deliver();
    const told = server.mails.flatMap(
      ({ text = '' }) => text.match(/\] Alert number \d+\./g) ?? [],
    );
    expect(told.length).toBe(450);
    expect(new Set(told).size).toBe(450);
    expect(server.mails).toHaveLength(3);
  });

  it('withholds what the role may not read, and makes no markup of names', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert({ restriction: 'NO_REDISTRIBUTION', customer: 'Secret SA' });
    await seller.alert({ title: '<img src=x onerror=alert(1)>\r\nBcc: all@example.com' });
    await seller.deliver();
    const [mail] = server.mails;
    expect(mail?.text).toContain('An alert whose source forbids to pass on what it says');
    expect(mail?.html).toContain('&lt;img src=x onerror=alert(1)&gt; Bcc: all@example.com');
    expect(mail?.html).not.toContain('<img');
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.html).not.toMatch(/src="|url\(/);
  });

  it('is in French, and can be unsubscribed with one click', async () => {
    const { seller, server } = mails();
    const recipientId = await seller.recipient({ locale: 'fr' });
    await seller.alert({ title: 'Over' });
    await seller.deliver();
    const [mail] = server.mails;
    expect(mail?.subject).toBe('[Critique] fr Over');
    const list = mail?.headers.get('list') as { unsubscribe: { url: string } } | undefined;
    const url = list?.unsubscribe.url ?? '';
    expect(url).toMatch(/^https:\/\/encours\.example\/unsubscribe\/[\w-]{43}$/);
    expect(mail?.headerLines.map(({ line }) => line)).toContain(
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    );
    const token = url.slice(url.lastIndexOf('/') + 1);
    await seller.alert();
    const actions = seller.actions();
    expect(await actions.unsubscription(token)).toEqual({
      address: 'ann@example.com',
      locale: 'fr',
    });
    expect(await actions.unsubscribeEmails(token)).toBe(true);
    expect(await actions.unsubscribeEmails(token)).toBe(true);
    expect(await actions.unsubscribeEmails(`${token.slice(0, 42)}_`)).toBe(false);
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
    expect(await seller.recipients()).toMatchObject([{ status: 'UNSUBSCRIBED' }]);
    expect(recipientId).toBeDefined();
  });
});

describe('several processes', () => {
  it('send each mail once', async () => {
    const { seller, server } = mails();
    for (let index = 0; index < 6; index += 1)
      await seller.recipient({ address: `a${index}@x.example` });
    for (let round = 0; round < 3; round += 1) {
      await seller.alert();
      seller.minutes(1);
      const workers = [seller.emails(), seller.emails(), seller.emails()];
      await Promise.all(workers.map((worker) => worker.settle()));
      await Promise.all(workers.map((worker) => worker.stop()));
    }
    expect(server.mails).toHaveLength(18);
    expect(new Set(server.ids).size).toBe(18);
  });

  it('repeat a mail under its id when one died between sending and writing', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert();
    const { database } = seller.hub;
    let isDead = false;
    server.onMail = () => {
      isDead = true;
    };
    const dying = new Proxy(database, {
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if (name !== 'tenant') return value;
        return (...args: Parameters<typeof target.tenant>) =>
          isDead ? Promise.reject(new Error('killed')) : target.tenant(...args);
      },
    });
    await seller.deliver({ hub: { ...seller.hub, database: dying }, leaseMs: 1 });
    expect(await seller.deliveries()).toMatchObject([{ status: 'PENDING' }]);
    await seller.deliver({ leaseMs: 1 });
    expect(server.mails).toHaveLength(2);
    expect(new Set(server.ids).size).toBe(1);
    expect(await seller.deliveries()).toMatchObject([{ status: 'SENT' }]);
  });
});

describe('a mail server that is down', () => {
  it('loses nothing, for however many days', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    const { port } = server;
    await server.close();
    for (let day = 0; day < 5; day += 1) {
      await seller.alert({ title: `Alert of day ${day}.` });
      await seller.deliver();
      seller.minutes(24 * 60);
    }
    expect(await seller.deliveries()).toMatchObject([
      { status: 'PENDING', errorCode: 'MAIL_UNREACHABLE' },
    ]);
    const again = await MailServer.open({}, port);
    for (let round = 0; round < 4; round += 1) await seller.deliver();
    const told = again.mails.flatMap(({ text = '' }) => text.match(/\] Alert of day \d\./g) ?? []);
    expect(told).toHaveLength(5);
    await again.close();
  });

  it('is not needed for mails to be made: they wait and say so', async () => {
    const { seller, server } = mails();
    await seller.recipient();
    await seller.alert();
    await seller.deliver({ hub: { ...seller.hub, mail: null } });
    expect(await seller.deliveries()).toMatchObject([
      { status: 'PENDING', errorCode: 'MAIL_NOT_CONFIGURED', attempts: 0 },
    ]);
    await seller.deliver();
    expect(server.mails).toHaveLength(1);
  });
});

it('who unsubscribes while a mail is being noted waits for it, and is written to no more', async () => {
  const { seller, server } = mails();
  const recipientId = await seller.recipient();
  let unsubscribing: Promise<void> | undefined;
  server.onMail = async () => {
    const { database } = seller.hub;
    unsubscribing = database.tenant(seller.tenantId, async (tx) => {
      await tx.query('SELECT 1 FROM email_recipient WHERE tenant_id = $1 FOR UPDATE', [
        tx.tenantId,
      ]);
      // By now the worker wants to note what came of the mail.
      await sleep(300);
      await unsubscribe(tx, recipientId, seller.clock.now());
    });
    await sleep(100);
  };
  await seller.alert();
  const warn = jest.fn();
  await seller.deliver({ hub: { ...seller.hub, logger: { ...silentLogger, warn } } });
  await unsubscribing;
  expect(warn.mock.calls).toEqual([]);
  expect(await seller.recipients()).toMatchObject([{ status: 'UNSUBSCRIBED' }]);
  await seller.alert();
  await seller.deliver();
  expect(server.mails).toHaveLength(1);
});
