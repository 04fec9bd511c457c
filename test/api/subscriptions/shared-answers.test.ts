import { parse, type ExecutionResult } from 'graphql';
import { RequestContext, type ApiServices } from '../../../src/api/request-context';
import { SharedAnswers } from '../../../src/api/subscriptions/shared-answers';
import type { ApiRole, AuthenticatedKey, Database } from '../../../src/database';

const TEXT = 'subscription ($after: Cursor) { events(after: $after) { id } }';
const NOON = Date.parse('2026-01-05T12:00:00Z');

/** A caller's context for one event, as the socket makes it. */
function contextOf(role: ApiRole, at = NOON): RequestContext {
  const database = { tenant: async () => [] } as unknown as Database;
  const services = { clock: { now: () => new Date(at) }, database } as ApiServices;
  return new RequestContext(
    services,
    { role, tenantId: 't', timeZone: 'UTC' } as AuthenticatedKey,
    1,
  );
}

/** Asks for the answer to an event; `worked` counts what had to be worked out for it. */
function asker(text = TEXT) {
  const answers = new SharedAnswers(parse(text));
  const worked: ApiRole[] = [];
  const ask = (
    event: object,
    context: RequestContext,
    answer: (context: RequestContext) => Promise<ExecutionResult> = async () => ({ data: {} }),
  ): Promise<ExecutionResult> =>
    answers.to(event, {
      context,
      execute: (each) => {
        worked.push(each.key.role);
        return answer(each);
      },
    });
  return { ask, worked };
}

const reading = async (context: RequestContext): Promise<ExecutionResult> => {
  await context.read(async () => null);
  return { data: {} };
};
const refusing = async (): Promise<ExecutionResult> => ({ data: {}, errors: [] });

test('the same event is worked out once for all who ask the same in the same role', async () => {
  const { ask, worked } = asker();
  const event = {};
  const results = await Promise.all([
    ...[1, 2, 3].map(() => ask(event, contextOf('VIEWER'))),
    ask(event, contextOf('ADMIN')),
    ask({}, contextOf('VIEWER')),
  ]);
  expect(worked).toEqual(['VIEWER', 'ADMIN', 'VIEWER']);
  expect(new Set(results).size).toBe(3);
});

test('what is read is read for each, and what is refused is refused to each', async () => {
  for (const answer of [reading, refusing]) {
    const { ask, worked } = asker();
    const event = {};
    const results = await Promise.all([1, 2, 3].map(() => ask(event, contextOf('VIEWER'), answer)));
    expect([worked.length, new Set(results).size]).toEqual([3, 3]);
  }
});

test('an answer that could not be worked out is tried for each', async () => {
  const { ask, worked } = asker();
  const event = {};
  const failing = (): Promise<ExecutionResult> => Promise.reject(new Error('not now'));
  const [first, second] = [
    ask(event, contextOf('VIEWER'), failing),
    ask(event, contextOf('VIEWER')),
  ];
  await expect(first).rejects.toThrow('not now');
  await expect(second).resolves.toEqual({ data: {} });
  expect(worked).toHaveLength(2);
});

test('who comes to an event later is told how it stands then', async () => {
  const { ask, worked } = asker();
  const event = {};
  await ask(event, contextOf('VIEWER'));
  await ask(event, contextOf('VIEWER', NOON + 999));
  expect(worked).toHaveLength(1);
  await ask(event, contextOf('VIEWER', NOON + 1_000));
  expect(worked).toHaveLength(2);
});

test.each([
  'subscription ($l: String!) { riskAlerts { alert { title(locale: $l) } } }',
  'subscription ($d: Boolean!) { riskAlerts { alert { title @include(if: $d) } } }',
  'subscription ($l: String!) { riskAlerts { ...A } } fragment A on RiskAlertEvent { alert { title(locale: $l) } }',
])('variables that choose what is answered are respected: %s', async (text) => {
  const { ask, worked } = asker(text);
  const event = {};
  await ask(event, contextOf('VIEWER'));
  await ask(event, contextOf('VIEWER'));
  expect(worked).toHaveLength(2);
});
