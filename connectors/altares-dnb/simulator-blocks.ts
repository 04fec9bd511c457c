/** A company of the simulated world as D&B's data blocks tell it. */
import {
  creditViewOf,
  draw,
  parentOf,
  type Json,
  type SimulatedCompany,
  type SimulatedCreditView,
  type SimulatedStatement,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

/** The codes of the types are placeholders: D&B's are not documented here. */
export function registrationNumbersOf({ siren, siret }: SimulatedCompany): Json[] {
  return [
    { registrationNumber: siren, typeDescription: 'SIREN', typeDnBCode: 0 },
    { registrationNumber: siret, typeDescription: 'SIRET', typeDnBCode: 0 },
  ];
}

export function organizationOf(
  company: SimulatedCompany,
  world: SimulatedWorld,
  dunsOf: (siren: string) => string,
): Fields {
  const view = creditViewOf(company, world.today());
  const principals = company.officers.map(({ firstNames, lastName, role }): Json => {
    const fullName = `${firstNames} ${lastName}`;
    return { fullName, subjectType: 'Individuals', jobTitles: [{ title: role }] };
  });
  return {
    duns: dunsOf(company.siren),
    primaryName: company.name,
    countryISOAlpha2Code: 'FR',
    startDate: draw(company, 'dnb start') < 0.3 ? company.createdOn.slice(0, 4) : company.createdOn,
    registrationNumbers: registrationNumbersOf(company),
    tradeStyleNames: [],
    dunsControlStatus: {
      operatingStatus: {
        description: company.ceasedOn === null ? 'Active' : 'Out of Business',
        dnbCode: company.ceasedOn === null ? 9074 : 403,
      },
    },
    primaryAddress: addressOf(company),
    mostSeniorPrincipals: principals.slice(0, 1),
    currentPrincipals: principals,
    corporateLinkage: linkageOf(company, world, dunsOf),
    dnbAssessment: assessmentOf(company, view, world),
    financials: {
      financialStatements: company.statements
        .filter(
          ({ filedOn, confidentiality }) => filedOn <= world.today() && confidentiality !== 'FULL',
        )
        .map((statement) => statementOf(statement, company)),
    },
  };
}

function addressOf({ address }: SimulatedCompany): Fields {
  return {
    addressCountry: { isoAlpha2Code: 'FR' },
    addressLocality: { name: address.city },
    postalCode: address.postcode,
    streetAddress: { line1: address.line, line2: null },
  };
}

function linkageOf(
  company: SimulatedCompany,
  world: SimulatedWorld,
  dunsOf: (siren: string) => string,
): Fields {
  const parent = parentOf(company, world);
  const relative = (of: SimulatedCompany): Json => ({
    duns: dunsOf(of.siren),
    primaryName: of.name,
    primaryAddress: addressOf(of),
  });
  if (parent === null) return { globalUltimate: relative(company) };
  return { parent: relative(parent), globalUltimate: relative(topOf(parent, world)) };
}

function topOf(company: SimulatedCompany, world: SimulatedWorld): SimulatedCompany {
  const parent = parentOf(company, world);
  return parent === null ? company : topOf(parent, world);
}

/** Of a company without accounts the scores are empty objects or the rating is NQ. */
function assessmentOf(
  company: SimulatedCompany,
  view: SimulatedCreditView,
  world: SimulatedWorld,
): Fields {
  const isScored = view.statement !== null || view.riskClass === 5;
  const scoreDate = world.today();
  const failed = Math.max(1, Math.round(100 * view.standing));
  return {
    failureScore: isScored
      ? { classScore: view.riskClass, nationalPercentile: failed, scoreDate }
      : {},
    delinquencyScore: isScored ? lateOf(view, scoreDate) : {},
    standardRating: ratingOf(view, isScored),
    creditLimitRecommendation: {
      maximumRecommendedLimit: isScored
        ? { value: view.recommendedLimitEuros, currency: 'EUR' }
        : {},
      assessmentDate: scoreDate,
    },
  };
}

function lateOf({ daysBeyondTerms }: SimulatedCreditView, scoreDate: string): Fields {
  const nationalPercentile = Math.min(100, Math.max(1, 100 - daysBeyondTerms));
  const classScore = Math.min(5, 1 + Math.floor(daysBeyondTerms / 15));
  return { classScore, nationalPercentile, scoreDate };
}

function ratingOf({ riskClass, statement }: SimulatedCreditView, isScored: boolean): Fields {
  if (!isScored) {
    const ratingReason = [{ description: 'Insufficient information' }];
    return { financialStrength: 'NQ', riskSegment: null, rating: 'NQ', ratingReason };
  }
  const financialStrength = strengthOf(statement);
  const riskSegment = String(Math.min(4, riskClass));
  return { financialStrength, riskSegment, rating: `${financialStrength}${riskSegment}` };
}

function strengthOf(statement: SimulatedStatement | null): string {
  if (statement === null) return 'N';
  const { equity } = statement.items;
  const steps: readonly [number, string][] = [
    [10_000_000, '4A'],
    [1_000_000, '2A'],
    [100_000, 'B'],
    [0, 'E'],
  ];
  return steps.find(([least]) => equity >= least)?.[1] ?? 'N';
}

/** In thousands for some companies: an amount without its units is off by a factor. */
function statementOf(statement: SimulatedStatement, company: SimulatedCompany): Fields {
  const { closedOn, confidentiality, items, months } = statement;
  const isThousands = draw(company, 'dnb units') < 0.5;
  const shown = (amount: number): number => (isThousands ? amount / 1000 : amount);
  const isPublic = confidentiality === 'PUBLIC';
  return {
    financialStatementToDate: closedOn,
    currency: 'EUR',
    units: { description: isThousands ? 'Thousand' : 'Single', dnbCode: 0 },
    informationScopeDescription: 'Individual',
    fiscalPeriod: `P${months}M`,
    statementOverview: {
      totalAssets: shown(items.totalAssets),
      totalCurrentAssets: shown(items.currentAssets),
      totalCurrentLiabilities: shown(items.currentLiabilities),
      totalLiabilities: shown(items.totalDebt),
      equity: shown(items.equity),
      salesRevenue: isPublic ? shown(items.turnover) : null,
      netIncomeLoss: shown(items.netIncome),
    },
  };
}
