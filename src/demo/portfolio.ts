import { assert, epochDay, type LocalDate } from '../kernel';
import type { SimulatedCompany } from '../connector-kit';
import { easyLabel, hardLabel } from './book-label';
import type { Day } from './calendar';
import type { Behaviour, DemoCustomer, Habit, Matching, PaymentMeans, Terms } from './customer';
import { Random } from './random';
import type { CompanyProfile, Health } from './registry/profile';

export const POOLED_CODE = 'CDIVERS';
const POOLED_LABEL = 'CLIENTS DIVERS';
const POOLED_SHARE = 0.012;
const HARD_LABELS = 0.075;

/** A company the seller delivers to. */
export interface Buyer {
  company: SimulatedCompany;
  profile: CompanyProfile;
  /** Another company has the same name, or nearly. */
  hasDouble: boolean;
}

export interface PortfolioOptions {
  seed: number;
  today: LocalDate;
  /** First day of the first fiscal year of the books. */
  start: Day;
  invoices: number;
}

/** The seller's customer accounts: how each is labelled, pays and buys. Invoices are dealt out to the last one. */
export function openAccounts(buyers: readonly Buyer[], options: PortfolioOptions): DemoCustomer[] {
  const customers = buyers.map((buyer, index) => openAccount(buyer, index, options));
  const pooledInvoices = Math.round(options.invoices * POOLED_SHARE);
  customers.push(pooledAccount(customers.length, pooledInvoices, options));
  dealInvoices(customers.slice(0, -1), options.invoices - pooledInvoices, options);
  return customers;
}

function openAccount(buyer: Buyer, index: number, options: PortfolioOptions): DemoCustomer {
  const { company, profile } = buyer;
  const random = new Random(options.seed, 'account', index);
  const isHard = !buyer.hasDouble && random.chance(HARD_LABELS);
  const behaviour = chooseBehaviour(profile.health, random);
  return {
    index,
    code: `C${String(index + 1).padStart(5, '0')}`,
    label: isHard
      ? hardLabel(company.name, random)
      : easyLabel(company.name, profile.legalForm.short, random),
    siren: company.siren,
    isPooled: false,
    profile,
    matching: matchingOf(buyer, isHard),
    behaviour,
    terms: chooseTerms(random),
    means: chooseMeans(behaviour, random),
    habit: chooseHabit(behaviour, random),
    ...activity(profile, behaviour, { random, options }),
    invoices: 0,
    basketMinor: 0n,
  };
}

function matchingOf(buyer: Buyer, isHard: boolean): Matching {
  if (!buyer.profile.isDiffusible) return 'NONE';
  if (isHard) return 'HARD';
  return buyer.hasDouble ? 'AMBIGUOUS' : 'EASY';
}

function chooseBehaviour(health: Health, random: Random): Behaviour {
  const isBad = health === 'FRAGILE' || health === 'FAILING';
  return random.weighted<Behaviour>([
    ['PROMPT', isBad ? 12 : 56],
    ['SLIGHTLY_LATE', isBad ? 22 : 28],
    ['LATE', isBad ? 22 : 11],
    ['VERY_LATE', isBad ? 14 : 2.5],
    ['DETERIORATING', isBad ? 20 : 2.5],
    ['FAILING', health === 'FAILING' ? 60 : isBad ? 20 : 0],
  ]);
}

function chooseTerms(random: Random): Terms {
  return random.weighted<Terms>([
    ['NET_30', 50],
    ['END_OF_MONTH_45', 30],
    ['NET_60', 20],
  ]);
}

function chooseMeans(behaviour: Behaviour, random: Random): PaymentMeans {
  return random.weighted<PaymentMeans>([
    ['TRANSFER', 48],
    ['DIRECT_DEBIT', behaviour === 'LATE' || behaviour === 'VERY_LATE' ? 12 : 25],
    ['CHEQUE', 11],
    ['BULK_TRANSFER', 16],
  ]);
}

function chooseHabit(behaviour: Behaviour, random: Random): Habit {
  const paysEarly = behaviour === 'PROMPT';
  return random.weighted<Habit>([
    ['NONE', 89],
    ['DISCOUNT', paysEarly ? 6 : 0],
    ['DEPOSIT', 3],
    ['FACTORED', 1.2],
    ['ALSO_SUPPLIER', 1.2],
  ]);
}

