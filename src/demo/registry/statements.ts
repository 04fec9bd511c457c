import { addDays, addMonths, epochDay, type LocalDate } from '../../kernel';
import type { SimulatedStatement, StatementItem } from '../../connector-kit';
import type { Random } from '../random';
import type { CompanyProfile, Health } from './profile';

type Items = Record<StatementItem, number>;

/** What one year hands on to the next. */
export interface Carried {
  shareCapital: number;
  retainedEarnings: number;
  financialDebt: number;
  netIncome: number;
}

const MARGIN: Readonly<Record<Health, number>> = {
  HEALTHY: 0.92,
  AVERAGE: 1.04,
  FRAGILE: 1.17,
  FAILING: 1.2,
};
const RESERVES: Readonly<Record<Health, readonly [number, number]>> = {
  HEALTHY: [0.1, 0.26],
  AVERAGE: [0.04, 0.13],
  FRAGILE: [0.005, 0.06],
  FAILING: [0.02, 0.08],
};
const CASH: Readonly<Record<Health, readonly [number, number]>> = {
  HEALTHY: [0.05, 0.12],
  AVERAGE: [0.03, 0.08],
  FRAGILE: [0.008, 0.03],
  FAILING: [0.001, 0.012],
};
const GROWTH: Readonly<Record<Health, number>> = {
  HEALTHY: 0.05,
  AVERAGE: 0.025,
  FRAGILE: -0.01,
  FAILING: -0.1,
};

/**
 * Three or four years of accounts, oldest first, filed on or before `today`. Each balances: total assets = equity +
 * provisions + debt, and equity = capital + retained earnings, which move by the result less dividends.
 */
export function statementsOf(
  profile: CompanyProfile,
  today: LocalDate,
  random: Random,
): SimulatedStatement[] {
  if (!profile.legalForm.publishesAccounts || profile.filing === 'NEVER') return [];
  const closings = closingsBefore(profile, today, random.int(3, 4));
  let carried = openingPosition(profile, random);
  let turnover = profile.turnoverEuros / (1 + GROWTH[profile.health]) ** (closings.length - 1);
  const statements: SimulatedStatement[] = [];
  closings.forEach((closedOn, index) => {
    const decay = profile.health === 'FAILING' ? 0.09 * index : 0;
    const items = accountsOf(profile, { turnover, carried, margin: decay }, random);
    carried = carriedFrom(items);
    turnover *= 1 + GROWTH[profile.health] + random.normal() * 0.04;
    const filedOn = addDays(closedOn, filingDelay(profile, random));
    const confidentiality = confidentialityOf(profile, items, random);
    const isStopped = profile.filing === 'STOPPED' && index >= closings.length - 1;
    const isTooLate = profile.troubleOn !== null && filedOn > profile.troubleOn;
    if (filedOn <= today && !isStopped && !isTooLate)
      statements.push({ closedOn, filedOn, months: 12, confidentiality, items });
  });
  return statements;
}

/** The accounts of the year after the last filed ones, better or worse by `margin` (+ is worse). */
export function nextStatement(
  profile: CompanyProfile,
  last: SimulatedStatement,
  options: { filedOn: LocalDate; margin: number; random: Random },
): SimulatedStatement {
  const turnover = last.items.turnover * (options.margin > 0 ? 0.86 : 1.08);
  const year = { turnover, carried: carriedFrom(last.items), margin: options.margin };
  return {
    closedOn: addMonths(last.closedOn, 12),
    filedOn: options.filedOn,
    months: 12,
    confidentiality: last.confidentiality,
    items: accountsOf(profile, year, options.random),
  };
}

function closingsBefore(profile: CompanyProfile, today: LocalDate, count: number): LocalDate[] {
  const closings: LocalDate[] = [];
  const firstFull = addMonths(profile.createdOn, 12);
  let closing = `${today.slice(0, 4)}-${profile.closing}`;
  if (closing > today) closing = addMonths(closing, -12);
  while (closings.length < count && closing >= firstFull) {
    closings.unshift(closing);
    closing = addMonths(closing, -12);
  }
  return closings;
}

function openingPosition(profile: CompanyProfile, random: Random): Carried {
  const [low, high] = RESERVES[profile.health];
  const reserves =
    profile.turnoverEuros * random.between(low, high) * (1 + profile.sector.fixedAssets);
  return {
    shareCapital: shareCapital(profile),
    retainedEarnings: Math.round(reserves),
    financialDebt: Math.round(profile.turnoverEuros * 0.08),
    netIncome: 0,
  };
}

/** A capital such companies usually have; depends on nothing random so that the register agrees. */
export function shareCapital(profile: CompanyProfile): number {
  const steps = [1_000, 5_000, 7_622, 10_000, 20_000, 37_000, 50_000, 100_000, 250_000, 1_000_000];
  const wanted = profile.turnoverEuros * 0.022;
  return steps.find((step) => step >= wanted) ?? Math.ceil(wanted / 500_000) * 500_000;
}

function carriedFrom(items: Items): Carried {
  const { shareCapital: capital, retainedEarnings, financialDebt, netIncome } = items;
  return { shareCapital: capital, retainedEarnings, financialDebt, netIncome };
}

interface YearPlan {
  turnover: number;
  carried: Carried;
  /** Added to the share of value added that staff costs: positive is worse. */
  margin: number;
}

