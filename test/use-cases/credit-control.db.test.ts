import { Client } from 'pg';
import { randomUUID } from 'node:crypto';
import { isEncoursError } from '../../src/kernel';
import { createCreditControlActions } from '../../src/use-cases/credit-control';
import { useCreditBooks, type CreditBooks } from '../limits/credit-books';

const books = useCreditBooks();

type Actions = ReturnType<typeof createCreditControlActions>;

function shop(by: CreditBooks, actions: Actions) {
  const actor = { tenantId: by.tenantId, keyId: randomUUID(), label: 'shop' };
  return async (customerId: string, idempotencyKey: string = randomUUID()): Promise<string> => {
    const amount = { amountMinor: 100n, currency: 'EUR' };
    const request = { customerId, amount, idempotencyKey, reference: null, expiry: null };
    try {
      const outcome = await actions.reserveCredit(actor, request);
      return outcome.isGiven ? outcome.reservationId : outcome.code;
    } catch (error) {
      if (isEncoursError(error)) return error.code;
      throw error;
    }
  };
}

/** Holds a customer as a long run of another process does. */
async function held(by: CreditBooks, customerId: string): Promise<() => Promise<void>> {
  const client = new Client({ connectionString: by.test.url });
  await client.connect();
  await client.query('BEGIN');
  await client.query('SELECT FROM customer WHERE customer_id = $1 FOR NO KEY UPDATE', [customerId]);
  return async () => {
    await client.query('ROLLBACK');
    await client.end();
  };
}

describe('a storm of orders of one customer', () => {
  it('leaves the connections to the others, and is served in the end, each key once', async () => {
    const by = await books();
    const [busy, calm] = [await by.customer(5_000n), await by.customer(5_000n)];
    const reserve = shop(by, createCreditControlActions(by));
    const letGo = await held(by, busy);
    const keys = Array.from({ length: 60 }, () => randomUUID());
    const storm = [...keys, ...keys.slice(0, 20)].map((key) => reserve(busy, key));
    try {
      // The pool of this test has 8 connections; without a queue all 80 would wait with them.
      expect(await Promise.all([reserve(calm), reserve(calm)])).toEqual([
        expect.stringMatching(/^[0-9a-f-]{36}$/),
        expect.stringMatching(/^[0-9a-f-]{36}$/),
      ]);
    } finally {
      await letGo();
    }
    const outcomes = await Promise.all(storm);
    const given = outcomes.filter((outcome) => /^[0-9a-f-]{36}$/.test(outcome));
    expect(new Set(given).size).toBe(50);
    expect(outcomes.filter((outcome) => outcome === 'CREDIT_LIMIT_EXCEEDED').length).toBe(
      outcomes.length - given.length,
    );
    for (const [index, outcome] of outcomes.slice(60).entries()) {
      expect(outcome).toBe(outcomes[index]);
    }
  });

  it('is told to come again when the customer is held for too long, and loses nothing', async () => {
    const by = await books();
    const customer = await by.customer(5_000n);
    const reserve = shop(by, createCreditControlActions(by, 200));
    const letGo = await held(by, customer);
    expect(await reserve(customer, 'order 1')).toBe('CREDIT_BUSY');
    await letGo();
    const id = await reserve(customer, 'order 1');
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(await reserve(customer, 'order 1')).toBe(id);
  });
});
