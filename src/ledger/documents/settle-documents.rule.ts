import type { DocumentState } from '../../connector-kit';
import type { LocalDate } from '../../kernel';

/** A part of a document that falls due by itself; a document due on one day has one. */
export interface DocumentPart {
  /** From 1, as the source numbers them. */
  no: number;
  dueOn: LocalDate | null;
  /** Signed as the document. */
  amountMinor: bigint;
}

/** A claim or a settlement as its source says it now; never a draft, a void one or one that is gone. */
export interface OpenDocument {
  key: string;
  currency: string;
  issuedOn: LocalDate;
  /** Not 0. */
  amountMinor: bigint;
  /** What the source says is open; null when it does not say. */
  openMinor: bigint | null;
  openOn: LocalDate | null;
  state: DocumentState;
  /** One or more, adding up to the amount. */
  parts: readonly DocumentPart[];
  /** Receipts its life cycle tells of; null: of all that is open. In order. */
  cashed: readonly { on: LocalDate; amountMinor: bigint | null }[];
  /** What settles with it is dated by when the money came, not by when somebody matched it. */
  isPayment: boolean;
}

export interface ToldAllocation {
  fromKey: string;
  toKey: string;
  seq: number;
  amountMinor: bigint;
  on: LocalDate | null;
}

/** A part of a document. */
export interface PartRef {
  key: string;
  no: number;
}

export interface Settlement {
  segments: { debit: PartRef; credit: PartRef; amountMinor: bigint; viaOn: LocalDate | null }[];
  /** What is settled without a document that says how; signed as the part. */
  closings: (PartRef & { amountMinor: bigint; on: LocalDate; kind: ClosingKind })[];
  differences: Difference[];
}

/** CASHED is a payment that only the life cycle tells of: what the bank received may be the same. */
export type ClosingKind = 'PAYMENT' | 'CASHED' | 'CREDIT';

export type DifferenceCode =
  'OVER_ALLOCATED' | 'CURRENCIES_DIFFER' | 'SAME_SIDE' | 'OPEN_EXCEEDS_TOTAL';

const MORE_OPEN: DifferenceCode = 'OPEN_EXCEEDS_TOTAL';

/** Where what the source says does not fit together. */
export interface Difference {
  key: string;
  code: DifferenceCode;
  otherKey: string;
  said: bigint;
  counted: bigint;
}

/**
 * Sets documents against each other as their source says, oldest first, parts by due date. What the source says is open
 * decides: no more is settled than that leaves, and what is missing is closed without a document. Where nothing is said,
 * no more than the amount of either side is settled. Depends on nothing but its arguments, in any order.
 */
export function settleDocuments(
  documents: readonly OpenDocument[],
  allocations: readonly ToldAllocation[],
): Settlement {
  const settlement: Settlement = { segments: [], closings: [], differences: [] };
  const accounts = new Map(documents.map((document) => [document.key, new Account(document)]));
  for (const { told, one, other } of ordered(allocations, accounts)) {
    const refused = refusal(one.document, other.document);
    if (refused !== null) {
      settlement.differences.push(difference(told, refused, 0n));
      continue;
    }
    const [debit, credit] = one.document.amountMinor > 0n ? [one, other] : [other, one];
    const amountMinor = least(told.amountMinor, debit.room, credit.room);
    if (amountMinor < told.amountMinor) {
      settlement.differences.push(difference(told, 'OVER_ALLOCATED', amountMinor));
    }
    if (amountMinor > 0n) settlement.segments.push(...pair(debit, credit, { amountMinor, told }));
  }
  for (const account of accounts.values()) account.close(settlement);
  return settlement;
}

interface Matched {
  told: ToldAllocation;
  one: Account;
  other: Account;
  on: LocalDate;
}

