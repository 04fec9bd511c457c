/** A row of ratios_inpi_bce to a financial statement. Pure. */
import {
  decode,
  isSiren,
  listed,
  type FinancialStatementRecord,
  type Json,
  type StatementItem,
  type StatementRatio,
} from '../../src/connector-kit';
import { row, type Row } from './payloads';

type Confidentiality = FinancialStatementRecord['confidentiality'];

/** C complete and S simplified accounts are the company's own, K are consolidated. */
const SCOPES: Readonly<Record<string, FinancialStatementRecord['scope']>> = {
  C: 'COMPANY',
  S: 'COMPANY',
  K: 'CONSOLIDATED',
};

/** The statement of one row; none for kinds of accounts that keep other books. Throws CONTRACT PAYLOAD_INVALID. */
export function mapStatement(payload: Json): FinancialStatementRecord[] {
  const source = decode(row, payload);
  const scope = listed(SCOPES, source.type_bilan);
  if (scope === undefined || !isSiren(source.siren)) return [];
  const confidentiality = confidentialityOf(source.confidentiality);
  const record: FinancialStatementRecord = {
    type: 'financialStatement',
    sourceKey: `${source.siren}:${source.date_cloture_exercice}:${source.type_bilan}`,
    siren: source.siren,
    closedOn: source.date_cloture_exercice,
    months: null,
    scope,
    confidentiality,
    currency: 'EUR',
    filedOn: null,
    items: confidentiality === 'PUBLIC' ? itemsOf(source) : {},
    ratios: confidentiality === 'FULL' ? {} : ratiosOf(source, confidentiality),
  };
  return [record];
}

/** What is not known to be public is not shown: a word nobody has heard of hides everything. */
function confidentialityOf(word: string | null): Confidentiality {
  if (word === 'Public' || word === 'Publication simplifiee') return 'PUBLIC';
  return word === 'Partiellement confidentiel' ? 'INCOME_STATEMENT' : 'FULL';
}

const ITEMS: readonly (readonly [StatementItem, keyof Row])[] = [
  ['turnover', 'chiffre_d_affaires'],
  ['ebitda', 'ebe'],
  ['operatingIncome', 'ebit'],
  ['netIncome', 'resultat_net'],
];

function itemsOf(source: Row): FinancialStatementRecord['items'] {
  const items: FinancialStatementRecord['items'] = {};
  for (const [item, field] of ITEMS) {
    const amount = source[field];
    if (typeof amount === 'bigint') items[item] = amount;
  }
  return items;
}

/** Those drawn from the balance sheet alone; the others would give away a hidden income statement. */
const BALANCE_RATIOS: readonly (readonly [StatementRatio, keyof Row])[] = [
  ['debtRatioPercent', 'taux_d_endettement'],
  ['liquidityRatioPercent', 'ratio_de_liquidite'],
  ['assetAgePercent', 'ratio_de_vetuste'],
  ['financialAutonomyPercent', 'autonomie_financiere'],
];

const INCOME_RATIOS: readonly (readonly [StatementRatio, keyof Row])[] = [
  ['workingCapitalToTurnoverPercent', 'poids_bfr_exploitation_sur_ca'],
  ['interestCoverPercent', 'couverture_des_interets'],
  ['cashFlowToTurnoverPercent', 'caf_sur_ca'],
  ['ebitdaMarginPercent', 'marge_ebe'],
  ['pretaxMarginPercent', 'resultat_courant_avant_impots_sur_ca'],
  ['repaymentCapacityYears', 'capacite_de_remboursement'],
  ['workingCapitalDays', 'poids_bfr_exploitation_sur_ca_jours'],
  ['inventoryDays', 'rotation_des_stocks_jours'],
  ['customerCreditDays', 'credit_clients_jours'],
  ['supplierCreditDays', 'credit_fournisseurs_jours'],
];

function ratiosOf(
  source: Row,
  confidentiality: Confidentiality,
): Partial<Record<StatementRatio, string>> {
  const isShown = confidentiality === 'PUBLIC';
  const ratios: Partial<Record<StatementRatio, string>> = {};
  for (const [ratio, field] of [...BALANCE_RATIOS, ...(isShown ? INCOME_RATIOS : [])]) {
    const value = source[field];
    if (typeof value === 'string') ratios[ratio] = value;
  }
  return ratios;
}
