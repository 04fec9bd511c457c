/** Covers of the simulated world: about a third of the companies, as safe as the shared view says they are. */
import {
  addDays,
  addMonths,
  creditViewOf,
  draw,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedWorld,
} from '../../src/connector-kit';

export const SIMULATED_POLICIES = ['100001', '100002'];

/** A cover asked for through the simulator. */
export interface RequestedCover {
  coverId: number;
  policyId: string;
  reference: string;
  amountEuros: number;
  isReferred: boolean;
}

export function buyerIdOf(siren: string): number {
  return (Number(siren) * 7 + 11) % 1_000_000_000;
}

/** 1, the safest, to 100. */
export function ratingOf(company: SimulatedCompany, today: LocalDate): number {
  const { standing } = creditViewOf(company, today);
  return Math.max(1, Math.round(100 * (1 - standing)));
}

export function isCovered(company: SimulatedCompany): boolean {
  return draw(company, 'atradius is covering') < 0.36;
}

export function policyOf(company: SimulatedCompany): string {
  return SIMULATED_POLICIES[draw(company, 'atradius policy') < 0.7 ? 0 : 1] ?? '';
}

export function uniqueIdentifiers(company: SimulatedCompany): Json {
  return [
    { uid: company.siren, uidType: 'SN', uidTypeDescription: 'SIREN Number' },
    { uid: company.vatNumber, uidType: 'VAT', uidTypeDescription: 'VAT Number' },
  ];
}

type List = 'covers' | 'decisions' | 'historic';

/** Those of the world that the list of a policy holds. */
export function coversOf(world: SimulatedWorld, list: List, policyId: string): Json[] {
  return world
    .companies()
    .filter((company) => isCovered(company) && policyOf(company) === policyId)
    .filter((company) => isListed(company, world.today(), list))
    .map((company) => render(company, world.today(), list));
}

/** A withdrawn cover is history, a fresh decision is listed besides in /decisions. */
function isListed(company: SimulatedCompany, today: LocalDate, list: List): boolean {
  const isWithdrawn = codeOf(company, today) === 'DC08';
  if (list === 'covers') return !isWithdrawn;
  if (list === 'historic') return isWithdrawn || draw(company, 'atradius superseded') < 0.2;
  return draw(company, 'atradius decided lately') < 0.3 && !isWithdrawn;
}

function codeOf(company: SimulatedCompany, today: LocalDate): string {
  const { riskClass, hasOpenProceedings } = creditViewOf(company, today);
  if (hasOpenProceedings) return 'DC08';
  if (riskClass === 5) return draw(company, 'atradius notice') < 0.6 ? 'DC21' : 'DC03';
  if (riskClass === 4) return draw(company, 'atradius notice') < 0.5 ? 'DC22' : 'DC09';
  if (riskClass === 3) return draw(company, 'atradius notice') < 0.4 ? 'DC22' : 'DC04';
  return draw(company, 'atradius conditions') < 0.25 ? 'DC02' : 'DC01';
}

const WORDS: Readonly<Record<string, string>> = {
  DC01: 'Full decision',
  DC02: 'Decision with conditions',
  DC03: 'Refusal',
  DC04: 'Partial decision, final',
  DC08: 'Withdrawal',
  DC09: 'Reduction',
  DC21: 'Pre-notified withdrawal',
  DC22: 'Reduction by partial expiry',
};

function render(company: SimulatedCompany, today: LocalDate, list: List): Json {
  const isFormer = list === 'historic' && codeOf(company, today) !== 'DC08';
  const code = isFormer ? 'DC01' : codeOf(company, today);
  const amounts = amountsOf(company, today);
  const noticeAge = Math.floor(draw(company, 'atradius age') * 25);
  const decidedOn = isFormer ? addDays(today, -500) : addDays(today, -noticeAge - 1);
  const endsOn = addDays(decidedOn, 30);
  return {
    ...identity(company, isFormer ? 2 : 1),
    coverStatus: 'DECISION',
    decisionCode: code,
    decisionTypeDescription: WORDS[code] ?? '',
    historicCode: list === 'historic' ? 'SCLD' : null,
    pendingProcessStatus: null,
    pendingProcessIndicator: null,
    policyCurrencyCode: 'EUR',
    // Small checks are asked for without an amount: the string is there and empty.
    creditLimitApplicationAmountInPolicyCurrency: isCheck(company) ? '' : amounts.asked,
    ...decisionsOf(code, amounts, endsOn),
    applicationDate: asInstant(addDays(decidedOn, -3)),
    decisionDate: asInstant(decidedOn),
    effectFromDate: asInstant(decidedOn),
    effectiveToDate: isFormer ? asInstant(addDays(today, -60)) : endOf(company, code, today),
    withdrawalDate: code === 'DC21' ? asInstant(endsOn) : code === 'DC08' ? decidedOn : null,
    currentBuyerRating: ratingOf(company, today),
    currentBuyerRatingClass: String(creditViewOf(company, today).riskClass),
    notes: null,
  };
}

