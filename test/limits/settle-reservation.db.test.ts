import { FixedClock } from '../../src/kernel';
import { commitReservation } from '../../src/limits';
import { creditReservationsById } from '../../src/reports';
import { useCreditBooks, type CreditBooks } from './credit-books';

const books = useCreditBooks();

const code = async (outcome: Promise<unknown>): Promise<unknown> => {
  const value: unknown = await outcome.catch((error: unknown) => error);
  if (typeof value !== 'object' || value === null) return value;
  return 'code' in value ? value.code : 'isGiven' in value && value.isGiven;
};

async function statusOf(by: CreditBooks, id: string): Promise<string | undefined> {
  const moment = { at: by.clock.now(), asOf: by.clock.now().toISOString().slice(0, 10) };
  const [row] = await by.database.tenant(by.tenantId, (tx) =>
    creditReservationsById(tx, [id], moment),
  );
  return row === undefined ? undefined : `${row.status}${row.isCounting ? ' counting' : ''}`;
}

describe('what becomes of it', () => {
  it('stops counting when it expires, without anybody doing anything', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const id = await by.reserved(customer, 1_000n, { expiry: { inSeconds: 60 } });
    by.clock.advanceMs(59_999);
    expect(await code(by.reserve(customer, 1n))).toBe('CREDIT_LIMIT_EXCEEDED');
    by.clock.advanceMs(1);
    expect(await statusOf(by, id)).toBe('EXPIRED');
    expect(await code(by.reserve(customer, 1_000n))).toBe(true);
    // Committed too late, it is decided anew.
    expect(await code(by.commit(id))).toBe('CREDIT_LIMIT_EXCEEDED');
    await by.limit(customer, 2_000n);
    expect(await code(by.commit(id))).toBe(true);
    expect(await statusOf(by, id)).toBe('COMMITTED counting');
  });

  it('counts once committed until its invoice is in the ledger, never twice', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const id = await by.reserved(customer, 600n, { reference: 'ORDER-7' });
    expect(await code(by.commit(id, 'F-7'))).toBe(true);
    by.clock.advanceMs(86_400_000);
    expect(await statusOf(by, id)).toBe('COMMITTED counting');
    // Neither another customer's invoice of that number, nor one for the order's, nor a credit note ends it.
    await by.claim(await by.customer(null), 600n, { number: 'F-7' });
    await by.claim(customer, -1n, { number: 'F-7' });
    expect(await code(by.reserve(customer, 402n))).toBe('CREDIT_LIMIT_EXCEEDED');
    await by.claim(customer, 600n, { number: 'F-7' });
    expect(await statusOf(by, id)).toBe('INVOICED');
    expect(await code(by.reserve(customer, 402n))).toBe('CREDIT_LIMIT_EXCEEDED');
    expect(await code(by.reserve(customer, 401n))).toBe(true);
    expect(await code(by.release(id))).toBe('RESERVATION_INVOICED');
    expect(await code(by.commit(id, 'F-7'))).toBe(true);
    expect(await code(by.commit(id, 'F-8'))).toBe('RESERVATION_COMMITTED');
  });

  it('is not committed by a slow clock after a fast one has given its credit away', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const lapsed = await by.reserved(customer, 1_000n);
    by.clock.advanceMs(3_600_000);
    const next = await by.reserved(customer, 1_000n);
    const slow = new FixedClock(new Date(by.clock.now().getTime() - 1_000));
    const commit = (reservationId: string) =>
      by.database.tenant(by.tenantId, (tx) =>
        commitReservation(tx, { reservationId, invoiceNumber: null, by: 'warehouse' }, slow),
      );
    expect(await code(commit(lapsed))).toBe('CREDIT_LIMIT_EXCEEDED');
    expect(await code(commit(next))).toBe(true);
  });

  it('is not ended by an invoice of before that happens to have its number', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    await by.claim(customer, 100n, { number: '1001', issuedOn: '2026-06-01' });
    await by.reserved(customer, 900n, { reference: '1001' });
    expect(await code(by.reserve(customer, 1n))).toBe('CREDIT_LIMIT_EXCEEDED');
  });

  it('counts until the days for unbilled deliveries are over when no invoice ever comes', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const id = await by.reserved(customer, 1_000n);
    await by.commit(id);
    by.clock.advanceMs(30 * 86_400_000 - 1);
    expect(await code(by.reserve(customer, 1n))).toBe('CREDIT_LIMIT_EXCEEDED');
    by.clock.advanceMs(1);
    expect(await code(by.reserve(customer, 1n))).toBe(true);
    expect(await statusOf(by, id)).toBe('COMMITTED');
  });

  it('is given back at once, also when it was committed; twice is once', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const ids = [await by.reserved(customer, 500n), await by.reserved(customer, 500n)];
    await by.commit(ids[0] ?? '');
    for (const id of [...ids, ...ids]) await by.release(id);
    expect(await code(by.reserve(customer, 1_000n))).toBe(true);
    expect(await code(by.commit(ids[0] ?? ''))).toBe('RESERVATION_RELEASED');
  });

  it('closed, replaced and re-opened, an order does not slip past the limit', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const first = await by.reserved(customer, 1_000n, { idempotencyKey: 'first' });
    await by.release(first);
    await by.reserved(customer, 1_000n, { idempotencyKey: 'second' });
    expect(await code(by.commit(first))).toBe('RESERVATION_RELEASED');
    expect(await code(by.reserve(customer, 1_000n, { idempotencyKey: 'first again' }))).toBe(
      'CREDIT_LIMIT_EXCEEDED',
    );
  });

  it('stays when the limit is cut below it; nothing new is given', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const id = await by.reserved(customer, 800n);
    await by.limit(customer, 500n);
    expect(await by.reserve(customer, 1n)).toMatchObject({
      code: 'CREDIT_LIMIT_EXCEEDED',
      figures: { headroomMinor: -300n },
      shortfallMinor: 301n,
    });
    expect(await code(by.commit(id))).toBe(true);
  });

  it('is ended by an invoice dated back that was entered after it, also for a report of then', async () => {
    const by = await books();
    const customer = await by.customer(10_000n);
    const reservation = await by.reserved(customer, 1_000n, { reference: 'SO-5' });
    by.clock.advanceMs(60_000);
    await by.claim(customer, 900n, { number: 'SO-5', issuedOn: '2026-06-05' });
    expect(await statusOf(by, reservation)).toBe('INVOICED');
    expect(await code(by.reserve(customer, 9_100n))).toBe(true);
  });

  it('is not ended by what is dated back further than a month, nor by what was entered before it', async () => {
    const by = await books();
    const customer = await by.customer(10_000n);
    await by.claim(customer, 100n, { number: 'SO-6', issuedOn: '2026-06-29' });
    by.clock.advanceMs(60_000);
    const reservation = await by.reserved(customer, 1_000n, { reference: 'SO-6' });
    by.clock.advanceMs(60_000);
    await by.claim(customer, 100n, { number: 'SO-6', issuedOn: '2026-05-29' });
    expect(await statusOf(by, reservation)).toBe('RESERVED counting');
    await by.claim(customer, 100n, { number: 'SO-6', issuedOn: '2026-05-30' });
    expect(await statusOf(by, reservation)).toBe('INVOICED');
  });
});
