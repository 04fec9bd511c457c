import { isEncoursError } from '../../src/kernel';
import { CustomerQueue } from '../../src/use-cases/customer-queue';

interface Job {
  done: Promise<string>;
  end(): void;
}

const codeOf = (error: unknown): string => (isEncoursError(error) ? error.code : String(error));

function desk(queue: CustomerQueue): {
  begun: string[];
  begin(name: string, customer?: string): Job;
} {
  const begun: string[] = [];
  const begin = (name: string, customer = 'C1'): Job => {
    let end = (): void => undefined;
    const promise = new Promise<void>((resolve) => (end = resolve));
    const work = async (): Promise<string> => {
      begun.push(name);
      await promise;
      if (name.startsWith('failing')) throw new Error('failed');
      return name;
    };
    const done = queue.inTurn('tenant', customer, work).catch(codeOf);
    return { done, end };
  };
  return { begun, begin };
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('the queue before a customer', () => {
  it('lets a few in at once, the others in the order they came, whatever becomes of those before', async () => {
    const { begun, begin } = desk(
      new CustomerQueue({ atOnce: 2, waitingMax: 10, waitingMs: 10_000 }),
    );
    const jobs = ['a', 'failing b', 'c', 'd'].map((name) => begin(name));
    await settle();
    expect(begun).toEqual(['a', 'failing b']);
    jobs[1]?.end();
    await settle();
    expect(begun).toEqual(['a', 'failing b', 'c']);
    for (const job of jobs) job.end();
    expect(await Promise.all(jobs.map(({ done }) => done))).toEqual([
      ...['a', 'Error: failed', 'c', 'd'],
    ]);
  });

  it('lets another customer by', async () => {
    const { begun, begin } = desk(
      new CustomerQueue({ atOnce: 1, waitingMax: 10, waitingMs: 10_000 }),
    );
    const jobs = [begin('a'), begin('b'), begin('other', 'C2')];
    await settle();
    expect(begun).toEqual(['a', 'other']);
    for (const job of jobs) job.end();
    await Promise.all(jobs.map(({ done }) => done));
  });

  it('sends away whom it kept waiting for too long, and goes on with the next', async () => {
    const { begun, begin } = desk(new CustomerQueue({ atOnce: 1, waitingMax: 9, waitingMs: 50 }));
    const first = begin('a');
    expect(await begin('b').done).toBe('CREDIT_BUSY');
    const third = begin('c');
    first.end();
    third.end();
    expect([await first.done, await third.done]).toEqual(['a', 'c']);
    expect(begun).toEqual(['a', 'c']);
  });

  it('sends away whom it cannot hold, and serves again once it is shorter', async () => {
    const { begin } = desk(new CustomerQueue({ atOnce: 1, waitingMax: 1, waitingMs: 10_000 }));
    const jobs = [begin('a'), begin('b')];
    expect(await begin('c').done).toBe('CREDIT_BUSY');
    for (const job of jobs) job.end();
    await Promise.all(jobs.map(({ done }) => done));
    const again = begin('c');
    again.end();
    expect(await again.done).toBe('c');
  });
});
