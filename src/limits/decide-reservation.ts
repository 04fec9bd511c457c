import { formatAmount, minorMax, minorMin, money, type LocalDate } from '../kernel';
import type { Grade, LimitEffect } from '../scoring';
import { headroomMinorOf, totalMinorOf, type ExposureParts } from './exposure';
import type { HoldReason, HoldScope } from './hold-types';

/** Why credit is not given. */
export const CREDIT_REFUSALS = [
  'CREDIT_CURRENCY',
  'SUPPLY_ON_HOLD',
  'CREDIT_BARRED_BY_RULE',
  'CREDIT_LIMIT_MISSING',
  'CREDIT_LIMIT_EXPIRED',
  'CREDIT_LIMIT_EXCEEDED',
] as const;
export type CreditRefusalCode = (typeof CREDIT_REFUSALS)[number];

/** What a reservation is decided from; amounts in minor units of the customer's currency. */
export interface ReservationFacts {
  readonly asOf: LocalDate;
  readonly currency: string;
  /** The limit in force; null when none was decided, which is not a limit of zero. */
  readonly limit: LimitInForce | null;
  readonly exposure: ExposureParts;
  /** Holds that are not lifted. */
  readonly holds: readonly ActiveHold[];
  /** Exceptions granted that may still be used, the first to end first. */
  readonly exceptions: readonly UsableException[];
  readonly grade: Grade | null;
  readonly overrideEffect: LimitEffect | null;
}

export interface LimitInForce {
  readonly minor: bigint;
  /** Nobody looked at it again in time: it shows what was granted, and grants nothing new. */
  readonly isFrozen: boolean;
  readonly isPersons: boolean;
  readonly effectiveTo: LocalDate | null;
  readonly reviewOn: LocalDate | null;
}

export interface ActiveHold {
  readonly reasonCode: HoldReason;
  readonly reason: string;
  readonly scope: HoldScope;
  readonly placedBy: string;
}

export interface UsableException {
  readonly exceptionGrantId: string;
  readonly kind: 'LIMIT_EXCEEDED' | 'HOLD';
  /** LIMIT_EXCEEDED: most by which the limit may be exceeded; HOLD: what may still be ordered with it. */
  readonly ceilingMinor: bigint;
}

export interface CreditAsked {
  readonly amountMinor: bigint;
  readonly currency: string;
}

export interface CreditGiven {
  readonly isGiven: true;
  /** Exceptions it takes; empty when it fits. */
  readonly exceptionGrantIds: readonly string[];
  /** With the amount on top. */
  readonly figures: CreditFigures;
}

/** Amounts in minor units of `currency`. */
export interface CreditFigures {
  readonly currency: string;
  readonly limitMinor: bigint | null;
  readonly exposureMinor: bigint;
  /** Null without a limit; negative when it is exceeded already. */
  readonly headroomMinor: bigint | null;
}

export interface CreditRefusal {
  readonly isGiven: false;
  readonly code: CreditRefusalCode;
  readonly message: string;
  readonly remedy: string;
  /** Without the amount. */
  readonly figures: CreditFigures;
  /** By how much the amount exceeds what is left; null when that is not why. */
  readonly shortfallMinor: bigint | null;
}

export type ReservationDecision = CreditGiven | CreditRefusal;

/**
 * Whether a customer is given credit for an amount: the first of the reasons not to, in the order of CREDIT_REFUSALS, or
 * the exceptions it takes. The same facts give the same answer, whoever asks.
 */
export function decideReservation(
  asked: CreditAsked,
  facts: ReservationFacts,
): ReservationDecision {
  const figures = figuresOf(facts, 0n);
  const refuse = (why: Omit<CreditRefusal, 'isGiven' | 'figures'>): CreditRefusal => ({
    ...why,
    isGiven: false,
    figures,
  });
  if (asked.currency !== facts.currency) return refuse(wrongCurrency(asked, facts));
  const used: string[] = [];
  const [hold] = facts.holds;
  if (hold !== undefined) {
    const exception = usable(facts, 'HOLD', asked.amountMinor);
    if (exception === null) return refuse(onHold(hold));
    used.push(exception);
  }
  if (isBarred(asked, facts)) return refuse(barred(facts));
  const shortfallMinor = shortfallOf(asked, facts);
  if (shortfallMinor > 0n) {
    const exception = usable(facts, 'LIMIT_EXCEEDED', shortfallMinor);
    if (exception === null) return refuse(doesNotFit(asked, facts, shortfallMinor));
    used.push(exception);
  }
  return {
    isGiven: true,
    exceptionGrantIds: used,
    figures: figuresOf(facts, asked.amountMinor),
  };
}

/** Whether what was promised may be delivered: it is held by a hold of everything, and by nothing else. */
export function decideDelivery(
  promised: { amountMinor: bigint; hasHoldException: boolean },
  facts: ReservationFacts,
): ReservationDecision {
  const figures = figuresOf(facts, 0n);
  const hold = facts.holds.find(({ scope }) => scope === 'ALL');
  if (hold === undefined || promised.hasHoldException) {
    return { isGiven: true, exceptionGrantIds: [], figures };
  }
  const exception = usable(facts, 'HOLD', promised.amountMinor);
  if (exception === null) return { isGiven: false, ...onHold(hold), figures };
  return { isGiven: true, exceptionGrantIds: [exception], figures };
}

