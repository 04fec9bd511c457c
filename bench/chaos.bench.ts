/**
 * What deliveries lose when everything is killed: nothing. Four writers with small, large and long transactions, and at random
 * moments kill -9 of the server of PostgreSQL, of its connections, the API, the worker and those who
 * receive: the clients of subscription, server-sent events, webhook and pull, and a mail server, whose people are mailed
 * each alert once.
 * What each has received is compared with the log, id by id and customer by customer; the first difference ends it with 1.
 *
 *   npm run bench -- chaos [--events 100000] [--seconds 200] [--seed 1]
 */
import { parseArgs } from 'node:util';
import { runChaos } from '../test/chaos/run-chaos';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '100000' },
      seconds: { type: 'string', default: '200' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [events, seconds, seed] = [values.events, values.seconds, values.seed].map(Number);
  const report = await runChaos({
    ...{ events: events ?? 0, seconds: seconds ?? 0, seed: seed ?? 0 },
    ...{ writers: 4, tenants: 3, killEachMs: 2_500, patienceMs: 300_000, say: console.log },
  });
  const { receptions, brokenPromise, kills, ...counts } = report;
  console.log(JSON.stringify(counts));
  console.log(
    `killed: ${Object.entries(kills)
      .map(([name, n]) => `${name} ${n}`)
      .join(', ')}`,
  );
  for (const { delivery, due, received, repeats, slowestMs, difference } of receptions) {
    console.log(
      `${delivery}: ${received} of ${due} received, ${repeats} repeats with the same id, slowest ${slowestMs} ms; ` +
        (difference ?? 'equal to the log'),
    );
  }
  // Mails gather what comes together: late on purpose.
  const prompt = receptions.filter(({ delivery }) => delivery !== 'email');
  const [slowest] = prompt.sort((a, b) => b.slowestMs - a.slowestMs);
  console.log(`the slowest delivery: ${slowest?.delivery} after ${slowest?.slowestMs} ms`);
  const differences = [brokenPromise, ...receptions.map(({ difference }) => difference)];
  const first = differences.find((each) => each !== null);
  if (first === undefined) return;
  console.error(`DIFFERENT: ${first}`);
  process.exitCode = 1;
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
void main();