type Activity = Pick<DemoCustomer, 'activeFrom' | 'activeTo' | 'stopsPayingOn'>;

function activity(
  profile: CompanyProfile,
  behaviour: Behaviour,
  context: { random: Random; options: PortfolioOptions },
): Activity {
  const { random, options } = context;
  const today = epochDay(options.today);
  const before = options.start - 400;
  const joined = random.chance(0.2) ? random.int(options.start, today - 120) : before;
  const activeFrom = Math.max(
    profile.fate === 'NONE' ? joined : before,
    epochDay(profile.createdOn) + 30,
  );
  if (profile.troubleOn !== null) {
    const trouble = epochDay(profile.troubleOn);
    const goesOn = ['PLAN', 'SAFEGUARD', 'RECEIVERSHIP'].includes(profile.fate);
    const stopsPayingOn = profile.fate === 'STRUCK_OFF' ? null : trouble - random.int(20, 75);
    return { activeFrom, activeTo: goesOn ? today : trouble - 5, stopsPayingOn };
  }
  if (behaviour === 'FAILING') {
    const stopsPayingOn = today - random.int(50, 190);
    return { activeFrom, activeTo: stopsPayingOn + random.int(20, 60), stopsPayingOn };
  }
  const left = random.chance(0.05) && activeFrom < today - 700;
  return { activeFrom, activeTo: left ? today - random.int(180, 600) : today, stopsPayingOn: null };
}

function pooledAccount(index: number, invoices: number, options: PortfolioOptions): DemoCustomer {
  return {
    ...{
      index,
      code: POOLED_CODE,
      label: POOLED_LABEL,
      siren: null,
      isPooled: true,
      profile: null,
    },
    ...{ matching: 'NONE', behaviour: 'PROMPT', terms: 'CASH', means: 'CARD', habit: 'NONE' },
    activeFrom: options.start - 400,
    activeTo: epochDay(options.today),
    stopsPayingOn: null,
    invoices,
    basketMinor: 16_500n,
  };
}

/** Few customers buy much and many buy little; the shares add up to exactly the invoices asked for. */
function dealInvoices(
  customers: readonly DemoCustomer[],
  total: number,
  options: PortfolioOptions,
): void {
  const today = epochDay(options.today);
  const weights = customers.map((customer) => {
    const random = new Random(options.seed, 'appetite', customer.index);
    const size = (customer.profile?.turnoverEuros ?? 0) / 1_000_000;
    const days = Math.min(customer.activeTo, today) - Math.max(customer.activeFrom, options.start);
    return random.logNormal(1, 0.85) * Math.max(size, 0.02) ** 0.35 * Math.max(days, 0);
  });
  const sum = weights.reduce((left, right) => left + right, 0);
  const least = total >= customers.length * 8 ? 2 : 0;
  const spread = total - least * customers.length;
  assert(spread >= 0, 'fewer invoices than can be dealt');
  let share = 0;
  let dealt = 0;
  customers.forEach((customer, index) => {
    share += sum === 0 ? 0 : ((weights[index] ?? 0) / sum) * spread;
    const upTo = index === customers.length - 1 ? spread : Math.round(share);
    customer.invoices = upTo - dealt + least;
    dealt = upTo;
    customer.basketMinor = basketOf(customer, options);
  });
}

/** One to four percent of what the customer turns over is bought from this seller, spread over its invoices. */
function basketOf(customer: DemoCustomer, options: PortfolioOptions): bigint {
  const random = new Random(options.seed, 'basket', customer.index);
  const today = epochDay(options.today);
  const days = Math.min(customer.activeTo, today) - Math.max(customer.activeFrom, options.start);
  const bought = (customer.profile?.turnoverEuros ?? 0) * random.between(0.006, 0.035);
  const each = (bought * Math.max(days, 60)) / 365 / Math.max(1, customer.invoices);
  return BigInt(Math.round(Math.min(Math.max(each, 90), 28_000) * 100));
}
