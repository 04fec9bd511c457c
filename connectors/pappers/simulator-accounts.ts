/** Statements of the simulated world as tax returns: complete forms, simplified ones for the smallest companies. */
import type { Json, SimulatedCompany, SimulatedStatement } from '../../src/connector-kit';

type Fields = { [key: string]: Json };
/** Line code and amount in whole euros. */
type Lines = readonly (readonly [code: string, amount: number])[];

/** Answer of /entreprise/comptes by year of closing, for these years or all; null when there are none. */
export function accountsAnswer(
  company: SimulatedCompany,
  years: readonly string[] | null,
): Fields | null {
  const answer: { [year: string]: Json[] } = {};
  for (const statement of company.statements) {
    const year = statement.closedOn.slice(0, 4);
    if (years !== null && !years.includes(year)) continue;
    (answer[year] ??= []).push(taxReturn(company, statement));
  }
  return Object.keys(answer).length === 0 ? null : answer;
}

function taxReturn(company: SimulatedCompany, statement: SimulatedStatement): Fields {
  const isSimplified = company.employeesMax < 10;
  return {
    date_depot: statement.filedOn,
    code_greffe: '7501',
    numero_depot: '1',
    numero_gestion: '2003B00001',
    date_cloture: statement.closedOn,
    'date_cloture_n-1': null,
    duree_exercice_n: statement.months,
    'duree_exercice_n-1': null,
    type_comptes: isSimplified ? 'S' : 'C',
    libelle_type_comptes: isSimplified ? 'Simplifiés' : 'Complets',
    devise: 'EUR',
    devise_origine: null,
    confidentialite: statement.confidentiality === 'FULL',
    confidentialite_compte_de_resultat: statement.confidentiality === 'INCOME_STATEMENT',
    coherence_comptable: true,
    informations_traitement: [],
    sections: sections(statement, isSimplified),
    ratios: null,
  };
}

function sections(statement: SimulatedStatement, isSimplified: boolean): Json {
  if (statement.confidentiality === 'FULL') return [];
  const forms = isSimplified ? simplifiedForms(statement) : fullForms(statement);
  const balance = [
    section('Actif (bilan)', forms.assets, grossAndNet),
    section('Passif (bilan)', forms.liabilities, yearAndBefore),
  ];
  if (statement.confidentiality === 'INCOME_STATEMENT') return balance;
  return [...balance, section('Compte de résultat', forms.income, franceAndTotal)];
}

type ColumnsOf = (amount: number) => Json;

function section(label: string, lines: Lines, columnsOf: ColumnsOf): Fields {
  const liasses = lines.map(([code, amount]) => ({
    code,
    libelle: code,
    colonnes: columnsOf(amount),
  }));
  return { libelle: label, liasses };
}

/** Only the label of the gross column is documented; the others follow its pattern. */
const grossAndNet: ColumnsOf = (amount) => [
  { libelle: 'Montant brut année N', valeur: amount + 1000 },
  { libelle: 'Amortissements et provisions année N', valeur: 1000 },
  { libelle: 'Montant net année N', valeur: amount },
  { libelle: 'Montant net année N-1', valeur: amount - 500 },
];

const yearAndBefore: ColumnsOf = (amount) => [
  { libelle: 'Montant année N', valeur: amount },
  { libelle: 'Montant année N-1', valeur: amount - 500 },
];

const franceAndTotal: ColumnsOf = (amount) => [
  { libelle: 'France année N', valeur: amount - 100 },
  { libelle: 'Exportation année N', valeur: 100 },
  { libelle: 'Total année N', valeur: amount },
  { libelle: 'Total année N-1', valeur: amount - 500 },
];

interface Forms {
  assets: Lines;
  liabilities: Lines;
  income: Lines;
}

/** Forms 2050 to 2053: lines from which each item comes back as it was. */
function fullForms({ items }: SimulatedStatement): Forms {
  const taxes = items.valueAdded - items.personnelCost - items.ebitda;
  return {
    assets: [
      ['AF', items.intangibleAssets],
      ['BL', items.inventories],
      ['BX', items.tradeReceivables],
      ['CF', items.cash],
      ['CJ', items.currentAssets],
      ['CO', items.totalAssets],
    ],
    liabilities: [
      ['DA', items.shareCapital],
      ['DH', items.retainedEarnings - items.netIncome],
      ['DI', items.netIncome],
      ['DL', items.equity],
      ['DR', items.provisions],
      ['DU', items.financialDebt],
      ['DX', items.tradePayables],
      ['EC', items.totalDebt],
      ['EE', items.totalAssets],
      ['EG', items.currentLiabilities],
    ],
    income: [
      ['FJ', items.turnover],
      ['FW', items.turnover - items.valueAdded],
      ['FX', taxes],
      ['FY', items.personnelCost],
      ['GA', items.depreciation],
      ['GG', items.operatingIncome],
      ['GU', items.financialCharges],
      ['GW', items.profitBeforeTax],
      ['HN', items.netIncome],
    ],
  };
}

/** Forms 2033-A and B. */
function simplifiedForms({ items }: SimulatedStatement): Forms {
  const taxes = items.valueAdded - items.personnelCost - items.ebitda;
  return {
    assets: [
      ['014', items.intangibleAssets],
      ['050', items.inventories],
      ['068', items.tradeReceivables],
      ['084', items.cash],
      ['096', items.currentAssets],
      ['110', items.totalAssets],
    ],
    liabilities: [
      ['120', items.shareCapital],
      ['134', items.retainedEarnings - items.netIncome],
      ['136', items.netIncome],
      ['142', items.equity],
      ['154', items.provisions],
      ['156', items.financialDebt],
      ['166', items.tradePayables],
      ['176', items.totalDebt],
      ['180', items.totalAssets],
      ['195', items.totalDebt - items.currentLiabilities],
    ],
    income: [
      ['210', items.turnover],
      ['242', items.turnover - items.valueAdded],
      ['244', taxes],
      ['250', items.personnelCost],
      ['254', items.depreciation],
      ['270', items.operatingIncome],
      ['294', items.financialCharges],
      ['306', items.profitBeforeTax - items.netIncome],
      ['310', items.netIncome],
    ],
  };
}