/** Those whose other side is known, oldest first. */
function ordered(
  allocations: readonly ToldAllocation[],
  accounts: ReadonlyMap<string, Account>,
): Matched[] {
  const matched = allocations.flatMap((told): Matched[] => {
    const one = accounts.get(told.fromKey);
    const other = accounts.get(told.toKey);
    if (one === undefined || other === undefined || one === other) return [];
    const on = told.on ?? later(one.document.issuedOn, other.document.issuedOn);
    return [{ told, one, other, on }];
  });
  const rank = ({ on, told }: Matched): string =>
    [on, told.fromKey, told.toKey, String(told.seq).padStart(9, '0')].join('\u001f');
  const ranked = matched.map((each) => ({ each, rank: rank(each) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1)).map(({ each }) => each);
}

function refusal(one: OpenDocument, other: OpenDocument): DifferenceCode | null {
  if (one.currency !== other.currency) return 'CURRENCIES_DIFFER';
  return one.amountMinor > 0n === other.amountMinor > 0n ? 'SAME_SIDE' : null;
}

function difference(told: ToldAllocation, code: DifferenceCode, counted: bigint): Difference {
  return { key: told.fromKey, code, otherKey: told.toKey, said: told.amountMinor, counted };
}

/** A payment pays on the day it came; a credit or deposit is used on the day somebody says so. */
function pair(
  debit: Account,
  credit: Account,
  { amountMinor, told }: { amountMinor: bigint; told: ToldAllocation },
): Settlement['segments'] {
  const viaOn = credit.document.isPayment ? null : told.on;
  const settledOn = later(later(debit.document.issuedOn, credit.document.issuedOn), viaOn);
  const left = debit.take(amountMinor, settledOn);
  if (credit.document.isPayment) debit.paid += amountMinor;
  const right = credit.take(amountMinor, settledOn);
  const segments: Settlement['segments'] = [];
  let [i, j] = [0, 0];
  for (let [one, other] = [left[i], right[j]]; one && other; [one, other] = [left[i], right[j]]) {
    const amount = least(one.amountMinor, other.amountMinor);
    segments.push({ debit: one.part, credit: other.part, amountMinor: amount, viaOn });
    one.amountMinor -= amount;
    other.amountMinor -= amount;
    if (one.amountMinor === 0n) i += 1;
    if (other.amountMinor === 0n) j += 1;
  }
  return segments;
}

/** A document while it is being settled; amounts without sign. */
class Account {
  private readonly parts: { part: PartRef; left: bigint }[];
  private readonly sign: bigint;
  /** Settled in the end, as the source says; null when it does not say. */
  private readonly settledInTheEnd: bigint | null;
  /** Settled by payments that the source tells of. */
  paid = 0n;
  private settled = 0n;
  private settledOn: LocalDate;

  constructor(readonly document: OpenDocument) {
    const { amountMinor, key, parts, issuedOn } = document;
    this.sign = amountMinor > 0n ? 1n : -1n;
    this.settledOn = issuedOn;
    this.parts = [...parts].sort(byDueDate).map(({ no, amountMinor: amount }) => ({
      part: { key, no },
      left: amount * this.sign,
    }));
    const open = document.openMinor ?? (document.state === 'PAID' ? 0n : null);
    this.settledInTheEnd = open === null ? null : (amountMinor - open) * this.sign;
  }

  /** How much may still be set against it. */
  get room(): bigint {
    const all = this.settledInTheEnd ?? this.document.amountMinor * this.sign;
    return all > this.settled ? all - this.settled : 0n;
  }

  /** Settles parts, those due first first; what goes beyond the document is on its last part. */
  take(amountMinor: bigint, on: LocalDate): { part: PartRef; amountMinor: bigint }[] {
    this.settled += amountMinor;
    this.settledOn = later(this.settledOn, on);
    const taken: { part: PartRef; amountMinor: bigint }[] = [];
    let rest = amountMinor;
    const last = this.parts.at(-1);
    for (const each of this.parts) {
      const amount = each === last ? rest : least(rest, each.left > 0n ? each.left : 0n);
      if (amount === 0n) continue;
      each.left -= amount;
      rest -= amount;
      taken.push({ part: each.part, amountMinor: amount });
    }
    return taken;
  }

  /** Brings it to what its source says is open; without such a word, to what its life cycle says was cashed. */
  close(settlement: Settlement): void {
    const { document } = this;
    if (this.settledInTheEnd === null) {
      this.closeCashed(settlement);
      return;
    }
    const rest = this.settledInTheEnd - this.settled;
    if (rest === 0n) return;
    const on = later(document.openOn ?? this.settledOn, document.issuedOn);
    const isPaid = this.sign > 0n && document.state === 'PAID' && document.openOn !== null;
    const kind = isPaid ? 'PAYMENT' : 'CREDIT';
    if (rest > 0n) this.push(settlement, { amountMinor: rest, on, kind });
    else this.openMore(settlement, { amountMinor: rest, on });
  }

  /** The source says that more is open than was ever asked: interest, fees, a correction it does not tell apart. */
  private openMore(
    settlement: Settlement,
    { amountMinor, on }: { amountMinor: bigint; on: LocalDate },
  ): void {
    const { key, openMinor, amountMinor: total } = this.document;
    const last = this.parts.at(-1);
    if (last === undefined) return;
    const signed = amountMinor * this.sign;
    settlement.closings.push({ ...last.part, amountMinor: signed, on, kind: 'CREDIT' });
    const said = openMinor ?? 0n;
    settlement.differences.push({
      ...{ key, code: MORE_OPEN, otherKey: '' },
      ...{ said, counted: total },
    });
  }

  /** A payment that the source tells of as well is the same: what was cashed beyond those is closed. */
  private closeCashed(settlement: Settlement): void {
    if (this.sign < 0n) return;
    let known = this.paid;
    for (const { on, amountMinor } of this.document.cashed) {
      const told = amountMinor === null ? 0n : least(amountMinor, known);
      known -= told;
      const amount = least(amountMinor === null ? this.room : amountMinor - told, this.room);
      if (amount <= 0n) continue;
      const day = later(on, this.document.issuedOn);
      this.push(settlement, { amountMinor: amount, on: day, kind: 'CASHED' });
    }
  }

  private push(
    settlement: Settlement,
    { amountMinor, on, kind }: { amountMinor: bigint; on: LocalDate; kind: ClosingKind },
  ): void {
    for (const taken of this.take(amountMinor, on)) {
      const signed = taken.amountMinor * this.sign;
      settlement.closings.push({ ...taken.part, amountMinor: signed, on, kind });
    }
  }
}

/** Undated parts come last; of one day, in the order of the source. */
function byDueDate(one: DocumentPart, other: DocumentPart): number {
  if (one.dueOn === other.dueOn) return one.no - other.no;
  if (one.dueOn === null) return 1;
  if (other.dueOn === null) return -1;
  return one.dueOn < other.dueOn ? -1 : 1;
}

function least(first: bigint, ...others: bigint[]): bigint {
  return others.reduce((least_, each) => (each < least_ ? each : least_), first);
}

function later(one: LocalDate, other: LocalDate | null): LocalDate {
  return other !== null && other > one ? other : one;
}
