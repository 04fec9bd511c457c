import { globalId } from '../../src/kernel';
import { sirens } from '../purchasing/paid-provider';
import { usePaidApi } from './paid-api';

const served = usePaidApi();

const ASK = `mutation ($input: RequestInsuranceCoverInput!) { requestInsuranceCover(input: $input) {
  ... on CoverRequest { id status code message remedy } ... on Refusal { code message remedy field } } }`;
const SETTLE = `mutation ($id: ID!) { settleCoverRequest(id: $id, wasReceived: true) {
  ... on CoverRequest { status settledBy answeredAt } ... on Refusal { code } } }`;
const LIST = `query ($filter: CoverRequestFilter) { coverRequests(filter: $filter) { totalCount nodes { id status siren
  amount { amount currency } requestedBy company { siren } customer { id } } } }`;

const amount = { amount: '50000.00', currency: 'EUR' };

it('is refused at a source that covers nobody, without a buyer and to those who do not decide', async () => {
  const by = await served().serve();
  const connectionId = globalId('Connection', by.buyer.connection.connectionId);
  const [siren = ''] = sirens(1, 40_000);
  const input = { connectionId, siren, amount, idempotencyKey: 'one' };
  expect(await by.data(ASK, { input })).toMatchObject({
    requestInsuranceCover: { code: 'COVERS_NOT_OFFERED' },
  });
  for (const [wrong, code] of [
    [{ ...input, siren: null }, 'BUYER_AMBIGUOUS'],
    [{ ...input, idempotencyKey: ' ' }, 'IDEMPOTENCY_KEY_INVALID'],
    [{ ...input, connectionId: 'nonsense' }, 'INVALID_ID'],
    [{ ...input, amount: { amount: '1.001', currency: 'EUR' } }, 'INVALID_AMOUNT'],
  ] as const) {
    expect(await by.data(ASK, { input: wrong })).toMatchObject({
      requestInsuranceCover: { code, remedy: expect.any(String) as string },
    });
  }
  for (const role of ['VIEWER', 'ANALYST', 'APPROVER', 'INTEGRATOR'] as const) {
    const answer = await by.ask(ASK, { input }, role);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  }
  const stranger = await served().serve();
  expect(await stranger.data(ASK, { input })).toMatchObject({
    requestInsuranceCover: { code: 'NOT_FOUND' },
  });
});

it('is listed with its buyer, found by its id and settled by whoever asked the insurer', async () => {
  const by = await served().serve();
  const { tenantId, connection } = by.buyer;
  const [siren = '', other = ''] = sirens(2, 40_010);
  await by.buyer.portfolio([siren]);
  await served().paid.database.query(
    `INSERT INTO cover_request (tenant_id, cover_request_id, connection_id, siren, customer_id, amount_minor, currency,
       idempotency_key, status, requested_by, requested_at, sent_at)
     SELECT $1::uuid, stable_id($1::text, s), $2, s, CASE WHEN s = $3 THEN stable_id('customer', $1::text, s) END, 5000000,
       'EUR', s, 'IN_DOUBT', 'marie', now(), now() FROM unnest(ARRAY[$3, $4]::text[]) s`,
    [tenantId, connection.connectionId, siren, other],
  );
  const listed = await by.data<{ coverRequests: { nodes: { id: string }[] } }>(
    LIST,
    { filter: { sirens: [siren], status: ['IN_DOUBT'] } },
    'VIEWER',
  );
  expect(listed.coverRequests).toMatchObject({
    totalCount: 1,
    nodes: [{ siren, amount, requestedBy: 'marie', company: { siren }, customer: {} }],
  });
  const id = listed.coverRequests.nodes[0]?.id ?? '';
  expect(await by.data('query ($id: ID!) { node(id: $id) { id } }', { id })).toEqual({
    node: { id },
  });
  expect(await by.data(SETTLE, { id })).toMatchObject({
    settleCoverRequest: { status: 'REFERRED', settledBy: 'key of CREDIT_MANAGER' },
  });
  expect(await by.data(SETTLE, { id })).toEqual({
    settleCoverRequest: { code: 'COVER_REQUEST_NOT_IN_DOUBT' },
  });
  const stranger = await served().serve();
  expect(await stranger.data(SETTLE, { id })).toEqual({
    settleCoverRequest: { code: 'COVER_REQUEST_NOT_FOUND' },
  });
});

const WITHHELD = 'Not shown: the source of it forbids to pass it on.';
const TOLD = `query ($filter: CoverRequestFilter) { coverRequests(filter: $filter) { totalCount
  nodes { id status message providerReference settledBy code } } }`;

it('tells what an insurer decided by its terms, and what became of a request to everybody', async () => {
  const by = await served().serve();
  const { tenantId, connection } = by.buyer;
  const { connectionId } = connection;
  const [granted = '', sent = ''] = sirens(2, 40_020);
  await served().paid.database.query(
    `UPDATE connection SET use_restriction_override = 'NO_REDISTRIBUTION' WHERE connection_id = $1`,
    [connectionId],
  );
  await served().paid.database.query(
    `INSERT INTO cover_request (tenant_id, cover_request_id, connection_id, siren, amount_minor, currency,
       idempotency_key, status, requested_by, requested_at, sent_at, provider_reference, message, settled_by)
     VALUES ($1, gen_random_uuid(), $2, $3, 1, 'EUR', 'g', 'GRANTED', 'marie', now(), now(), 'REF', 'half of it', 'cover C1'),
       ($1, gen_random_uuid(), $2, $4, 1, 'EUR', 's', 'SENT', 'marie', now() - interval '1 day', now(), NULL, NULL, NULL)`,
    [tenantId, connectionId, granted, sent],
  );
  interface Told {
    coverRequests: { totalCount: number; nodes: { id: string; status: string | null }[] };
  }
  const told = async (role: 'ANALYST' | 'APPROVER', status: string[] | null = null) => {
    const answer = await by.ask(TOLD, { filter: { status } }, role);
    return { ...(answer.data as unknown as Told).coverRequests, errors: answer.errors ?? [] };
  };
  const whole = await told('APPROVER');
  expect(whole.errors).toEqual([]);
  expect(whole.nodes).toMatchObject([
    { status: 'GRANTED', message: 'half of it', providerReference: 'REF', settledBy: 'cover C1' },
    { status: 'SENT', message: 'It is on its way; the answer is awaited.', code: 'OK' },
  ]);
  const part = await told('ANALYST');
  expect(part.nodes).toMatchObject([
    { status: null, message: WITHHELD, providerReference: null, settledBy: null },
    { status: 'SENT', message: 'It is on its way; the answer is awaited.' },
  ]);
  expect(part.errors.map(({ path }) => path?.at(-1)).sort()).toEqual([
    ...['message', 'providerReference', 'settledBy', 'status'],
  ]);
  for (const { extensions } of part.errors)
    expect(extensions).toMatchObject({ code: 'USE_RESTRICTED' });
  // Asking for those that stand so tells no more.
  expect(await told('ANALYST', ['GRANTED'])).toMatchObject({ totalCount: 0, nodes: [] });
  expect(await told('ANALYST', ['GRANTED', 'SENT'])).toMatchObject({ totalCount: 1 });
  expect(await told('APPROVER', ['GRANTED'])).toMatchObject({ totalCount: 1 });
  const node = `query ($id: ID!) { node(id: $id) { ... on CoverRequest { status message } } }`;
  const hidden = await by.ask(node, { id: whole.nodes[0]?.id }, 'ANALYST');
  expect(hidden.data).toEqual({ node: { status: null, message: WITHHELD } });
  expect(hidden.errors).toHaveLength(2);
});
