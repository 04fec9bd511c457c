import { createApiKey, createTenant, Database } from '../../src/database';
import type { Api } from '../../src/api';
import { entities } from '../../src/entities';
import { silentLogger } from '../../src/kernel';
import { Webhook } from 'standardwebhooks';
import { useDatabase } from '../support/postgres';
import { Receiver } from '../use-cases/webhook-receiver';
import { ask, data, startApi } from './api-harness';

let database: Database;
let api: Api;
let receiver: Receiver;
let keys: Record<'integrator' | 'viewer' | 'other', string>;

afterAll(async () => {
  await api.close();
  await receiver.close();
  await database.close();
});
const test = useDatabase();
beforeAll(async () => {
  database = await Database.connect({ url: test().url, logger: silentLogger, entities });
  receiver = await Receiver.open();
  api = await startApi(database);
  const [mine, others] = [
    await createTenant(database, { slug: 'mine' }),
    await createTenant(database, { slug: 'others' }),
  ];
  const key = (tenantId: string, role: 'INTEGRATOR' | 'VIEWER'): Promise<string> =>
    database.tenant(tenantId, (tx) => createApiKey(tx, { role, label: role }));
  keys = {
    integrator: await key(mine.tenantId, 'INTEGRATOR'),
    viewer: await key(mine.tenantId, 'VIEWER'),
    other: await key(others.tenantId, 'INTEGRATOR'),
  };
});
afterEach(() => {
  receiver.received.length = 0;
  receiver.takes();
});

const REFUSAL = '... on Refusal { code field remedy }';
const CREATE = `mutation ($input: WebhookInput!) { createWebhook(input: $input) {
  ... on WebhookSecret { secret webhook { id url order status cursor filter { rules types } } } ${REFUSAL} } }`;

interface Made {
  createWebhook: { secret: string; webhook: { id: string; cursor: string }; code?: string };
}

async function create(
  input: Record<string, unknown> = {},
  key = keys.integrator,
): Promise<Made['createWebhook']> {
  const answer = await data<Made>(api, key, CREATE, { input: { url: receiver.url, ...input } });
  return answer.createWebhook;
}

