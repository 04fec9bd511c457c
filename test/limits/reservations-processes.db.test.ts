/** 500 orders over four processes that are killed and started again, while somebody cuts the limit. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lockCustomers } from '../../src/unify';
import { useCreditBooks, type CreditBooks } from './credit-books';

jest.setTimeout(180_000);

const AMOUNT = 100n;
const PROCESSES = 4;
const ORDERS_EACH = 125;

const books = useCreditBooks();

class Clerk {
  /** Reservation by order, of every answer ever heard. */
  readonly given = new Map<string, Set<string>>();
  readonly refused = new Set<string>();
  private said = '';

  constructor(
    private readonly by: CreditBooks,
    private readonly customerId: string,
    private readonly orders: readonly string[],
  ) {}

  get answers(): number {
    return this.said.split('\n').length - 1;
  }

  /** Sends every order, those answered before too, until all are answered or it is killed. */
  start(): { kill(): void; ended: Promise<void> } {
    const script = join(__dirname, 'reserving-process.ts');
    const { test, tenantId } = this.by;
    const args = [test.url, tenantId, this.customerId, this.orders.join(','), String(AMOUNT)];
    const child = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
      cwd: join(__dirname, '../..'),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.said += text));
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    return { kill: () => child.kill('SIGKILL'), ended };
  }

  hear(): void {
    for (const line of this.said.split('\n')) {
      const [word = '', order = '', id = ''] = line.split(' ');
      if (word === 'given') this.given.set(order, (this.given.get(order) ?? new Set()).add(id));
      if (word === 'refused') this.refused.add(order);
    }
  }
}

function clerks(by: CreditBooks, customerId: string): Clerk[] {
  return Array.from({ length: PROCESSES }, (_, n) => {
    const orders = Array.from({ length: ORDERS_EACH }, (__, order) => `order-${n}-${order}`);
    return new Clerk(by, customerId, orders);
  });
}

async function reservedNow(by: CreditBooks, customerId: string): Promise<Map<string, string>> {
  const rows = await by.test.query<{ key: string; id: string }>(
    `SELECT idempotency_key AS key, credit_reservation_id AS id FROM credit_reservation
     WHERE customer_id = $1`,
    [customerId],
  );
  return new Map(rows.map(({ key, id }) => [key, id]));
}

/** What every run must hold: nothing lost, nothing twice, everything answered. */
async function check(by: CreditBooks, customerId: string, all: readonly Clerk[]): Promise<number> {
  const stored = await reservedNow(by, customerId);
  const heard = new Map<string, string>();
  for (const clerk of all) {
    clerk.hear();
    for (const [order, ids] of clerk.given) {
      expect(ids.size).toBe(1);
      heard.set(order, [...ids].join());
    }
  }
  expect([...heard].sort()).toEqual([...stored].sort());
  const refused = all.flatMap((clerk) => [...clerk.refused]).filter((order) => !heard.has(order));
  expect(refused.length + heard.size).toBe(PROCESSES * ORDERS_EACH);
  return stored.size;
}

it('never promise more than the limit, and lose no retry to kill -9', async () => {
  const by = await books();
  const customer = await by.customer(30_050n);
  const all = clerks(by, customer);
  await Promise.all(
    all.map(async (clerk, n) => {
      for (const answers of n % 2 === 0 ? [5, 20, 40] : []) {
        const run = clerk.start();
        const wanted = clerk.answers + answers;
        while (clerk.answers < wanted) await sleep(1);
        run.kill();
        await run.ended;
      }
      await clerk.start().ended;
    }),
  );
  expect(await check(by, customer, all)).toBe(300);
});

it('give nothing more from the moment the limit is cut, and keep what was given', async () => {
  const by = await books();
  const customer = await by.customer(40_000n);
  const all = clerks(by, customer);
  const running = all.map((clerk) => clerk.start());
  let before = 0;
  while ((await reservedNow(by, customer)).size < 60) await sleep(2);
  running[0]?.kill();
  await by.database.tenant(by.tenantId, async (tx) => {
    await lockCustomers(tx, [customer]);
    const [row] = await tx.query<{ n: number }>(
      'SELECT count(*)::int AS n FROM credit_reservation WHERE tenant_id = $1 AND customer_id = $2',
      [by.tenantId, customer],
    );
    before = row?.n ?? 0;
    await tx.execute(
      `UPDATE credit_limit SET limit_minor = 10000 WHERE tenant_id = $1 AND customer_id = $2`,
      [by.tenantId, customer],
    );
  });
  await Promise.all(running.map(({ ended }) => ended));
  await all[0]?.start().ended;
  expect(await check(by, customer, all)).toBe(Math.max(before, 100));
});
