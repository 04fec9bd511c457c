/** Explore v2.1 over ratios_inpi_bce, from the statements of the simulated world, with its known faults. */
import {
  defineSimulator,
  draw,
  jsonResponse,
  type Json,
  type SimulatedCompany,
  type SimulatedResponse,
  type SimulatedStatement,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

const LIMIT_MAX = 100;

export const ratiosInpiBceSimulator = defineSimulator({
  connectorId: 'ratios-inpi-bce',
  routes: [
    {
      method: 'GET',
      path: '/api/explore/v2.1/catalog/datasets/ratios_inpi_bce/records',
      handle: ({ query }, world) => records(query, world),
    },
  ],
  notFound: () =>
    jsonResponse({ error_code: 'DatasetNotFound', message: 'The dataset was not found' }, 404),
});

function refusal(error_code: string, message: string): SimulatedResponse {
  return jsonResponse({ error_code, message }, 400);
}

function records(query: URLSearchParams, world: SimulatedWorld): SimulatedResponse {
  const limit = Number(query.get('limit') ?? '10');
  const offset = Number(query.get('offset') ?? '0');
  if (!Number.isInteger(limit) || limit < -1 || limit > LIMIT_MAX) {
    return refusal(
      'InvalidRESTParameterError',
      `Invalid value for limit API parameter: ${limit} was found but -1 <= limit <= 100 is expected.`,
    );
  }
  if (limit + offset > 10_000) {
    return refusal(
      'InvalidRESTParameterError',
      `Invalid value for sum of offset + limit API parameter: ${limit + offset} was found but <= 10000 is expected.`,
    );
  }
  const siren = /^siren="(\d{9})"$/.exec(query.get('where') ?? '')?.[1];
  if (siren === undefined) {
    return refusal('ODSQLError', `ODSQL query is malformed: ${query.get('where') ?? ''}`);
  }
  const company = world.company(siren);
  const rows = company === undefined ? [] : rowsOf(company, world.today());
  return jsonResponse({
    total_count: rows.length,
    results: rows.slice(offset, limit === -1 ? undefined : offset + limit),
  });
}

/** Latest closing first; of large companies also consolidated accounts of the same closing. */
function rowsOf(company: SimulatedCompany, today: string): Fields[] {
  return company.statements
    .filter(({ filedOn }) => filedOn <= today)
    .sort((a, b) => (a.closedOn < b.closedOn ? 1 : -1))
    .flatMap((statement) => {
      const own = row(company, statement, company.employeesMax < 10 ? 'S' : 'C');
      return company.size === 'GE' ? [own, consolidated(own)] : [own];
    });
}

const CONFIDENTIALITY: Readonly<Record<SimulatedStatement['confidentiality'], string>> = {
  PUBLIC: 'Public',
  INCOME_STATEMENT: 'Partiellement confidentiel',
  FULL: 'Confidentiel',
};

/** Figures nobody may see are not in the set; those of a hidden income statement are, by mistake of the publisher. */
function row(company: SimulatedCompany, statement: SimulatedStatement, type_bilan: string): Fields {
  const { items } = statement;
  const head = {
    siren: company.siren,
    date_cloture_exercice: statement.closedOn,
    type_bilan,
    confidentiality: CONFIDENTIALITY[statement.confidentiality],
  };
  if (statement.confidentiality === 'FULL') return head;
  const day = (amount: number): number | null => rounded((amount / items.turnover) * 365);
  const share = (part: number, whole: number): number | null => rounded((part / whole) * 100);
  const workingCapital = items.inventories + items.tradeReceivables - items.tradePayables;
  // Outliers are part of the set: ratios over next to nothing.
  const isOutlier = draw(company, 'ratio outlier') < 0.05;
  return {
    ...head,
    chiffre_d_affaires: items.turnover,
    marge_brute: items.valueAdded,
    ebe: items.ebitda,
    ebit: items.operatingIncome,
    resultat_net: items.netIncome,
    taux_d_endettement: share(items.financialDebt, items.equity),
    ratio_de_liquidite: share(items.currentAssets, items.currentLiabilities),
    ratio_de_vetuste: null,
    autonomie_financiere: share(items.equity, items.totalAssets),
    poids_bfr_exploitation_sur_ca: share(workingCapital, items.turnover),
    couverture_des_interets: share(items.financialCharges, items.ebitda),
    caf_sur_ca: share(items.netIncome + items.depreciation, items.turnover),
    marge_ebe: share(items.ebitda, items.turnover),
    resultat_courant_avant_impots_sur_ca: share(items.profitBeforeTax, items.turnover),
    capacite_de_remboursement: rounded(
      items.financialDebt / (items.netIncome + items.depreciation),
    ),
    poids_bfr_exploitation_sur_ca_jours: isOutlier ? -2401.619 : day(workingCapital),
    rotation_des_stocks_jours: day(items.inventories),
    credit_clients_jours: day(items.tradeReceivables),
    credit_fournisseurs_jours: null,
  };
}

/** The same figures half as large again: the world knows no groups. */
function consolidated(own: Fields): Fields {
  const entries = Object.entries(own).map(([field, value]) => [
    field,
    typeof value === 'number' && Number.isInteger(value) ? Math.round(value * 1.5) : value,
  ]);
  return { ...(Object.fromEntries(entries) as Fields), type_bilan: 'K' };
}

/** Three decimals, as published; what cannot be divided is null. */
function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}
