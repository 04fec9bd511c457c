import type { BehaviourFacts, ScoringInput, StatementFacts } from '../../src/scoring/types';

/** The published example of a French SME's accounts (thousands of euros), with every formula's value known. */
export const EXAMPLE_STATEMENT: StatementFacts = {
  sourceKey: 'accounts-2025',
  closedOn: '2025-12-31',
  months: 12,
  confidentiality: 'PUBLIC',
  scope: 'COMPANY',
  items: {
    totalAssets: '5200',
    currentAssets: '3100',
    inventories: '900',
    equity: '1800',
    shareCapital: '300',
    // 30 + 900 + 250 + 220: all reserves and the year's result.
    retainedEarnings: '1400',
    provisions: '100',
    totalDebt: '3300',
    currentLiabilities: '2500',
    turnover: '8400',
    valueAdded: '2600',
    ebitda: '520',
    operatingIncome: '330',
    depreciation: '180',
    financialCharges: '60',
    profitBeforeTax: '300',
    netIncome: '220',
    personnelCost: '2000',
  },
};

/** The accounts of a company that earns well and owes little. */
export const SOUND_STATEMENT: StatementFacts = {
  ...EXAMPLE_STATEMENT,
  sourceKey: 'sound-2025',
  items: {
    totalAssets: '5200',
    currentAssets: '3600',
    inventories: '500',
    tradeReceivables: '1100',
    cash: '1800',
    equity: '3700',
    shareCapital: '300',
    retainedEarnings: '3200',
    provisions: '50',
    totalDebt: '1450',
    currentLiabilities: '1100',
    turnover: '8400',
    valueAdded: '3300',
    ebitda: '1100',
    operatingIncome: '900',
    depreciation: '180',
    financialCharges: '10',
    profitBeforeTax: '890',
    netIncome: '660',
    personnelCost: '2100',
  },
};

export const GOOD_PAYER: BehaviourFacts = {
  paidCount12m: 40,
  lateOver10Count12m: 2,
  paidAmountMinor: '40000000',
  weightedDaysLate: '80000000',
  openMinor: '5000000',
  overdueMinor: '0',
  overdueOver90Minor: '0',
  returnedPayments12m: 0,
  maxOpenDaysOverdue: 0,
  portfolioLateShare: 0.15,
  hasAssumedDueDates: false,
};

/** A wholesaler of eleven years with public accounts and a clean record. */
export function scoringInput(changes: Partial<ScoringInput> = {}): ScoringInput {
  return {
    asOf: '2026-11-02',
    company: {
      siren: '552100554',
      sourceKey: 'company-1',
      createdOn: '2015-03-01',
      ceasedOn: null,
      activityCode: '46.69B',
      legalFormCode: '5710',
      status: 'ACTIVE',
    },
    statements: [EXAMPLE_STATEMENT],
    insolvency: { kind: 'NONE', sourceKey: null, publishedOn: null, closedFor: null },
    struckOff: null,
    behaviour: GOOD_PAYER,
    providerScores: [],
    ...changes,
  };
}

export function withItems(items: StatementFacts['items']): StatementFacts {
  return { ...EXAMPLE_STATEMENT, items: { ...EXAMPLE_STATEMENT.items, ...items } };
}
