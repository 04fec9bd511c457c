/**
 * What an account number says about an entry, as bits, so that an entry's counterparts add up with "or".
 * Prefixes follow the French chart of accounts (PCG), before and after its 2025 revision.
 */
export const AccountKind = {
  CUSTOMER: 1 << 0,
  /** 4191: money received before the invoice. */
  ADVANCE: 1 << 1,
  /** A customer account that is not an advance: 411, 413, 416. */
  CLAIM: 1 << 2,
  /** 70: turnover. */
  SALES: 1 << 3,
  /** Other income that is invoiced, and accruals that an invoice clears (418, 487). */
  INCOME: 1 << 4,
  SALES_VAT: 1 << 5,
  CASH: 1 << 6,
  /** Bad debts: 654, 6714. */
  LOSS: 1 << 7,
  /** Settlement differences: 658, 758 and their exceptional sisters. */
  ROUNDING: 1 << 8,
  DISCOUNT: 1 << 9,
  EXCHANGE: 1 << 10,
  /** Suppliers, group and partners' current accounts: what a debt is netted against. */
  PAYABLE: 1 << 11,
  /** 467: a factor, if its label says so. */
  THIRD_PARTY: 1 << 12,
  /** Classes 1 to 3: capital, fixed assets, stock. */
  CAPITAL: 1 << 13,
  /** Classes 6 and 7. */
  RESULT: 1 << 14,
  /** 89: the balance sheet as an account, used to open the books. */
  BALANCE_SHEET: 1 << 15,
  /** Class outside 1 to 5. */
  OUTSIDE_BALANCE: 1 << 16,
  /** Any other account. */
  OTHER: 1 << 17,
} as const;

const K = AccountKind;

/** Later rows refine earlier ones: a longer prefix replaces what a shorter one said. */
const RULES: readonly (readonly [prefix: string, kind: number])[] = [
  ['1', K.CAPITAL],
  ['2', K.CAPITAL],
  ['3', K.CAPITAL],
  ['4', K.OTHER],
  ['40', K.PAYABLE],
  ['418', K.INCOME],
  ['419', K.ADVANCE],
  ['4196', K.OTHER],
  ['4197', K.OTHER],
  ['4198', K.OTHER],
  ['4457', K.SALES_VAT],
  ['45', K.PAYABLE],
  ['467', K.THIRD_PARTY],
  ['476', K.EXCHANGE],
  ['477', K.EXCHANGE],
  ['487', K.INCOME],
  ['5', K.OTHER],
  ['51', K.CASH],
  ['53', K.CASH],
  ['54', K.CASH],
  ['58', K.CASH],
  ['6', K.RESULT | K.OUTSIDE_BALANCE],
  ['654', K.LOSS | K.RESULT | K.OUTSIDE_BALANCE],
  ['656', K.EXCHANGE | K.RESULT | K.OUTSIDE_BALANCE],
  ['658', K.ROUNDING | K.RESULT | K.OUTSIDE_BALANCE],
  ['665', K.DISCOUNT | K.RESULT | K.OUTSIDE_BALANCE],
  ['666', K.EXCHANGE | K.RESULT | K.OUTSIDE_BALANCE],
  ['6714', K.LOSS | K.RESULT | K.OUTSIDE_BALANCE],
  ['678', K.ROUNDING | K.RESULT | K.OUTSIDE_BALANCE],
  ['7', K.RESULT | K.OUTSIDE_BALANCE],
  ['70', K.SALES | K.RESULT | K.OUTSIDE_BALANCE],
  ['71', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['72', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['74', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['75', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['756', K.EXCHANGE | K.RESULT | K.OUTSIDE_BALANCE],
  ['758', K.ROUNDING | K.RESULT | K.OUTSIDE_BALANCE],
  ['763', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['766', K.EXCHANGE | K.RESULT | K.OUTSIDE_BALANCE],
  ['77', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['778', K.ROUNDING | K.RESULT | K.OUTSIDE_BALANCE],
  ['79', K.INCOME | K.RESULT | K.OUTSIDE_BALANCE],
  ['8', K.OTHER | K.OUTSIDE_BALANCE],
  ['89', K.BALANCE_SHEET],
  ['9', K.OTHER | K.OUTSIDE_BALANCE],
  ['0', K.OTHER | K.OUTSIDE_BALANCE],
];

/** Never customers: accrued income is not invoiced yet, 491 is a provision. */
const NEVER_CUSTOMERS = ['418', '491'];
const DIGITS = 5;

/** Kind of every account by its first five digits (shorter ones padded with zeros): one look-up per line. */
export function accountKinds(customerPrefixes: readonly string[]): Int32Array {
  const kinds = new Int32Array(10 ** DIGITS).fill(K.OTHER);
  for (const [prefix, kind] of RULES) kinds.fill(kind, ...rangeOf(prefix));
  for (const prefix of customerPrefixes) markCustomers(kinds, prefix);
  return kinds;
}

function markCustomers(kinds: Int32Array, prefix: string): void {
  const [from, to] = rangeOf(prefix);
  for (let code = from; code < to; code++) {
    const text = String(code).padStart(DIGITS, '0');
    if (NEVER_CUSTOMERS.some((never) => text.startsWith(never))) continue;
    const isAdvance = ((kinds[code] ?? 0) & K.ADVANCE) !== 0;
    kinds[code] = K.CUSTOMER | (isAdvance ? K.ADVANCE : K.CLAIM);
  }
}

function rangeOf(prefix: string): [from: number, to: number] {
  const width = 10 ** (DIGITS - prefix.length);
  const from = Number(prefix) * width;
  return [from, from + width];
}

/** Kind of an account by its first digits, letters after them or not; null when it does not begin with three digits. */
export function kindOfAccount(kinds: Int32Array, account: string): number | null {
  const digits = /^\d{3,5}/.exec(account)?.[0];
  return digits === undefined ? null : (kinds[Number(digits.padEnd(DIGITS, '0'))] ?? 0);
}
