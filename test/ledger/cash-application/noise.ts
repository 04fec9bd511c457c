/** A year of payments that go wrong in the ways payments do, each with what it truly pays. */
import { addDays } from '../../../src/kernel';
import type { OpenClaim, Receipt } from '../../../src/ledger/cash-application/receipt';
import { foldName } from '../../../src/unify';

export interface Payer {
  id: string;
  name: string;
  iban: string;
  /** How it quotes what it pays. */
  style: 'number' | 'digits' | 'none' | 'misspelled';
  prices: bigint[];
  parent: Payer | null;
  claims: OpenClaim[];
  settled: OpenClaim[];
}

export interface Payment {
  kind: string;
  payer: Payer;
  receipt: Receipt;
  /** What is paid of each claim. */
  paid: Map<string, bigint>;
}

const WORDS = ['DURAND', 'MARTIN', 'BOIS', 'METAL', 'NORD', 'ATELIER', 'GARAGE', 'HOTEL', 'LAC'];
const FORMS = ['SARL', 'SAS', 'SA'];
const YEAR = '2025-01-01';

/** The same numbers in every run. */
export class Chance {
  constructor(private state: number) {}

  next(): number {
    this.state = (Math.imul(this.state, 1_664_525) + 1_013_904_223) >>> 0;
    return this.state / 0x1_0000_0000;
  }

  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to pick from');
    return item;
  }
}

/** Some bear one name and differ in their legal form only; some have one price; some are paid for by another. */
export function payersOf(chance: Chance, count: number): Payer[] {
  const payers: Payer[] = [];
  for (let index = 0; index < count; index += 1) {
    const twin = index % 16 === 15 ? payers.at(-1) : undefined;
    const words = [1, 2, 3].map(() => chance.pick(WORDS)).join(' ');
    const price = 20 + chance.below(3_000);
    payers.push({
      id: `C${String(index).padStart(3, '0')}`,
      name: `${twin?.name.replace(/ \w+$/, '') ?? words} ${chance.pick(FORMS)}`,
      iban: `IBAN-${index}`,
      style: chance.pick(['number', 'number', 'digits', 'none', 'none', 'misspelled']),
      prices: Array.from({ length: chance.next() < 0.3 ? 1 : 6 }, () =>
        BigInt((price + chance.below(price)) * 100 + chance.below(2) * chance.below(100)),
      ),
      parent: chance.next() < 0.1 ? (payers.at(chance.below(index)) ?? null) : null,
      claims: [],
      settled: [],
    });
  }
  return payers;
}

let numbers = 0;

export function invoiceOf(chance: Chance, payer: Payer, day: number): void {
  const number = `FA-2025-${String((numbers += 1)).padStart(5, '0')}`;
  const openMinor = chance.pick(payer.prices);
  const issuedOn = addDays(YEAR, day);
  payer.claims.push({
    ...{ receivableId: number, customerId: payer.id, number, references: [], issuedOn, openMinor },
    ...{ dueOn: addDays(issuedOn, 30), discountOn: null, discountMinor: null },
  });
}

/** A payment of the payer on that day; null when it has nothing to pay. */
export function paymentOf(chance: Chance, payer: Payer, day: number): Payment | null {
  const [first] = payer.claims;
  if (first === undefined) return null;
  const one = chance.next() < 0.75 ? first : chance.pick(payer.claims);
  const bookedOn = addDays(YEAR, day);
  const kind = chance.pick([
    ...['one', 'one', 'one', 'one', 'several', 'several', 'all', 'fee', 'discount', 'part'],
    ...['wrong', 'parent', 'factor', 'nameless', 'advance', 'twice'],
  ]);
  const of = (minor: bigint): [OpenClaim, bigint][] => (minor > 0n ? [[one, minor]] : []);
  const whole = (claims: OpenClaim[]): [OpenClaim, bigint][] =>
    claims.map((claim) => [claim, claim.openMinor]);
  const kinds: Record<string, () => [OpenClaim, bigint][]> = {
    several: () => whole(payer.claims.slice(0, 1 + chance.below(4))),
    all: () => whole(payer.claims),
    fee: () => of(one.openMinor - BigInt(500 + chance.below(2_500))),
    discount: () => of(one.openMinor - one.openMinor / 50n),
    part: () => of((one.openMinor * BigInt(20 + chance.below(60))) / 100n),
    advance: () => [],
    twice: () => [],
  };
  const paid = (kinds[kind] ?? ((): [OpenClaim, bigint][] => whole([one])))();
  const amountMinor = amountOf(chance, { kind, payer, paid });
  if (amountMinor <= 0n) return null;
  const receipt = written(chance, { kind, payer, paid, bookedOn, amountMinor });
  return {
    kind,
    payer,
    receipt,
    paid: new Map(paid.map(([claim, minor]) => [claim.number, minor])),
  };
}

interface Plan {
  kind: string;
  payer: Payer;
  paid: readonly [OpenClaim, bigint][];
}

function amountOf(chance: Chance, { kind, payer, paid }: Plan): bigint {
  if (kind === 'advance') return chance.pick(payer.prices);
  if (kind === 'twice') return payer.settled.at(-1)?.openMinor ?? 0n;
  const sum = paid.reduce((total, [, minor]) => total + minor, 0n);
  return kind === 'wrong' ? sum + BigInt(1 + chance.below(5_000)) : sum;
}

/** What the bank writes: names cut or left out, numbers as the payer spells them. */
function written(chance: Chance, plan: Plan & { bookedOn: string; amountMinor: bigint }): Receipt {
  const { kind, payer, paid, bookedOn, amountMinor } = plan;
  const { name, iban } = payerNamed(kind, payer);
  const text =
    kind === 'advance'
      ? 'ACOMPTE'
      : kind === 'twice'
        ? (payer.settled.at(-1)?.number ?? '')
        : kind === 'nameless'
          ? 'REGLEMENT'
          : paid.map(([{ number }]) => spelled(chance, number, payer.style)).join(' ');
  const isNamed = kind !== 'nameless' && chance.next() > 0.12;
  return {
    bankTransactionId: `${payer.id} ${bookedOn} ${amountMinor}`,
    ...{ bookedOn, amountMinor, currency: 'EUR', references: [], batchSize: 1 },
    foldedName: isNamed ? foldName(name.slice(0, chance.next() < 0.3 ? 18 : 35)) : '',
    counterpartyAccount: kind !== 'nameless' && chance.next() < 0.55 ? iban : null,
    text: `VIR SEPA ${text}`,
  };
}

function payerNamed(kind: string, payer: Payer): { name: string; iban: string } {
  if (kind === 'factor') return { name: 'FACTO FRANCE SA', iban: 'IBAN-FACTOR' };
  return kind === 'parent' && payer.parent !== null ? payer.parent : payer;
}

function spelled(chance: Chance, number: string, style: Payer['style']): string {
  if (style === 'none') return '';
  if (style === 'digits') return number.replace('FA', '').replaceAll('-', ' ');
  if (style === 'number' || chance.next() < 0.6) return number;
  const at = number.length - 1 - chance.below(3);
  return `${number.slice(0, at)}${chance.below(10)}${number.slice(at + 1)}`;
}
