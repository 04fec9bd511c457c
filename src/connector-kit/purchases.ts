/**
 * Paid calls. A connector says what a request buys; the hub books it in the budget before it is sent, keeps the answer
 * until what it says is landed, and settles it. No request that costs money is sent around this.
 */

/** A line of a connector's price list. */
export interface PricedCall {
  /** What purchases name, in kebab-case: "report". */
  call: string;
  /** What it buys, for people. */
  buys: string;
  /** What the provider counts: "call", "token", "report". */
  unit: string;
  /** Price of one unit in cents of EUR; null when the provider publishes none: the tenant sets what it agreed. */
  unitPriceMinor: number | null;
  /** Days within which the provider bills the same subject only once; 0 when every call is billed. */
  repeatFreeDays: number;
  /** Where price and rule are written, or "assumed: …". */
  source: string;
}

/** What one request buys. */
export interface Purchase {
  /** A call of the price list. */
  call: string;
  /** SIREN the purchase is about; null for a call about no company (a search). */
  subject: string | null;
  /** Units it costs at most; 1 when absent. Fractions to two decimals. */
  units?: number;
  /** Tells apart answers about one subject that do not replace each other ("accounts", options). */
  variant?: string;
  /** Whether an answer with this status is billed; by default every 2xx and nothing else. */
  isCharged?(status: number): boolean;
  /** Units the answer really cost, where the provider says so; `units` when absent. 0: free after all, and not kept. */
  unitsOf?(answer: { status: number; headers: Record<string, string>; body: string }): number;
}

/** An answer that was paid for, as it came. */
export interface KeptAnswer {
  status: number;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** A call that has been booked: exactly one of its three ends is told, once. */
export interface BookedCall {
  /** The provider answered in full: settles the cost and keeps the answer, both at once. */
  answered(answer: KeptAnswer, charge: { isCharged: boolean; units: number }): Promise<void>;
  /** The provider refused, or was certainly never reached: nothing is owed. */
  released(reason: string): Promise<void>;
  /**
   * No answer came that can be used (timeout, reset, cut off, unreadable): it may have been billed, so it stays booked.
   * Held, the same is not bought again unasked before its age is over.
   */
  unanswered(reason: string, how?: { isHeld: boolean }): Promise<void>;
}

export type BegunPurchase =
  { kind: 'kept'; answer: KeptAnswer } | { kind: 'booked'; booked: BookedCall };

export interface Purchases {
  /**
   * Before a paid request is sent. Gives the answer when it has been paid for already and not been used, else books the
   * call. Throws DOMAIN BUDGET_NOT_SET, BUDGET_EXHAUSTED or PRICE_NOT_SET, and then nothing is sent.
   */
  begin(purchase: Purchase, request: { method: string; path: string }): Promise<BegunPurchase>;
}

/** For audits and tests of connectors: everything may be bought, nothing is kept; tells what was bought. */
export class RecordedPurchases implements Purchases {
  readonly begun: Purchase[] = [];
  readonly ends: ('answered' | 'not-charged' | 'released' | 'unanswered')[] = [];

  begin(purchase: Purchase): Promise<BegunPurchase> {
    this.begun.push(purchase);
    const end = (how: (typeof this.ends)[number]): Promise<void> => {
      this.ends.push(how);
      return Promise.resolve();
    };
    const booked: BookedCall = {
      answered: (_answer, { isCharged }) => end(isCharged ? 'answered' : 'not-charged'),
      released: () => end('released'),
      unanswered: () => end('unanswered'),
    };
    return Promise.resolve({ kind: 'booked', booked });
  }
}