function accountsOf(profile: CompanyProfile, plan: YearPlan, random: Random): Items {
  const result = incomeOf(profile, plan, random);
  const dividends = plan.carried.netIncome > 0 && profile.health === 'HEALTHY' ? 0.4 : 0;
  const retainedEarnings =
    plan.carried.retainedEarnings +
    result.netIncome -
    Math.round(plan.carried.netIncome * dividends);
  const equity = plan.carried.shareCapital + retainedEarnings;
  const sheet = balanceSheetOf(profile, { ...result, equity }, random);
  return { ...result, ...sheet, equity, retainedEarnings, shareCapital: plan.carried.shareCapital };
}

type Income = Pick<
  Items,
  | 'turnover'
  | 'valueAdded'
  | 'personnelCost'
  | 'ebitda'
  | 'depreciation'
  | 'operatingIncome'
  | 'financialCharges'
  | 'profitBeforeTax'
  | 'netIncome'
>;

function incomeOf(profile: CompanyProfile, plan: YearPlan, random: Random): Income {
  const { sector, health } = profile;
  const turnover = Math.max(20_000, Math.round(plan.turnover));
  const valueAdded = Math.round(turnover * sector.valueAdded * (1 + random.normal() * 0.04));
  const share = sector.personnel * MARGIN[health] + plan.margin + random.normal() * 0.015;
  const personnelCost = Math.round(valueAdded * Math.max(0.05, share));
  const taxes = Math.round(turnover * 0.011);
  const ebitda = valueAdded - personnelCost - taxes;
  const depreciation = Math.round(turnover * (0.006 + sector.fixedAssets * 0.1));
  const operatingIncome = ebitda - depreciation;
  const financialCharges = Math.round(Math.max(0, plan.carried.financialDebt) * 0.036);
  const profitBeforeTax = operatingIncome - financialCharges;
  const netIncome = profitBeforeTax - Math.round(Math.max(0, profitBeforeTax) * 0.25);
  return {
    ...{ turnover, valueAdded, personnelCost, ebitda, depreciation },
    ...{ operatingIncome, financialCharges, profitBeforeTax, netIncome },
  };
}

type Sheet = Omit<Items, keyof Income | 'equity' | 'retainedEarnings' | 'shareCapital'>;

function balanceSheetOf(
  profile: CompanyProfile,
  year: Income & { equity: number },
  random: Random,
): Sheet {
  const { sector, health } = profile;
  const { turnover, equity } = year;
  const daily = turnover / 365;
  const slow = health === 'FAILING' ? 1.45 : health === 'FRAGILE' ? 1.2 : 1;
  const intangibleAssets = Math.round(turnover * random.between(0.002, 0.03));
  const tangible = Math.round(turnover * sector.fixedAssets * random.between(0.85, 1.15));
  const inventories = Math.round(daily * sector.stockDays * (1 - sector.valueAdded) * slow);
  const tradeReceivables = Math.round(daily * sector.receivableDays * 1.17);
  const otherCurrent = Math.round(turnover * 0.025);
  const [least, most] = CASH[health];
  let cash = Math.round(turnover * random.between(least, most));
  const provisions = Math.round(turnover * random.between(0, 0.008));
  const purchases = turnover - year.valueAdded;
  const tradePayables = Math.round((purchases * 1.2 * sector.payableDays * slow) / 365);
  const operatingDebt = Math.round(year.personnelCost * 0.13 + turnover * 0.04);
  const needs = intangibleAssets + tangible + inventories + tradeReceivables + otherCurrent;
  let financialDebt = needs + cash - equity - provisions - tradePayables - operatingDebt;
  if (financialDebt < 0) {
    cash -= financialDebt;
    financialDebt = 0;
  }
  const dueWithinYear = Math.round(financialDebt * (health === 'FAILING' ? 0.6 : 0.24));
  return {
    ...{ intangibleAssets, inventories, tradeReceivables, cash, provisions, financialDebt },
    tradePayables,
    totalAssets: needs + cash,
    currentAssets: inventories + tradeReceivables + otherCurrent + cash,
    totalDebt: financialDebt + tradePayables + operatingDebt,
    currentLiabilities: tradePayables + operatingDebt + dueWithinYear,
  };
}

function filingDelay(profile: CompanyProfile, random: Random): number {
  return profile.filing === 'SLOW' ? random.int(300, 400) : random.int(122, 270);
}

/** Micro companies may hide everything, small ones their income statement (art. L. 232-25 C. com.); many do. */
function confidentialityOf(
  profile: CompanyProfile,
  items: Items,
  random: Random,
): SimulatedStatement['confidentiality'] {
  const hides = random.unit();
  const isWithin = (assets: number, turnover: number, staff: number): boolean =>
    [items.totalAssets <= assets, items.turnover <= turnover, profile.staff <= staff].filter(
      Boolean,
    ).length >= 2;
  if (isWithin(450_000, 900_000, 10)) return hides < 0.55 ? 'FULL' : 'PUBLIC';
  if (isWithin(7_500_000, 15_000_000, 50)) return hides < 0.45 ? 'INCOME_STATEMENT' : 'PUBLIC';
  return 'PUBLIC';
}

/** Whether accounts that should have been filed by now are still missing. */
export function isFilingDue(closedOn: LocalDate, today: LocalDate): boolean {
  return epochDay(today) - epochDay(closedOn) >= 60;
}
