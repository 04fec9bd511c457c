import type { Locale } from '../kernel';

export type Texts = Readonly<Record<Locale, string>>;

/** The ratios of the scorecard in words. */
export const RATIO_TEXTS = {
  working_capital_to_assets: {
    en: 'working capital to total assets',
    fr: "fonds de roulement sur total de l'actif",
  },
  retained_earnings_to_assets: {
    en: 'retained earnings to total assets',
    fr: "réserves et résultats sur total de l'actif",
  },
  ebit_to_assets: {
    en: 'operating income to total assets',
    fr: "résultat d'exploitation sur total de l'actif",
  },
  equity_to_liabilities: {
    en: 'equity to liabilities',
    fr: 'capitaux propres sur dettes',
  },
  net_income_to_assets: {
    en: 'net income to total assets',
    fr: "résultat net sur total de l'actif",
  },
  liabilities_to_assets: {
    en: 'liabilities to total assets',
    fr: "dettes sur total de l'actif",
  },
  current_ratio: {
    en: 'current assets to debts due within a year',
    fr: "actif circulant sur dettes à moins d'un an",
  },
  current_liabilities_to_assets: {
    en: 'debts due within a year to total assets',
    fr: "dettes à moins d'un an sur total de l'actif",
  },
  current_assets_to_liabilities: {
    en: 'current assets to liabilities',
    fr: 'actif circulant sur dettes',
  },
  profit_before_tax_to_current_liabilities: {
    en: 'profit before tax to debts due within a year',
    fr: "résultat avant impôt sur dettes à moins d'un an",
  },
  cash_flow_to_liabilities: {
    en: 'cash flow to liabilities',
    fr: "capacité d'autofinancement sur dettes",
  },
  permanent_capital_to_assets: {
    en: 'permanent capital to total assets',
    fr: "capitaux permanents sur total de l'actif",
  },
  quick_assets_to_assets: {
    en: 'receivables and cash to total assets',
    fr: "créances et trésorerie sur total de l'actif",
  },
  ebitda_to_liabilities: {
    en: 'EBITDA to liabilities',
    fr: 'EBE sur dettes',
  },
  inventory_days: {
    en: 'days of inventory',
    fr: 'jours de stock',
  },
  receivable_days: {
    en: 'days customers take to pay',
    fr: 'jours de crédit clients',
  },
  current_liability_days: {
    en: 'short-term debts in days of sales',
    fr: 'dettes à court terme en jours de ventes',
  },
  net_margin: {
    en: 'net margin',
    fr: 'marge nette',
  },
  sales_growth: {
    en: 'growth of sales',
    fr: 'croissance des ventes',
  },
} as const satisfies Readonly<Record<string, Texts>>;
