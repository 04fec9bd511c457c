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
