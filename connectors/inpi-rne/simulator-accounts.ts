/** Statements of the simulated world as returns keyed in by INPI: padded numbers, pages, confidentiality. */
import {
  draw,
  stableId,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedStatement,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };
interface KeyedPage {
  numero: string;
  liasses: Fields[];
}
type Lines = readonly (readonly [code: string, amount: number])[];
type Columns = (amount: number) => Fields;

const CONFIDENTIALITY: Readonly<Record<SimulatedStatement['confidentiality'], string>> = {
  PUBLIC: 'Public',
  INCOME_STATEMENT: 'Partiellement confidentiel',
  FULL: 'Confidentiel',
};

/** What has been filed by the day; some accounts were filed twice, and the first filing is then deleted. */
export function filingsOf(company: SimulatedCompany, today: LocalDate): Fields[] {
  const filed = company.statements.filter(({ filedOn }) => filedOn <= today);
  return filed.flatMap((statement) => {
    const latest = filing(company, statement, { deleted: false });
    const isCorrected = draw(company, `corrected ${statement.closedOn}`) < 0.05;
    return isCorrected ? [filing(company, statement, { deleted: true }), latest] : [latest];
  });
}

function filing(
  company: SimulatedCompany,
  statement: SimulatedStatement,
  { deleted }: { deleted: boolean },
): Fields {
  const { closedOn, filedOn, confidentiality } = statement;
  const year = filedOn.slice(0, 4);
  const number = String(Math.floor(draw(company, `deposit ${closedOn}`) * 99_999)).padStart(6, '0');
  return {
    updatedAt: `${filedOn}T22:37:22+02:00`,
    id: stableId(company.siren, closedOn, String(deleted)).slice(0, 24),
    siren: company.siren,
    denomination: company.name,
    dateDepot: filedOn,
    dateCloture: closedOn,
    numChrono: `B${year}/${number}`,
    confidentiality: CONFIDENTIALITY[confidentiality],
    typeBilan: isSimplified(company) ? 'S' : 'C',
    version: '2.0',
    deleted,
    ...(confidentiality === 'FULL' ? {} : { bilanSaisi: { bilan: keyed(company, statement) } }),
  };
}

function isSimplified(company: SimulatedCompany): boolean {
  return company.employeesMax < 10;
}

function keyed(company: SimulatedCompany, statement: SimulatedStatement): Fields {
  const isIncomeShown = statement.confidentiality === 'PUBLIC';
  const pages = isSimplified(company) ? simplifiedPages(statement) : fullPages(statement);
  const hidden = isSimplified(company) ? ['02'] : ['03', '04'];
  return {
    identite: {
      siren: company.siren,
      dateClotureExercice: statement.closedOn.replaceAll('-', ''),
      dureeExerciceN: String(statement.months).padStart(2, '0'),
      codeTypeBilan: isSimplified(company) ? 'S' : 'C',
      codeDevise: 'EUR',
      codeConfidentialite: isIncomeShown ? '0' : '2',
    },
    detail: {
      pages: pages
        .map((each) => ({ ...each }))
        .filter(({ numero }) => isIncomeShown || !hidden.includes(numero)),
    },
  };
}

/** Fifteen characters, the sign within them. */
function padded(amount: number): string {
  const digits = String(Math.abs(amount));
  return amount < 0 ? `-${digits.padStart(14, '0')}` : digits.padStart(15, '0');
}

const grossAndNet: Columns = (amount) => ({
  m1: padded(amount + 1_000),
  m2: padded(1_000),
  m3: padded(amount),
  m4: padded(amount - 500),
});

const thirdOfYear: Columns = (amount) => ({ m3: padded(amount), m4: padded(amount - 500) });

const franceAndTotal: Columns = (amount) => ({
  m1: padded(amount - 100),
  m2: padded(100),
  m3: padded(amount),
  m4: padded(amount - 500),
});

const firstOfYear: Columns = (amount) => ({ m1: padded(amount), m2: padded(amount - 500) });

function page(numero: string, lines: Lines, columns: Columns): KeyedPage {
  return { numero, liasses: lines.map(([code, amount]) => ({ code, ...columns(amount) })) };
}

/** Lines from which each item comes back as it was. */
function fullPages({ items }: SimulatedStatement): KeyedPage[] {
  const taxes = items.valueAdded - items.personnelCost - items.ebitda;
  const assets: Lines = [
    ['AF', items.intangibleAssets],
    ['BL', items.inventories],
    ['BX', items.tradeReceivables],
    ['CF', items.cash],
    ['CJ', items.currentAssets],
    ['CO', items.totalAssets],
  ];
  const liabilities: Lines = [
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
  ];
  const income: Lines = [
    ['FW', items.turnover - items.valueAdded],
    ['FX', taxes],
    ['FY', items.personnelCost],
    ['GA', items.depreciation],
    ['GG', items.operatingIncome],
    ['GU', items.financialCharges],
    ['GW', items.profitBeforeTax],
  ];
  const turnover = page('03', [['FJ', items.turnover]], franceAndTotal);
  return [
    page('01', assets, grossAndNet),
    page('02', liabilities, firstOfYear),
    turnover,
    page('03', income, thirdOfYear),
    page('04', [['HN', items.netIncome]], firstOfYear),
  ];
}

function simplifiedPages({ items }: SimulatedStatement): KeyedPage[] {
  const taxes = items.valueAdded - items.personnelCost - items.ebitda;
  const assets: Lines = [
    ['014', items.intangibleAssets],
    ['050', items.inventories],
    ['068', items.tradeReceivables],
    ['084', items.cash],
    ['096', items.currentAssets],
    ['110', items.totalAssets],
  ];
  const liabilities: Lines = [
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
  ];
  const income: Lines = [
    ['210', items.turnover],
    ['242', items.turnover - items.valueAdded],
    ['244', taxes],
    ['250', items.personnelCost],
    ['254', items.depreciation],
    ['270', items.operatingIncome],
    ['294', items.financialCharges],
    ['306', items.profitBeforeTax - items.netIncome],
    ['310', items.netIncome],
  ];
  return [
    page('01', assets, grossAndNet),
    page('01', liabilities, thirdOfYear),
    page('02', income, firstOfYear),
  ];
}
