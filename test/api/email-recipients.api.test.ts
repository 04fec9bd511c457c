import { createHash } from 'node:crypto';
import { createApiKey, createTenant, Database } from '../../src/database';
import type { Api } from '../../src/api';
import { entities } from '../../src/entities';
import { silentLogger } from '../../src/kernel';
import { useDatabase } from '../support/postgres';
import { ask, data, startApi } from './api-harness';

let database: Database;
let api: Api;
let keys: Record<'manager' | 'integrator' | 'other', string>;

afterAll(async () => {
  await api.close();
  await database.close();
});
const test = useDatabase();
beforeAll(async () => {
  database = await Database.connect({ url: test().url, logger: silentLogger, entities });
  api = await startApi(database);
  const mine = await createTenant(database, { slug: 'mine' });
  const others = await createTenant(database, { slug: 'others' });
  const key = (tenantId: string, role: 'INTEGRATOR' | 'CREDIT_MANAGER'): Promise<string> =>
    database.tenant(tenantId, (tx) => createApiKey(tx, { role, label: role }));
  keys = {
    manager: await key(mine.tenantId, 'CREDIT_MANAGER'),
    integrator: await key(mine.tenantId, 'INTEGRATOR'),
    other: await key(others.tenantId, 'CREDIT_MANAGER'),
  };
});

const REFUSAL = '... on Refusal { code field remedy }';
const RECIPIENT =
  '... on EmailRecipient { id address status timeZone digest role immediateSeverities nextDigestAt filter { severities } }';
const CREATE = `mutation ($input: EmailRecipientInput!) { createEmailRecipient(input: $input) { ${RECIPIENT} ${REFUSAL} } }`;

async function create(input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const answer = await data<{ createEmailRecipient: Record<string, unknown> }>(
    api,
    keys.manager,
    CREATE,
    { input },
  );
  return answer.createEmailRecipient;
}

describe('createEmailRecipient', () => {
  it('tells of critical alerts at once and daily, and withholds all that is restricted, unless told otherwise', async () => {
    expect(await create({ address: 'Ann@Example.COM' })).toMatchObject({
      ...{ address: 'Ann@example.com', status: 'ACTIVE', timeZone: 'Europe/Paris' },
      ...{ digest: 'DAILY', role: 'INTEGRATOR', immediateSeverities: ['CRITICAL'] },
      nextDigestAt: expect.any(String) as string,
    });
  });

  it.each([
    [{ address: 'nobody' }, 'EMAIL_INVALID', 'input.address'],
    [{ address: 'a@b.example\r\nBcc: c@d.example' }, 'EMAIL_INVALID', 'input.address'],
    [{ address: 'a@b.example,c@d.example' }, 'EMAIL_INVALID', 'input.address'],
    [{ address: 'Ann <a@b.example>' }, 'EMAIL_INVALID', 'input.address'],
    [{ address: 'x@y.example', timeZone: 'Paris' }, 'UNKNOWN_TIME_ZONE', 'input.timeZone'],
    [{ address: 'x@y.example', digestHour: 24 }, 'BAD_DIGEST_TIME', 'input.digestHour'],
    [{ address: 'x@y.example', digestWeekday: 0 }, 'BAD_DIGEST_TIME', 'input.digestWeekday'],
    [{ address: 'ANN@example.com' }, 'EMAIL_RECIPIENT_EXISTS', 'input.address'],
    [
      { address: 'x@y.example', filter: { customerIds: ['x'] } },
      'INVALID_ID',
      'input.filter.customerIds',
    ],
  ])('refuses %j with %s', async (input, code, field) => {
    expect(await create(input)).toMatchObject({
      ...{ code, field },
      remedy: expect.any(String) as string,
    });
  });

  it('is for credit managers and administrators', async () => {
    const { errors } = await ask(api, keys.integrator, '{ emailRecipients { address } }');
    expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  });
});

describe('a recipient', () => {
  it('is changed, tested, resumed and deleted by its own tenant only', async () => {
    const { id } = await create({ address: 'bob@example.com' });
    const change = `mutation ($id: ID!) { updateEmailRecipient(id: $id, input: { digest: NONE, filter: { severities: [HIGH] } })
      { ${RECIPIENT} ${REFUSAL} } }`;
    expect(await data(api, keys.other, change, { id })).toMatchObject({
      updateEmailRecipient: { code: 'NOT_FOUND' },
    });
    expect(await data(api, keys.manager, change, { id })).toMatchObject({
      updateEmailRecipient: {
        digest: 'NONE',
        nextDigestAt: null,
        filter: { severities: ['HIGH'] },
      },
    });
    const act = (name: string): string =>
      `mutation ($id: ID!) { ${name}(id: $id) { __typename ${REFUSAL} } }`;
    expect(await data(api, keys.manager, act('sendTestEmail'), { id })).toMatchObject({
      sendTestEmail: { code: 'MAIL_NOT_CONFIGURED' },
    });
    expect(await data(api, keys.manager, act('resumeEmailRecipient'), { id })).toMatchObject({
      resumeEmailRecipient: { code: 'EMAIL_RECIPIENT_ACTIVE' },
    });
    expect(await data(api, keys.other, act('deleteEmailRecipient'), { id })).toMatchObject({
      deleteEmailRecipient: { code: 'NOT_FOUND' },
    });
    expect(await data(api, keys.manager, act('deleteEmailRecipient'), { id })).toMatchObject({
      deleteEmailRecipient: { __typename: 'DeletedEmailRecipient' },
    });
    const state =
      '{ emailState { isConfigured errorCode } emailDeliveries { edges { node { id } } } }';
    expect(await data(api, keys.manager, state)).toEqual({
      emailState: { isConfigured: false, errorCode: 'MAIL_NOT_CONFIGURED' },
      emailDeliveries: { edges: [] },
    });
  });
});

describe('/unsubscribe/<token>', () => {
  it('shows a button, does it on POST, again without harm, and knows no other token', async () => {
    await create({ address: 'eve@example.com' });
    // The token itself is sealed: another one is put in its place.
    const token = 'A'.repeat(43);
    const hash = createHash('sha256').update(token).digest('hex');
    await test().query(
      `UPDATE email_recipient SET token_hash = $1 WHERE address = 'eve@example.com'`,
      [hash],
    );
    const url = `${api.url}/unsubscribe/${token}`;
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('<form method="post"><button');
    const status = async (): Promise<unknown> =>
      (
        await test().query(`SELECT status FROM email_recipient WHERE address = 'eve@example.com'`)
      )[0];
    expect(await status()).toEqual({ status: 'ACTIVE' });
    const click = { method: 'POST', body: 'List-Unsubscribe=One-Click' };
    for (let round = 0; round < 2; round += 1) {
      const done = await fetch(url, click);
      expect(done.status).toBe(200);
      expect(await done.text()).toContain('No more e-mails are sent to eve@example.com');
    }
    expect(await status()).toEqual({ status: 'UNSUBSCRIBED' });
    expect((await fetch(`${api.url}/unsubscribe/${'B'.repeat(43)}`, click)).status).toBe(404);
    expect((await fetch(`${api.url}/unsubscribe/x`, click)).status).toBe(404);
    expect((await fetch(url, { method: 'PUT' })).status).toBe(405);
    let last = 200;
    for (let asked = 0; asked < 70; asked += 1) last = (await fetch(url)).status;
    expect(last).toBe(429);
  });
});
