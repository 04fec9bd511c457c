import { watchConnections } from '../../src/alerts';
import type { Api } from '../../src/api';
import type { ApiRole, Database } from '../../src/database';
import { globalId } from '../../src/kernel';
import { ensureConnection } from '../../src/landing';
import { connectApp, createSeller, NOW, type Seller } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { ask, data, raiseAlert, startApi } from './api-harness';

let app: Database;
let api: Api;
let seller: Seller;
let stranger: Seller;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  seller = await createSeller(app, database(), { slug: 'handling', customers: 4 });
  stranger = await createSeller(app, database(), { slug: 'stranger', customers: 1 });
  api = await startApi(app);
});

const IN_A_WEEK = new Date(NOW.getTime() + 7 * 86_400_000).toISOString();
const ALERT = `__typename ... on RiskAlert { id status snoozedUntil assignedTo isMuted comment
  history { change by comment snoozedUntil assignedTo severity } } ... on Refusal { code field remedy }`;
const mutation = (call: string): string => `mutation { result: ${call} { ${ALERT} } }`;

interface Result {
  result: Record<string, unknown>;
}
const as =
  (role: ApiRole, who: () => Seller = () => seller) =>
  async (query: string, variables: object = {}): Promise<Record<string, unknown>> =>
    (await data<Result>(api, who().keys[role], query, { ...variables })).result;
const manager = as('CREDIT_MANAGER');

async function anAlert(account: string): Promise<string> {
  const id = await app.tenant(seller.tenantId, (tx) =>
    raiseAlert(tx, seller.customerId(account), 'HIGH'),
  );
  return globalId('RiskAlert', id);
}

async function listed(account: string, filter: string): Promise<string[]> {
  const customer = globalId('Customer', seller.customerId(account));
  const query = `{ result: riskAlerts(filter: { customerId: "${customer}", ${filter} }, first: 50) { nodes { id } } }`;
  const { nodes } = (await manager(query)) as { nodes: { id: string }[] };
  return nodes.map(({ id }) => id);
}

it('snoozes, wakes, assigns, notes and reopens, and says so in the history', async () => {
  const id = await anAlert('C001');
  expect(
    await manager(
      mutation(`snoozeRiskAlert(id: "${id}", until: "${IN_A_WEEK}", comment: "pays Friday")`),
    ),
  ).toMatchObject({ snoozedUntil: IN_A_WEEK, comment: 'pays Friday', status: 'OPEN' });
  expect(await manager(mutation(`wakeRiskAlert(id: "${id}")`))).toMatchObject({
    snoozedUntil: null,
  });
  const to = 'jean.martin@example.com';
  expect(await manager(mutation(`assignRiskAlert(id: "${id}", to: "  ${to} ")`))).toMatchObject({
    assignedTo: to,
  });
  await manager(mutation(`commentRiskAlert(id: "${id}", comment: "left a message")`));
  await manager(mutation(`resolveRiskAlert(id: "${id}")`));
  const { history } = await manager(mutation(`reopenRiskAlert(id: "${id}")`));
  const by = (change: string, more: object = {}): object => ({
    ...{ change, by: 'CREDIT_MANAGER', comment: null, snoozedUntil: null, assignedTo: null },
    ...{ severity: 'HIGH', ...more },
  });
  expect(history).toEqual([
    by('RAISED', { by: null }),
    by('SNOOZED', { snoozedUntil: IN_A_WEEK, comment: 'pays Friday' }),
    by('WOKEN'),
    by('ASSIGNED', { assignedTo: to }),
    by('COMMENTED', { comment: 'left a message' }),
    by('RESOLVED'),
    by('REOPENED'),
  ]);
});

it('hides nothing unless the filter says so, and has a work list', async () => {
  const [snoozed, muted, assigned] = [
    await anAlert('C002'),
    await anAlert('C002'),
    await anAlert('C002'),
  ];
  await manager(mutation(`snoozeRiskAlert(id: "${snoozed}", until: "${IN_A_WEEK}")`));
  await manager(mutation(`assignRiskAlert(id: "${assigned}", to: "jean")`));
  await database().query(`UPDATE risk_alert SET muted_until = now() WHERE risk_alert_id = $1`, [
    Buffer.from(muted, 'base64url').toString().split(':')[1],
  ]);
  const all = [assigned, muted, snoozed].sort();
  const found = async (filter: string): Promise<string[]> => (await listed('C002', filter)).sort();
  expect(await found('status: [OPEN]')).toEqual(all);
  expect(await found('isActionable: true')).toEqual([assigned]);
  expect(await found('isActionable: false')).toEqual([muted, snoozed].sort());
  expect(await found('isSnoozed: true')).toEqual([snoozed]);
  expect(await found('isMuted: false')).toEqual([assigned, snoozed].sort());
  expect(await found('assignedTo: ["jean", "marie"]')).toEqual([assigned]);
  expect(await found('isAssigned: false')).toEqual([muted, snoozed].sort());
  expect(await found(`assignedTo: ["x' OR true --"]`)).toEqual([]);
});

