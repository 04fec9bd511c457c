import { openRecording } from '../../src/database';
import { grantException, liftSupplyHold, placeSupplyHold, revokeException } from '../../src/limits';
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
