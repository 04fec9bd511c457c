import { openRecording } from '../../src/database';
import { FixedClock } from '../../src/kernel';
import {
  commitReservation,
  grantException,
  liftSupplyHold,
  placeSupplyHold,
  revokeException,
} from '../../src/limits';
import { checkCredit } from '../../src/limits/reserve-credit';
import { creditReservationsById } from '../../src/reports';
import { DAY, useCreditBooks, type CreditBooks } from './credit-books';

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

describe('reserving', () => {
  it('gives what is left of the limit and not a cent more', async () => {
    const by = await books();
    const customer = await by.customer(10_000n, 4_000n);
    expect(await by.reserve(customer, 6_001n)).toMatchObject({
      code: 'CREDIT_LIMIT_EXCEEDED',
      shortfallMinor: 1n,
      figures: { limitMinor: 10_000n, exposureMinor: 4_000n, headroomMinor: 6_000n },
    });
    expect(await by.reserve(customer, 6_000n)).toMatchObject({
      isGiven: true,
      figures: { exposureMinor: 10_000n, headroomMinor: 0n },
    });
    expect(await code(by.reserve(customer, 1n))).toBe('CREDIT_LIMIT_EXCEEDED');
  });

  it('counts in the currency of the customer only, and takes no other', async () => {
    const by = await books();
    const customer = await by.customer(10_000n);
    await by.claim(customer, 9_999_999n, { currency: 'USD' });
    expect(await code(by.reserve(customer, 100n, { currency: 'USD' }))).toBe('CREDIT_CURRENCY');
    expect(await code(by.reserve(customer, 10_000n))).toBe(true);
  });

  it('lets what was paid in advance go out: without a limit, under a frozen one, and past the limit', async () => {
    const by = await books();
    const none = await by.customer(null);
    expect(await code(by.reserve(none, 1n))).toBe('CREDIT_LIMIT_MISSING');
    await by.claim(none, -500n);
    expect(await code(by.reserve(none, 501n))).toBe('CREDIT_LIMIT_MISSING');
    expect(await code(by.reserve(none, 500n))).toBe(true);
    const frozen = await by.customer(null, -500n);
    await by.limit(frozen, 10_000n, { frozenFrom: DAY });
    expect(await by.reserve(frozen, 501n)).toMatchObject({
      code: 'CREDIT_LIMIT_EXPIRED',
      figures: { limitMinor: 10_000n, headroomMinor: 0n },
    });
    expect(await code(by.reserve(frozen, 500n))).toBe(true);
    const active = await by.customer(1_000n, -500n);
    expect(await code(by.reserve(active, 1_500n))).toBe(true);
    expect(await code(by.reserve(active, 1n))).toBe('CREDIT_LIMIT_EXCEEDED');
  });

  it('answers the same key with the same reservation, whatever has become of it', async () => {
    const by = await books();
    const customer = await by.customer(10_000n);
    const asked = { idempotencyKey: 'order 1', reference: 'A1' };
    const id = await by.reserved(customer, 7_000n, asked);
    expect(await by.reserved(customer, 7_000n, { ...asked, expiry: null })).toBe(id);
    by.clock.advanceMs(2 * 3_600_000);
    expect(await by.reserved(customer, 7_000n, asked)).toBe(id);
    expect(await statusOf(by, id)).toBe('EXPIRED');
    const other = await by.customer(10_000n);
    const reused = { code: 'RESERVATION_KEY_REUSED' };
    await expect(by.reserve(customer, 7_001n, asked)).rejects.toMatchObject({
      ...reused,
      place: { field: 'input.amount' },
    });
    await expect(by.reserve(other, 7_000n, asked)).rejects.toMatchObject({
      ...reused,
      place: { field: 'input.customerId' },
    });
    await expect(by.reserve(customer, 7_000n, { ...asked, reference: 'A2' })).rejects.toMatchObject(
      { ...reused, place: { field: 'input.reference' } },
    );
  });

  it('does not remember a refusal: the same key succeeds once there is room', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    expect(await code(by.reserve(customer, 2_000n, { idempotencyKey: 'k' }))).toBe(
      'CREDIT_LIMIT_EXCEEDED',
    );
    await by.limit(customer, 2_000n);
    expect(await code(by.reserve(customer, 2_000n, { idempotencyKey: 'k' }))).toBe(true);
  });

  it('keeps one of two requests with one key for two customers, however they race', async () => {
    const by = await books();
    const customers: string[] = [];
    for (let n = 0; n < 4; n += 1) customers.push(await by.customer(1_000n));
    const codes = await Promise.all(
      customers.map((each) => code(by.reserve(each, 10n, { idempotencyKey: 'race' }))),
    );
    expect(codes.sort()).toEqual([true, ...Array<string>(3).fill('RESERVATION_KEY_REUSED')].sort());
  });

  it('refuses an end that has passed, or is later than the policy allows', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    for (const expiry of [{ inSeconds: 0 }, { at: new Date(0) }, { inSeconds: 2_000_000_000 }]) {
      expect(await code(by.reserve(customer, 1n, { expiry }))).toBe('RESERVATION_EXPIRY_INVALID');
    }
  });

  it('is refused where a rule rules credit out, unless a person set the limit of a grade E', async () => {
    const by = await books();
    const assess = (id: string, grade: string, effect: string) =>
      by.test.query(
        `INSERT INTO credit_assessment (tenant_id, credit_assessment_id, customer_id, is_current, grade, confidence,
           model_version, assessed_at, assessed_on, inputs_hash, inputs, decision, grade_state)
         VALUES ($1, gen_random_uuid(), $2, true, $3, 'LOW', 'm', $4, $5, 'h', '{}', $6, '{}')`,
        [by.tenantId, id, grade, by.clock.now(), DAY, { override: { limitEffect: effect } }],
      );
    const worst = await by.customer(1_000n);
    await assess(worst, 'E', 'NONE');
    expect(await code(by.reserve(worst, 1n))).toBe('CREDIT_BARRED_BY_RULE');
    await by.limit(worst, 1_000n, { policyVersion: 'manual' });
    expect(await code(by.reserve(worst, 1n))).toBe(true);
    const struck = await by.customer(null);
    await by.limit(struck, 1_000n, { policyVersion: 'manual' });
    await assess(struck, 'D', 'ZERO');
    expect(await code(by.reserve(struck, 1n))).toBe('CREDIT_BARRED_BY_RULE');
  });

  it('checks by the same decision and writes nothing', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const check = (amountMinor: bigint) =>
      by.database.tenant(
        by.tenantId,
        (tx) =>
          checkCredit(
            tx,
            { customerId: customer, amountMinor, currency: 'EUR' },
            { at: by.clock.now(), asOf: DAY },
          ),
        { readOnly: true },
      );
    expect(await check(1_000n)).toMatchObject({ isGiven: true });
    expect(await check(1_001n)).toMatchObject(
      await by.reserve(customer, 1_001n).then((refused) => ({ ...refused })),
    );
    expect(await code(by.reserve(customer, 1_000n))).toBe(true);
  });

  it('knows nothing of another seller’s customers', async () => {
    const by = await books();
    const stranger = await books();
    const customer = await by.customer(1_000n);
    const id = await by.reserved(customer, 10n);
    expect(await code(stranger.reserve(customer, 1n))).toBe('CUSTOMER_NOT_FOUND');
    expect(await code(stranger.commit(id))).toBe('RESERVATION_NOT_FOUND');
    expect(await code(stranger.release(id))).toBe('RESERVATION_NOT_FOUND');
    const own = await stranger.customer(1_000n);
    const key = { idempotencyKey: 'same' };
    await by.reserved(customer, 10n, key);
    expect(await stranger.reserved(own, 20n, key)).not.toBe(id);
  });
});

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
});