it('mutes, lists what is in force and ends it', async () => {
  const customerId = globalId('Customer', seller.customerId('C003'));
  const MUTE = `mutation ($input: MuteAlertsInput!) { result: muteAlerts(input: $input) { __typename
    ... on AlertMute { id rule customerId includesCritical reason mutedBy expiresAt endedAt customer { account } }
    ... on Refusal { code field } } }`;
  const input = { rule: 'LIMIT_EXCEEDED', customerId, reason: ' season ', until: IN_A_WEEK };
  const mute = await manager(MUTE, { input });
  expect(mute).toMatchObject({
    ...{ rule: 'LIMIT_EXCEEDED', customerId, includesCritical: false, reason: 'season' },
    ...{ mutedBy: 'CREDIT_MANAGER', expiresAt: IN_A_WEEK, endedAt: null },
    customer: { account: 'C003' },
  });
  const list = async (inForce: boolean): Promise<unknown> =>
    manager(`{ result: alertMutes(inForce: ${inForce}, first: 9) { totalCount nodes { id } } }`);
  const one = { totalCount: 1, nodes: [{ id: mute['id'] }] };
  expect(await list(true)).toEqual(one);
  const END = `mutation ($id: ID!) { result: endAlertMute(id: $id) { ... on AlertMute { endedBy endedAt } } }`;
  expect(await manager(END, { id: mute['id'] })).toEqual({
    ...{ endedBy: 'CREDIT_MANAGER', endedAt: NOW.toISOString() },
  });
  expect(await list(true)).toEqual({ totalCount: 0, nodes: [] });
  expect(await list(false)).toEqual(one);
  const refused = async (changes: object): Promise<unknown> =>
    manager(MUTE, { input: { ...input, ...changes } });
  expect(await refused({ rule: null, customerId: null })).toMatchObject({ code: 'MUTE_TOO_WIDE' });
  expect(await refused({ reason: ' ' })).toMatchObject({ code: 'MUTE_REASON_MISSING' });
  expect(await refused({ until: NOW.toISOString() })).toMatchObject({ field: 'input.until' });
  const theirs = globalId('Customer', stranger.customerId('C001'));
  expect(await refused({ customerId: theirs })).toMatchObject({ code: 'CUSTOMER_NOT_FOUND' });
});

it.each([
  ['SNOOZE_INVALID', (id: string) => `snoozeRiskAlert(id: "${id}", until: "2020-01-01T00:00:00Z")`],
  ['COMMENT_MISSING', (id: string) => `commentRiskAlert(id: "${id}", comment: "  ")`],
  ['TEXT_TOO_LONG', (id: string) => `assignRiskAlert(id: "${id}", to: "${'x'.repeat(201)}")`],
  ['TEXT_TOO_LONG', (id: string) => `commentRiskAlert(id: "${id}", comment: "a\\u0000b")`],
  ['INVALID_ID', () => `wakeRiskAlert(id: "${globalId('Customer', seller.tenantId)}")`],
  ['NOT_FOUND', () => `wakeRiskAlert(id: "${globalId('RiskAlert', seller.tenantId)}")`],
])('refuses with %s, as a result and not as a fault', async (code, call) => {
  const id = await anAlert('C004');
  expect(await manager(mutation(call(id)))).toMatchObject({ __typename: 'Refusal', code });
});

/** Everything that can be done with an alert, on one that is there. */
const VERBS: [verb: string, call: (id: string) => string][] = [
  ['acknowledge', (id) => `acknowledgeRiskAlert(id: "${id}")`],
  ['assign', (id) => `assignRiskAlert(id: "${id}", to: "paul")`],
  ['comment', (id) => `commentRiskAlert(id: "${id}", comment: "x")`],
  ['snooze', (id) => `snoozeRiskAlert(id: "${id}", until: "${IN_A_WEEK}")`],
  ['wake', (id) => `wakeRiskAlert(id: "${id}")`],
  ['resolve', (id) => `resolveRiskAlert(id: "${id}")`],
  ['reopen', (id) => `reopenRiskAlert(id: "${id}")`],
];

