/** Yearly figures and filings of a company file, and whole tax returns, to financial statements. Pure. */
import {
  decode,
  listed,
  type FinancialStatementRecord,
  type Json,
  type StatementItem,
} from '../../src/connector-kit';
import { currencyOf, toMinor } from './amounts';
import { statementItems } from './liasse';
import {
  accountsByYear,
  landed,
  type Company,
  type Filing,
  type TaxReturn,
  type YearFigures,
} from './payloads';

type Items = FinancialStatementRecord['items'];
type Confidentiality = FinancialStatementRecord['confidentiality'];

/** Amounts of `finances[]` that have one meaning; Pappers' other ratios are its own computations. */
const FIGURES: readonly (readonly [StatementItem, keyof YearFigures])[] = [
  ['turnover', 'chiffre_affaires'],
  ['netIncome', 'resultat'],
  ['ebitda', 'excedent_brut_exploitation'],
  ['operatingIncome', 'resultat_exploitation'],
  ['valueAdded', 'valeur_ajoutee'],
  ['financialDebt', 'dettes_financieres'],
  ['personnelCost', 'salaires_charges_sociales'],
];

/** What a confidential income statement hides; net income stays, because the balance sheet states it. */
const HIDDEN_ITEMS: ReadonlySet<keyof Items> = new Set<keyof Items>([
  'turnover',
  'valueAdded',
  'ebitda',
  'operatingIncome',
  'depreciation',
  'financialCharges',
  'profitBeforeTax',
  'personnelCost',
]);

/** One statement per closing day with figures, and one without items for each wholly confidential filing. */
export function statementsOfFile(source: Company): FinancialStatementRecord[] {
  const filings = latestFilings(source.comptes);
  const figures = new Map(
    source.finances.flatMap((year) =>
      year.date_de_cloture_exercice === null ? [] : [[year.date_de_cloture_exercice, year]],
    ),
  );
  const days = [...new Set([...figures.keys(), ...filings.keys()])].sort();
  return days.flatMap((closedOn) => {
    const filing = filings.get(closedOn) ?? null;
    const year = figures.get(closedOn) ?? null;
    const confidentiality = confidentialityOf(filing);
    const items = permitted(year === null ? {} : figureItems(year), confidentiality);
    if (Object.keys(items).length === 0 && confidentiality !== 'FULL') return [];
    const record: FinancialStatementRecord = {
      type: 'financialStatement',
      sourceKey: `${source.siren}:${closedOn}`,
      siren: source.siren,
      closedOn,
      months: monthsOf(year?.duree_exercice ?? null),
      scope: 'COMPANY',
      confidentiality,
      currency: 'EUR',
      filedOn: filing?.date_depot ?? null,
      items,
    };
    return [record];
  });
}

/** Statements of one landed answer of /entreprise/comptes. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapAccounts(payload: Json): FinancialStatementRecord[] {
  const { status, siren, body } = decode(landed, payload);
  if (status === 404) return [];
  const years = decode(accountsByYear, body, 'body');
  const byKey = new Map<string, FinancialStatementRecord>();
  for (const taxReturn of [...years.values()].flat().sort(byDeposit)) {
    const record = statementOfReturn(siren, taxReturn);
    // A corrected filing comes later and replaces the one before it.
    if (record !== null) byKey.set(record.sourceKey, record);
  }
  return [...byKey.values()];
}

function byDeposit(left: TaxReturn, right: TaxReturn): number {
  const [first, second] = [left.date_depot ?? '', right.date_depot ?? ''];
  return first === second ? 0 : first < second ? -1 : 1;
}

/** Complete, simplified and consolidated returns; banks and insurers keep other books, mixed returns are ambiguous. */
const SCOPES: Readonly<Record<string, FinancialStatementRecord['scope']>> = {
  C: 'COMPANY',
  S: 'COMPANY',
  K: 'CONSOLIDATED',
};

function statementOfReturn(siren: string, source: TaxReturn): FinancialStatementRecord | null {
  const scope = listed(SCOPES, source.type_comptes);
  const currency = currencyOf(source.devise);
  if (scope === undefined || currency === null) return null;
  const confidentiality = confidentialityOf(source);
  const lines = source.sections.flatMap((section) => section.liasses);
  const items = statementItems(
    lines,
    source.type_comptes === 'S' ? 'SIMPLIFIED' : 'FULL',
    currency,
  );
  return {
    type: 'financialStatement',
    sourceKey: `${siren}:${source.date_cloture}:${scope}`,
    siren,
    closedOn: source.date_cloture,
    months: monthsOf(source.duree_exercice_n),
    scope,
    confidentiality,
    currency,
    filedOn: source.date_depot,
    items: permitted(items, confidentiality),
  };
}

/** The latest filing of the company's own accounts per closing day. */
function latestFilings(filings: readonly Filing[]): Map<string, Filing> {
  const latest = new Map<string, Filing>();
  for (const filing of filings) {
    const { date_cloture: closedOn, date_depot: filedOn, type_comptes: type } = filing;
    if (closedOn === null || /^k$|consolid/i.test(type ?? '')) continue;
    const known = latest.get(closedOn);
    if (known === undefined || (filedOn ?? '') > (known.date_depot ?? '')) {
      latest.set(closedOn, filing);
    }
  }
  return latest;
}

function confidentialityOf(
  filing: Pick<Filing, 'confidentialite' | 'confidentialite_compte_de_resultat'> | null,
): Confidentiality {
  if (filing?.confidentialite === true) return 'FULL';
  return filing?.confidentialite_compte_de_resultat === true ? 'INCOME_STATEMENT' : 'PUBLIC';
}

/** Figures the company chose to hide are not kept, even when an answer carries them. */
function permitted(items: Items, confidentiality: Confidentiality): Items {
  if (confidentiality === 'PUBLIC') return items;
  if (confidentiality === 'FULL') return {};
  const entries = Object.entries(items) as [keyof Items, bigint][];
  return Object.fromEntries(entries.filter(([item]) => !HIDDEN_ITEMS.has(item)));
}

function figureItems(year: YearFigures): Items {
  const items: Items = {};
  for (const [item, field] of FIGURES) {
    const amount = year[field];
    if (typeof amount === 'number') items[item] = toMinor(amount, 'EUR');
  }
  return items;
}

function monthsOf(months: number | null): number | null {
  return months !== null && months > 0 ? months : null;
}