function figuresOf(
  { currency, limit, exposure }: ReservationFacts,
  moreMinor: bigint,
): CreditFigures {
  const reservedMinor = exposure.reservedMinor + moreMinor;
  const exposureMinor = totalMinorOf({ ...exposure, reservedMinor });
  return {
    currency,
    exposureMinor,
    limitMinor: limit?.minor ?? null,
    headroomMinor: limit === null ? null : headroomMinorOf(limit, exposureMinor),
  };
}

/** What is owed and promised less all credits: below zero when the customer has paid more than that. */
function balanceOf({ openMinor, creditMinor, reservedMinor }: ExposureParts): bigint {
  return openMinor - creditMinor + reservedMinor;
}

/** What the customer would stand for with the amount on top: nothing as long as it is paid in advance. */
function newTotalOf(asked: CreditAsked, { exposure }: ReservationFacts): bigint {
  return minorMax(0n, balanceOf(exposure) + asked.amountMinor);
}

/** Without a limit only what is paid in advance fits; under a frozen one, only what raises the exposure by nothing. */
function shortfallOf(asked: CreditAsked, facts: ReservationFacts): bigint {
  const { limit, exposure } = facts;
  const total = totalMinorOf(exposure);
  const most = limit === null ? 0n : limit.isFrozen ? minorMin(limit.minor, total) : limit.minor;
  return minorMax(0n, newTotalOf(asked, facts) - most);
}

function usable(
  facts: ReservationFacts,
  kind: UsableException['kind'],
  neededMinor: bigint,
): string | null {
  const found = facts.exceptions.find(
    (exception) => exception.kind === kind && exception.ceilingMinor >= neededMinor,
  );
  return found?.exceptionGrantId ?? null;
}

/**
 * A rule in force now, or the worst grade unless a person set the limit knowing it. No exception opens these; payment in
 * advance does, since it is no credit.
 */
function isBarred(asked: CreditAsked, facts: ReservationFacts): boolean {
  const { overrideEffect, grade, limit } = facts;
  const isClosed = overrideEffect === 'ZERO' || (grade === 'E' && limit?.isPersons !== true);
  return isClosed && newTotalOf(asked, facts) > 0n;
}

type Why = Omit<CreditRefusal, 'isGiven' | 'figures'>;

function wrongCurrency(asked: CreditAsked, facts: ReservationFacts): Why {
  return {
    code: 'CREDIT_CURRENCY',
    message: `this customer's credit is in ${facts.currency}, not ${asked.currency}`,
    remedy: `give the amount in ${facts.currency}`,
    shortfallMinor: null,
  };
}

function onHold({ reasonCode, reason, placedBy }: ActiveHold): Why {
  return {
    code: 'SUPPLY_ON_HOLD',
    message: `supply is on hold since ${placedBy} said ${reasonCode}: ${reason}`,
    remedy: 'have the hold lifted (liftSupplyHold), or an exception granted for this order',
    shortfallMinor: null,
  };
}

function barred({ overrideEffect }: ReservationFacts): Why {
  const cause =
    overrideEffect === 'ZERO'
      ? 'a legal or payment event rules out new credit'
      : 'the customer has the worst grade, E';
  return {
    code: 'CREDIT_BARRED_BY_RULE',
    message: `nothing is sold on credit: ${cause}`,
    remedy: 'ask for payment in advance; see the reasons of the assessment',
    shortfallMinor: null,
  };
}

function doesNotFit(asked: CreditAsked, facts: ReservationFacts, shortfallMinor: bigint): Why {
  const { limit, currency } = facts;
  const inWords = (minor: bigint): string => `${formatAmount(money(minor, currency))} ${currency}`;
  if (limit === null) {
    return {
      code: 'CREDIT_LIMIT_MISSING',
      message: 'no credit limit was decided for this customer, which is not a limit of zero',
      remedy: 'set a limit (setCreditLimit) or approve the one proposed, then ask again',
      shortfallMinor,
    };
  }
  if (limit.isFrozen) {
    const since = limit.effectiveTo ?? limit.reviewOn;
    return {
      code: 'CREDIT_LIMIT_EXPIRED',
      message: `the limit of ${inWords(limit.minor)} is frozen${since === null ? '' : `: it was to be looked at by ${since}`}`,
      remedy: 'review the limit and set or renew it (setCreditLimit), then ask again',
      shortfallMinor,
    };
  }
  const left = limit.minor - balanceOf(facts.exposure);
  const most = `the limit of ${inWords(limit.minor)}`;
  return {
    code: 'CREDIT_LIMIT_EXCEEDED',
    message:
      left < 0n
        ? `nothing is left for ${inWords(asked.amountMinor)}: ${most} is exceeded by ${inWords(-left)} already`
        : `${inWords(asked.amountMinor)} is ${inWords(shortfallMinor)} more than the ${inWords(left)} left of ${most}`,
    remedy:
      'order less, have the customer pay, raise the limit (setCreditLimit) or have an exception granted (grantException)',
    shortfallMinor,
  };
}
