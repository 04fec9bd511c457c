import { runChaos } from './run-chaos';

// `npm run bench -- chaos` is the same with 100,000 events and some eighty kills.
it('loses nothing and keeps the order, whatever is killed', async () => {
  const said: string[] = [];
  const report = await runChaos({
    ...{ events: 3_000, writers: 4, tenants: 2, seed: 7, seconds: 20 },
    ...{ killEachMs: 1_500, patienceMs: 240_000, say: (line) => said.push(line) },
  });
  expect(report.brokenPromise).toBeNull();
  expect(report.answered).toBeGreaterThanOrEqual(3_000);
  expect(report.written).toBeGreaterThanOrEqual(report.answered);
  expect(report.receptions.map(({ delivery, difference }) => ({ delivery, difference }))).toEqual([
    { delivery: 'subscription', difference: null },
    { delivery: 'sse', difference: null },
    { delivery: 'webhook', difference: null },
    { delivery: 'pull', difference: null },
    { delivery: 'email', difference: null },
  ]);
  expect(report.receptions.at(-1)?.received).toBeGreaterThan(50);
  expect(report.kills).toMatchObject({ database: expect.any(Number) as number });
  expect(Object.values(report.kills).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(5);
  // A client that gives up is a client that misses the next alert.
  expect(report.ownEnds).toMatchObject({ subscription: 0, sse: 0, webhook: 0, pull: 0, email: 0 });
}, 400_000);