describe('createWebhook', () => {
  it('answers the secret once, and nothing shows it again', async () => {
    const own = `whsec_${Buffer.alloc(32, 9).toString('base64')}`;
    const made = await create({ secret: own, filter: { rules: ['GRADE_DROP'], types: [] } });
    expect(made).toMatchObject({
      secret: own,
      webhook: {
        ...{ url: receiver.url, order: 'PER_CUSTOMER', status: 'ACTIVE' },
        filter: { rules: ['GRADE_DROP'], types: null },
      },
    });
    const [row] = await test().query('SELECT to_jsonb(webhook)::text AS row FROM webhook');
    expect(JSON.stringify(row)).not.toContain(own.slice(6));
  });

  it.each([
    [{ url: 'https://10.0.0.1/' }, 'WEBHOOK_URL_FORBIDDEN', 'input.url'],
    [{ url: 'gopher://x' }, 'WEBHOOK_URL_INVALID', 'input.url'],
    [{ secret: 'whsec_c2hvcnQ=' }, 'WEBHOOK_SECRET_TOO_SHORT', 'input.secret'],
    [{ after: 'nonsense' }, 'INVALID_CURSOR', 'after'],
    [{ filter: { customerIds: ['x'] } }, 'INVALID_ID', 'input.filter.customerIds'],
  ])('refuses %j with %s', async (input, code, field) => {
    const made = await create(input);
    expect(made).toMatchObject({ code, field, remedy: expect.any(String) as string });
  });

  it('refuses a filter on rules there are not', async () => {
    const input = { url: receiver.url, filter: { rules: ['NO_SUCH_RULE'] } };
    const { errors } = await ask(api, keys.integrator, CREATE, { input });
    expect(errors?.[0]?.extensions['code']).toBe('BAD_USER_INPUT');
  });

  it('is for integrators and administrators, as is seeing where data is sent', async () => {
    for (const query of [
      'mutation { createWebhook(input: { url: "https://example.com" }) { __typename } }',
      '{ webhooks { url } }',
    ]) {
      const { errors } = await ask(api, keys.viewer, query);
      expect(errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
    }
  });
});

describe('a webhook of another tenant', () => {
  it('is neither seen nor changed', async () => {
    const { webhook } = await create();
    const { id } = webhook;
    const seen = await data(
      api,
      keys.other,
      'query ($id: ID!) { webhook(id: $id) { id } webhooks { id } }',
      { id },
    );
    expect(seen).toEqual({ webhook: null, webhooks: [] });
    const node = await data(api, keys.other, 'query ($id: ID!) { node(id: $id) { id } }', { id });
    expect(node).toEqual({ node: null });
    for (const [call, result] of [
      ['pauseWebhook(id: $id)', ''],
      ['resumeWebhook(id: $id)', ''],
      ['updateWebhook(id: $id, input: { description: "x" })', ''],
      ['deleteWebhook(id: $id)', ''],
      ['rotateWebhookSecret(id: $id)', ''],
      ['testWebhook(id: $id)', ''],
      ['replayWebhook(id: $id, after: "0")', ''],
    ]) {
      const query = `mutation ($id: ID!) { result: ${call} { __typename ${REFUSAL} ${result} } }`;
      expect(await data(api, keys.other, query, { id })).toMatchObject({
        result: { code: 'NOT_FOUND', field: 'id' },
      });
    }
    expect(receiver.received).toEqual([]);
  });
});

describe('testWebhook', () => {
  const TEST = `mutation ($id: ID!) { testWebhook(id: $id) { ... on WebhookDelivery {
    id isTest status statusCode errorCode responseExcerpt attempts eventType cursor } ${REFUSAL} } }`;

  it('sends a signed test now, and its outcome stands in the log', async () => {
    const { webhook, secret } = await create();
    const { testWebhook } = await data<{ testWebhook: { id: string } }>(
      ...([api, keys.integrator, TEST, { id: webhook.id }] as const),
    );
    expect(testWebhook).toMatchObject({
      ...{ isTest: true, status: 'DELIVERED', statusCode: 204, errorCode: null, attempts: 1 },
      ...{ eventType: 'WEBHOOK_TEST', cursor: null },
    });
    const [received] = receiver.received;
    expect(received?.event).toMatchObject({ type: 'encours.webhook.test.v1' });
    // The clock of this API stands still in the past, so only the signature can be compared.
    const { 'webhook-id': id = '', 'webhook-timestamp': seconds = '0' } = received?.headers ?? {};
    const expected = new Webhook(secret).sign(
      id,
      new Date(Number(seconds) * 1000),
      received?.body ?? '',
    );
    expect(received?.headers['webhook-signature']).toBe(expected);
    receiver.answers(500, {}, 'no database');
    await data(api, keys.integrator, TEST, { id: webhook.id });
    const LOG = `query ($id: ID!) { webhook(id: $id) { queue { pendingCount failedCount oldestPendingAt }
      deliveries(first: 1) { nodes { status statusCode errorCode responseExcerpt } totalCount pageInfo { hasNextPage } }
      failed: deliveries(status: [FAILED]) { totalCount } } }`;
    expect(await data(api, keys.integrator, LOG, { id: webhook.id })).toEqual({
      webhook: {
        queue: { pendingCount: 0, failedCount: 0, oldestPendingAt: null },
        deliveries: {
          nodes: [
            {
              ...{ status: 'FAILED', statusCode: 500, errorCode: 'WEBHOOK_REFUSED' },
              responseExcerpt: 'no database',
            },
          ],
          ...{ totalCount: 2, pageInfo: { hasNextPage: true } },
        },
        failed: { totalCount: 1 },
      },
    });
  });
});

describe('the life of a webhook', () => {
  it('is changed, paused, resumed, given a new secret and deleted', async () => {
    const { webhook, secret } = await create({ filter: { severities: ['HIGH'] } });
    const run = (call: string, select: string): Promise<{ result: Record<string, unknown> }> =>
      data(
        ...([api, keys.integrator] as const),
        `mutation ($id: ID!) { result: ${call} { ... ${select} ${REFUSAL} } }`,
        { id: webhook.id },
      );
    const shown = 'on Webhook { status description filter { severities rules } }';
    const changed = await run(
      'updateWebhook(id: $id, input: { description: "ERP", filter: { rules: [GRADE_DROP] } })',
      shown,
    );
    expect(changed.result).toEqual({
      ...{ status: 'ACTIVE', description: 'ERP' },
      filter: { severities: null, rules: ['GRADE_DROP'] },
    });
    expect((await run('pauseWebhook(id: $id)', shown)).result).toMatchObject({ status: 'PAUSED' });
    expect((await run('resumeWebhook(id: $id)', shown)).result).toMatchObject({ status: 'ACTIVE' });
    const rotated = await run(
      'rotateWebhookSecret(id: $id, overlapHours: 48)',
      'on WebhookSecret { secret webhook { previousSecretUntil } }',
    );
    expect(rotated.result).toMatchObject({
      secret: expect.stringMatching(/^whsec_/) as string,
      webhook: { previousSecretUntil: expect.any(String) as string },
    });
    expect(rotated.result['secret']).not.toBe(secret);
    const tooLong = await run(
      'rotateWebhookSecret(id: $id, overlapHours: 721)',
      'on WebhookSecret { secret }',
    );
    expect(tooLong.result).toMatchObject({ code: 'BAD_OVERLAP', field: 'overlapHours' });
    const replayed = await run(
      'replayWebhook(id: $id, after: "0")',
      'on WebhookReplay { eventCount }',
    );
    expect(replayed.result).toEqual({ eventCount: 0 });
    const gone = await run('deleteWebhook(id: $id)', 'on DeletedWebhook { deletedId }');
    expect(gone.result).toEqual({ deletedId: webhook.id });
    expect((await run('pauseWebhook(id: $id)', shown)).result).toMatchObject({ code: 'NOT_FOUND' });
  });
});