describe.each(VERBS)('to %s', (_, call) => {
  it('is for those who decide on credit, and never on another tenant’s alert', async () => {
    const id = await anAlert('C004');
    for (const role of ['VIEWER', 'ANALYST', 'INTEGRATOR'] as const) {
      const { errors } = await ask(api, seller.keys[role], mutation(call(id)));
      expect([role, errors?.[0]?.extensions['code']]).toEqual([role, 'FORBIDDEN']);
    }
    const other = as('ADMIN', () => stranger);
    expect(await other(mutation(call(id)))).toMatchObject({ code: 'NOT_FOUND' });
    const { history } = (await manager(
      `query { result: riskAlert(id: "${id}") { history { change } } }`,
    )) as { history: object[] };
    expect(history).toEqual([{ change: 'RAISED' }]);
    expect(await manager(mutation(call(id)))).toMatchObject({ __typename: 'RiskAlert' });
  });
});

it('has words that are too long or hold NUL refused with their place', async () => {
  const id = await anAlert('C004');
  for (const verb of ['acknowledgeRiskAlert', 'resolveRiskAlert', 'commentRiskAlert']) {
    const text = `mutation ($comment: String!) { result: ${verb}(id: "${id}", comment: $comment) { ${ALERT} } }`;
    for (const comment of ['x'.repeat(2_001), 'x\0']) {
      const refused = await manager(text, { comment });
      expect(refused).toMatchObject({ code: 'TEXT_TOO_LONG', field: 'comment' });
    }
  }
});

it('shows what is wrong with a connection, in the reader’s language, until somebody has dealt with it', async () => {
  const connectionId = await app.tenant(seller.tenantId, async (tx) => {
    const draft = { connectorId: 'bodacc', name: 'notices', config: {} };
    const connection = await ensureConnection(tx, draft);
    await tx.execute(
      `UPDATE connection SET status = 'PAUSED', status_code = 'CREDENTIALS_REFUSED' WHERE tenant_id = $1 AND connection_id = $2`,
      [tx.tenantId, connection.connectionId],
    );
    await watchConnections(tx, [connection.connectionId], NOW);
    return connection.connectionId;
  });
  const FIELDS = `id rule severity status title(locale: "fr") detail connectionId connection { name }`;
  const LIST = `query ($filter: ConnectionAlertFilter) { result: connectionAlerts(filter: $filter, first: 5) {
    totalCount nodes { ${FIELDS} } } }`;
  const filter = { connectionIds: [globalId('Connection', connectionId)] };
  const listed = await manager(LIST, { filter });
  expect(listed).toMatchObject({
    totalCount: 1,
    nodes: [
      {
        ...{ rule: 'CONNECTION_FAILING', severity: 'HIGH', status: 'OPEN' },
        title: 'notices : identifiants refusés par le fournisseur',
        detail: expect.stringContaining('CREDENTIALS_REFUSED') as string,
        connection: { name: 'notices' },
      },
    ],
  });
  const [{ id }] = listed['nodes'] as [{ id: string }];
  const ofConnection = `query { result: connections { id alerts { id } } }`;
  const connections = (await manager(ofConnection)) as unknown as {
    id: string;
    alerts: unknown[];
  }[];
  expect(connections.find((each) => each.id === filter.connectionIds[0])?.alerts).toEqual([{ id }]);
  const node = `query ($id: ID!) { result: node(id: $id) { ... on ConnectionAlert { status } } }`;
  const rule = (verb: string): string =>
    `mutation ($id: ID!) { result: ${verb}ConnectionAlert(id: $id, comment: "on it") {
      ... on ConnectionAlert { status comment } ... on Refusal { code } } }`;
  expect(await as('INTEGRATOR')(rule('acknowledge'), { id })).toEqual({
    ...{ status: 'ACKNOWLEDGED', comment: 'on it' },
  });
  expect(await manager(rule('resolve'), { id })).toMatchObject({ status: 'RESOLVED' });
  expect(await manager(rule('acknowledge'), { id })).toEqual({ code: 'CONNECTION_ALERT_RESOLVED' });
  expect(await manager(node, { id })).toEqual({ status: 'RESOLVED' });
  const strange = as('CREDIT_MANAGER', () => stranger);
  expect(await strange(rule('resolve'), { id })).toEqual({ code: 'CONNECTION_ALERT_NOT_FOUND' });
  expect(await strange(LIST, {})).toMatchObject({ totalCount: 0 });
});
