/**
 * The worked example of docs/scoring.md, step by step and by the published formulas, from the figures the page itself
 * states. It uses the engine for nothing but the curves and bins, so that it can disagree with it.
 */
import { itemsOfTaxReturn } from '../../src/connector-kit';
import { logit, onCurve } from '../../src/scoring/log-odds';
import { CURRENT_MODEL } from '../../src/scoring/models';
import { accountsOf } from '../../src/scoring/scorecards/accounts';
import { binOf, RATIO_TABLE } from '../../src/scoring/scorecards/ratio.scorecard';
import { RATIO_NAMES, ratiosOf } from '../../src/scoring/scorecards/ratios';
import type { BehaviourFacts, ScoringInput, StatementFacts } from '../../src/scoring/types';

export interface ExampleFacts {
  /** Amounts in euros by code of the return. */
  readonly codes: ReadonlyMap<string, bigint>;
  readonly invoices: { readonly paid: number; readonly late: number };
  readonly daysLate: number;
  readonly usualShare: number;
}

/** The figures the page states: "| `CO` | 5,200,000 | …" and the sentence on payments. */
export function factsOfPage(page: string): ExampleFacts {
  const codes = new Map<string, bigint>();
  for (const [, code = '', amount = ''] of page.matchAll(/^\| `([A-Z]{2})` +\| +([\d,]+) \|/gm)) {
    codes.set(code, BigInt(amount.replaceAll(',', '')));
  }
  const paid = /paid (\d+) invoices in 12 months, (\d+) of them more than 10 days late/.exec(page);
  const days = /on average (\d+) days after the due date/.exec(page);
  const usual = /(\d+) % of the portfolio's invoices/.exec(page);
  return {
    codes,
    invoices: { paid: Number(paid?.[1]), late: Number(paid?.[2]) },
    daysLate: Number(days?.[1]),
    usualShare: Number(usual?.[1]) / 100,
  };
}

/** The same facts as the engine reads them. */
export function inputOf(facts: ExampleFacts): ScoringInput {
  const { paid, late } = facts.invoices;
  const behaviour: BehaviourFacts = {
    ...{ paidCount12m: paid, lateOver10Count12m: late, paidAmountMinor: '40000000' },
    ...{ weightedDaysLate: String(40_000_000 * facts.daysLate), openMinor: '5000000' },
    ...{ overdueMinor: '0', overdueOver90Minor: '0', returnedPayments12m: 0 },
    ...{ maxOpenDaysOverdue: 0, portfolioLateShare: facts.usualShare, hasAssumedDueDates: false },
  };
  return {
    asOf: '2026-11-02',
    company: {
      ...{ siren: '552100554', sourceKey: '552100554', createdOn: '2015-03-01', ceasedOn: null },
      ...{ activityCode: '46.69B', legalFormCode: '5710', status: 'ACTIVE' },
    },
    statements: [statementOf(facts)],
    insolvency: { kind: 'NONE', sourceKey: null, publishedOn: null, closedFor: null },
    struckOff: null,
    behaviour,
    providerScores: [],
  };
}

export function statementOf({ codes }: ExampleFacts): StatementFacts {
  const cents = new Map([...codes].map(([code, euros]) => [code, euros * 100n]));
  const items = Object.entries(itemsOfTaxReturn(cents, 'FULL'));
  return {
    ...{ sourceKey: 'example', closedOn: '2025-12-31', months: 12, scope: 'COMPANY' },
    confidentiality: 'PUBLIC',
    items: Object.fromEntries(items.map(([item, amount]) => [item, String(amount)])),
  };
}

export interface WorkedExample {
  readonly lines: readonly string[];
  readonly logOdds: number;
  readonly probability: number;
  readonly score: number;
  readonly ratioLogOdds: number;
}

/** The steps in words and numbers, as the page prints them. */
export function workExample(facts: ExampleFacts): WorkedExample {
  const base = Math.log(0.016 / 0.984) + Math.log(0.85);
  const ratios = ratioRows(facts);
  const accounts = ratios.reduce((sum, row) => sum + row.logOdds, 0);
  const { paid, late } = facts.invoices;
  const share = (late + 5 * facts.usualShare) / (paid + 5);
  const lateness = 0.7 * (logit(share) - logit(facts.usualShare));
  const curve = onCurve(CURRENT_MODEL.behaviour.daysLate, facts.daysLate);
  const days = (0.5 * paid * curve) / (paid + 5);
  const payments = lateness + days;
  const logOdds = base + 0.8 * accounts + 0.8 * payments;
  const probability = 1 / (1 + Math.exp(-logOdds));
  const score = Math.round(-12.5 * logOdds);
  const lines = [
    '**Ratios.** Each falls into one bin of the table; the bin adds its log-odds of failing (above 0 = riskier).',
    '',
    '| ratio | value | log-odds |',
    '| --- | ---: | ---: |',
    ...ratios.map(
      ({ name, value, logOdds: odds }) => `| \`${name}\` | ${value} | ${signed(odds)} |`,
    ),
    `| **accounts** | | **${signed(accounts)}** |`,
    '',
    `**Start.** Wholesale fails at 1.6 % a year, at 11 years of age times 0.85: ln(0.016 / 0.984) + ln(0.85) = ${signed(base)}.`,
    '',
    `**Payments.** The share paid late, shrunk by 5 invoices of the portfolio's share: (${late} + 5 × ${facts.usualShare}) / (${paid} + 5) = ${share.toFixed(4)}, which counts 0.7 × (logit ${share.toFixed(4)} − logit ${facts.usualShare}) = ${signed(lateness)}; the days late count 0.5 × ${paid} / (${paid} + 5) × ${signed(curve)} = ${signed(days)}. Together ${signed(payments)}.`,
    '',
    `**Sum.** ${signed(base)} + 0.8 × (${signed(accounts)}) + 0.8 × (${signed(payments)}) = ${signed(logOdds)}: a probability of default of 1 / (1 + e^${(-logOdds).toFixed(4)}) = ${(probability * 100).toFixed(2)} %, grade **${gradeAt(probability)}**, score −12.5 × (${signed(logOdds)}) = **${score}**.`,
  ];
  return { lines, logOdds, probability, score, ratioLogOdds: accounts };
}

function ratioRows(facts: ExampleFacts): { name: string; value: string; logOdds: number }[] {
  const ratios = ratiosOf(accountsOf(statementOf(facts)), null);
  return RATIO_NAMES.map((name) => {
    const value = ratios[name];
    if (value === null) return { name, value: 'unknown', logOdds: 0 };
    const { logOdds } = binOf(RATIO_TABLE.ratios[name].bins, value);
    return { name, value: value.toFixed(name.endsWith('_days') ? 1 : 4), logOdds };
  });
}

function gradeAt(probability: number): string {
  const cuts = [0.005, 0.015, 0.04, 0.12];
  return 'ABCDE'[cuts.filter((cut) => probability >= cut).length] ?? 'E';
}

function signed(value: number): string {
  return `${value < 0 ? '−' : ''}${Math.abs(value).toFixed(4)}`;
}