/** Some covers with conditions are temporary: granted to the end of the month, and then for another. */
function endOf(company: SimulatedCompany, code: string, today: LocalDate): string | null {
  if (code !== 'DC02' || draw(company, 'atradius temporary') > 0.4) return null;
  return asInstant(addDays(`${addMonths(today, 1).slice(0, 8)}01`, -1));
}

function identity(company: SimulatedCompany, version: number): { [key: string]: Json } {
  return {
    coverId: buyerIdOf(company.siren) * 10 + version,
    policyId: policyOf(company),
    buyerId: buyerIdOf(company.siren),
    buyerName: company.name,
    uniqueIdentifiers: uniqueIdentifiers(company),
    coverType: isCheck(company) ? 'credit-check' : 'credit-limit',
  };
}

function isCheck(company: SimulatedCompany): boolean {
  return draw(company, 'atradius check') < 0.15;
}

interface Amounts {
  asked: string;
  total: string;
  lasting: string;
  ending: string;
}

function amountsOf(company: SimulatedCompany, today: LocalDate): Amounts {
  const { recommendedLimitEuros } = creditViewOf(company, today);
  const total = isCheck(company) ? 5_000 : Math.max(4_000, recommendedLimitEuros);
  const lasting = Math.round(total / 2_000) * 1_000;
  return {
    asked: String(total + (draw(company, 'atradius asked') < 0.5 ? 0 : 10_000)),
    total: String(total),
    lasting: String(lasting),
    ending: String(total - lasting),
  };
}

const CONDITION = {
  conditionCode: 'C017',
  conditionType: 'SPECIFIC',
  conditionDescription: 'Payment terms must not exceed 60 days',
  conditionCategoryDescription: 'Payment terms',
};

function decisionsOf(code: string, amounts: Amounts, endsOn: LocalDate): { [key: string]: Json } {
  const decision = (amount: string, expiry: LocalDate | null = null): Json => ({
    decisionAmtInPolicyCurrency: amount,
    decisionExpiryDate: expiry,
    decisionConditions: code === 'DC02' ? [CONDITION] : [],
  });
  const isNothing = code === 'DC03' || code === 'DC08';
  const total = decision(isNothing ? '0' : amounts.total);
  if (code !== 'DC22') {
    return {
      totalDecision: total,
      firstAmtDecision: decision(amounts.total),
      secondAmtDecision: null,
    };
  }
  return {
    totalDecision: total,
    firstAmtDecision: decision(amounts.lasting),
    secondAmtDecision: decision(amounts.ending, asInstant(endsOn)),
  };
}

/** Midnight in London: UTC in winter, told as UTC or as BST in summer, by the day. */
function asInstant(day: LocalDate): string {
  const isSummer = day.slice(5) >= '04-01' && day.slice(5) <= '10-24';
  if (!isSummer) return `${day}T00:00:00Z`;
  return Number(day.slice(-1)) % 2 === 0
    ? `${day}T00:00:00+01:00`
    : `${addDays(day, -1)}T23:00:00.000Z`;
}

/** A cover that was asked for here, as the list shows it from then on. */
export function renderRequested(
  company: SimulatedCompany,
  world: SimulatedWorld,
  request: RequestedCover,
): Json {
  const amount = String(request.amountEuros);
  const amounts = { asked: amount, total: amount, lasting: amount, ending: '0' };
  const decided = request.isReferred
    ? { coverStatus: 'REFERRED', totalDecision: null, decisionCode: null, decisionDate: null }
    : {
        coverStatus: 'DECISION',
        decisionCode: 'DC01',
        decisionTypeDescription: WORDS['DC01'] ?? '',
        ...decisionsOf('DC01', amounts, world.today()),
        decisionDate: asInstant(world.today()),
      };
  return {
    ...identity(company, 3),
    coverId: request.coverId,
    policyId: request.policyId,
    coverType: 'credit-limit',
    ...decided,
    policyCurrencyCode: 'EUR',
    creditLimitApplicationAmountInPolicyCurrency: amount,
    applicationDate: asInstant(world.today()),
    effectFromDate: asInstant(world.today()),
    effectiveToDate: null,
    withdrawalDate: null,
    currentBuyerRating: ratingOf(company, world.today()),
  };
}