describe('holds and exceptions', () => {
  const hold = (by: CreditBooks, customerId: string, scope: 'ALL' | 'NEW_ORDERS') =>
    by.database.tenant(by.tenantId, (tx) =>
      placeSupplyHold(
        tx,
        {
          ...{ customerId, reasonCode: 'OVERDUE', reason: 'three months late', scope },
          ...{ clause: null, releasePlan: 'half of it', releaseSteps: ['pay'], by: 'marie' },
        },
        by.clock,
      ),
    );
  const exception = (
    by: CreditBooks,
    customerId: string,
    changes: Partial<Parameters<typeof grantException>[1]> = {},
  ) =>
    by.database.tenant(by.tenantId, (tx) =>
      grantException(
        tx,
        {
          ...{ customerId, kind: 'LIMIT_EXCEEDED', reason: 'a fair', terms: null },
          ...{ ceiling: { amountMinor: 500n, currency: 'EUR' }, isOneShot: true },
          ...{ expiresAt: new Date(by.clock.now().getTime() + 86_400_000), by: 'anne' },
          ...{ requestedBy: 'paul', customerToldBy: null, customerToldOn: null, ...changes },
        },
        by.clock,
      ),
    );

  it('stops new orders whatever the limit, and deliveries when it is of everything', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const promised = [await by.reserved(customer, 10n), await by.reserved(customer, 10n)];
    const placed = await hold(by, customer, 'NEW_ORDERS');
    expect(placed.isNew).toBe(true);
    expect((await hold(by, customer, 'NEW_ORDERS')).isNew).toBe(false);
    expect(await code(hold(by, customer, 'ALL'))).toBe('SUPPLY_HOLD_EXISTS');
    await by.limit(customer, 1_000_000n);
    expect(await code(by.reserve(customer, 1n))).toBe('SUPPLY_ON_HOLD');
    expect(await code(by.commit(promised[0] ?? ''))).toBe(true);
    const lift = () =>
      by.database.tenant(by.tenantId, (tx) =>
        liftSupplyHold(
          tx,
          { supplyHoldId: placed.supplyHoldId, reason: 'paid', by: 'marie' },
          by.clock,
        ),
      );
    expect((await lift()).isNew).toBe(true);
    expect((await lift()).isNew).toBe(false);
    await hold(by, customer, 'ALL');
    expect(await code(by.commit(promised[1] ?? ''))).toBe('SUPPLY_ON_HOLD');
    await exception(by, customer, { kind: 'HOLD' });
    expect(await code(by.commit(promised[1] ?? ''))).toBe(true);
    expect(await code(by.reserve(customer, 1n))).toBe('SUPPLY_ON_HOLD');
  });

  it('lets one reservation past the limit, once, however many ask at once', async () => {
    const by = await books();
    const customer = await by.customer(1_000n, 1_000n);
    await exception(by, customer);
    expect(await code(by.reserve(customer, 501n))).toBe('CREDIT_LIMIT_EXCEEDED');
    const codes = await Promise.all(
      Array.from({ length: 6 }, () => code(by.reserve(customer, 100n))),
    );
    expect(codes.filter((each) => each === true)).toHaveLength(1);
  });

  it('holds an exception that may be used again to its ceiling', async () => {
    const by = await books();
    const customer = await by.customer(1_000n, 1_000n);
    const { exceptionGrantId } = await exception(by, customer, { isOneShot: false });
    expect(await code(by.reserve(customer, 300n))).toBe(true);
    expect(await code(by.reserve(customer, 201n))).toBe('CREDIT_LIMIT_EXCEEDED');
    expect(await code(by.reserve(customer, 200n))).toBe(true);
    const revoke = () =>
      by.database.tenant(by.tenantId, (tx) =>
        revokeException(tx, { exceptionGrantId, reason: 'over', by: 'anne' }, by.clock),
      );
    expect((await revoke()).isNew).toBe(true);
    expect((await revoke()).isNew).toBe(false);
  });

  it('gives an exception to a hold back when the order it was for expires', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    await hold(by, customer, 'NEW_ORDERS');
    await exception(by, customer, { kind: 'HOLD', isOneShot: false });
    const lapsed = await by.reserved(customer, 400n);
    expect(await code(by.reserve(customer, 101n))).toBe('SUPPLY_ON_HOLD');
    by.clock.advanceMs(2 * 3_600_000);
    expect(await statusOf(by, lapsed)).toBe('EXPIRED');
    expect(await code(by.reserve(customer, 100n))).toBe(true);
    expect(await code(by.commit(lapsed))).toBe(true);
    expect(await code(by.reserve(customer, 1n))).toBe('SUPPLY_ON_HOLD');
  });

  it('is refused to whoever asked for it, without reason, without end and in another currency', async () => {
    const by = await books();
    const customer = await by.customer(1_000n);
    const at = by.clock.now().getTime();
    for (const [changes, expected] of [
      [{ requestedBy: ' ANNE ' }, 'EXCEPTION_OWN_REQUEST'],
      [{ reason: ' ' }, 'EXCEPTION_REASON_REQUIRED'],
      [{ ceiling: null }, 'EXCEPTION_CEILING_INVALID'],
      [{ kind: 'TERMS' }, 'EXCEPTION_CEILING_INVALID'],
      // Beyond 500,000 € in all two people must approve, and one grants this on a limit of 10 €.
      [{ ceiling: { amountMinor: 499_990_01n, currency: 'EUR' } }, 'EXCEPTION_TOO_LARGE'],
      [{ ceiling: { amountMinor: 1n, currency: 'USD' } }, 'CREDIT_CURRENCY'],
      [{ expiresAt: new Date(at) }, 'EXCEPTION_EXPIRY_INVALID'],
      [{ expiresAt: new Date(at + 91 * 86_400_000) }, 'EXCEPTION_EXPIRY_INVALID'],
    ] as const) {
      expect(await code(exception(by, customer, changes))).toBe(expected);
    }
    expect(await code(by.reserve(customer, 1_001n))).toBe('CREDIT_LIMIT_EXCEEDED');
    const most = { amountMinor: 499_990_00n, currency: 'EUR' };
    expect((await exception(by, customer, { ceiling: most })).isNew).toBe(true);
  });
});

it('decides after whoever holds the customer, on what they left', async () => {
  const by = await books();
  const customer = await by.customer(1_000n);
  let waiting: Promise<unknown> | undefined;
  await by.database.tenant(by.tenantId, async (tx) => {
    await tx.query('SELECT 1 FROM customer WHERE customer_id = $1 FOR NO KEY UPDATE', [customer]);
    await openRecording(tx, by.clock);
    waiting = code(by.reserve(customer, 1_000n));
    await tx.query('SELECT pg_sleep(0.2)');
    await tx.execute('UPDATE credit_limit SET limit_minor = 999 WHERE customer_id = $1', [
      customer,
    ]);
  });
  expect(await waiting).toBe('CREDIT_LIMIT_EXCEEDED');
});
