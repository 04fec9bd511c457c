/** A company of the simulated world as Creditsafe's search and report tell it. */
import {
  creditViewOf,
  draw,
  ownersOf,
  parentOf,
  type Json,
  type SimulatedCompany,
  type SimulatedCreditView,
  type SimulatedOfficer,
  type SimulatedStatement,
  type SimulatedWorld,
} from '../../src/connector-kit';

type Fields = { [key: string]: Json };

/** How a French connectId looks is not documented: this one only begins as those of other countries do. */
export function connectIdOf({ siren }: SimulatedCompany): string {
  return `FR-0-${[...siren].reverse().join('')}`;
}

/** The company of a connectId. */
export function companyOf(connectId: string, world: SimulatedWorld): SimulatedCompany | undefined {
  const siren = [...connectId.replace(/^FR-0-/, '')].reverse().join('');
  const company = world.company(siren);
  return company !== undefined && isListed(company) ? company : undefined;
}

/** A person who opposed publication is not in the simulated Creditsafe; what the real one does is not documented. */
export function isListed({ isDiffusible, isNaturalPerson }: SimulatedCompany): boolean {
  return isDiffusible || !isNaturalPerson;
}

/** The head office, and for some companies a branch before it: the first hit is not always the right one. */
export function searchHit(company: SimulatedCompany): Json[] {
  const head = hit(company, 'headOffice', company.siret);
  if (draw(company, 'creditsafe branch') > 0.2) return [head];
  const branch = { ...hit(company, 'branch', `${company.siren}99999`), id: 'FR-0-BRANCH' };
  return [branch, head];
}

function hit(company: SimulatedCompany, officeType: string, regNo: string): Fields {
  return {
    id: connectIdOf(company),
    country: 'FR',
    regNo,
    safeNo: null,
    idType: 'RegistrationNumber',
    name: company.name,
    type: company.isNaturalPerson ? 'NonLtd' : 'Ltd',
    officeType,
    status: company.ceasedOn === null ? 'Active' : 'NonActive',
    vatNo: [company.vatNumber],
    address: addressOf(company),
    activityCode: company.activityCode.replace('.', ''),
    legalForm: company.legalFormLabel,
  };
}

export function reportOf(company: SimulatedCompany, world: SimulatedWorld): Fields {
  const today = world.today();
  const view = creditViewOf(company, today);
  const hasFailed = draw(company, 'creditsafe section') < 0.1;
  const rating = ratingOf(company, view);
  return {
    correlationId: 'simulated',
    failedSections: hasFailed ? ['Directors'] : [],
    companyId: connectIdOf(company),
    dateOfOrder: `${today}T08:00:00Z`,
    language: 'fr',
    report: {
      companyId: connectIdOf(company),
      language: 'fr',
      companySummary: summaryOf(company, rating, view),
      companyIdentification: { basicInformation: basicInformationOf(company) },
      creditScore: {
        currentCreditRating: rating,
        currentContractLimit: { currency: 'EUR', value: view.recommendedLimitEuros },
        previousCreditRating: {},
        latestRatingChangeDate: `${view.since}T00:00:00Z`,
      },
      contactInformation: { mainAddress: addressOf(company) },
      shareCapitalStructure: shareCapitalOf(company, world),
      directors: hasFailed
        ? null
        : { currentDirectors: company.officers.map(directorOf), previousDirectors: [] },
      otherInformation: {
        employeesInformation: [
          { year: 2025, numberOfEmployees: `${company.employeesMin}-${company.employeesMax}` },
          { year: 2024, numberOfEmployees: '0' },
        ],
      },
      groupStructure: groupOf(company, world),
      financialStatements: company.statements
        .filter(({ filedOn, confidentiality }) => filedOn <= today && confidentiality !== 'FULL')
        .map(statementOf),
      negativeInformation: {},
      paymentData: {},
      additionalInformation: {},
    },
  };
}

function summaryOf(company: SimulatedCompany, rating: Fields, view: SimulatedCreditView): Fields {
  const items = view.statement?.confidentiality === 'PUBLIC' ? view.statement.items : null;
  return {
    businessName: company.name,
    country: 'FR',
    companyNumber: connectIdOf(company),
    companyRegistrationNumber: company.siret,
    mainActivity: {
      code: company.activityCode.replace('.', ''),
      description: company.activityLabel,
    },
    companyStatus: { status: company.ceasedOn === null ? 'Active' : 'NonActive' },
    latestTurnoverFigure: { currency: 'EUR', value: items?.turnover ?? null },
    creditRating: rating,
  };
}

function basicInformationOf(company: SimulatedCompany): Fields {
  return {
    businessName: company.name,
    registeredCompanyName: company.name,
    companyRegistrationNumber: company.siret,
    country: 'FR',
    vatRegistrationNumber: company.vatNumber,
    companyRegistrationDate: `${company.createdOn}T00:00:00Z`,
    legalForm: { commonCode: null, providerCode: null, description: company.legalFormLabel },
    principalActivity: { code: company.activityCode.replace('.', '') },
  };
}

function addressOf({ address }: SimulatedCompany): Fields {
  return {
    type: 'Registered Address',
    simpleValue: `${address.line}, ${address.postcode} ${address.city}`,
    street: address.line,
    houseNumber: null,
    city: address.city,
    postalCode: address.postcode,
    country: 'FR',
  };
}

/** The letter, the national score and the limit: both numbers are strings, and words when there is none. */
function ratingOf(company: SimulatedCompany, view: SimulatedCreditView): Fields {
  const isRated = view.statement !== null || view.riskClass === 5;
  const score = Math.max(1, Math.round(100 * view.standing));
  return {
    commonValue: 'ABCDE'[view.riskClass - 1] ?? 'E',
    commonDescription: 'simulated',
    creditLimit: { currency: 'EUR', value: limitText(company, view) },
    providerValue: { maxValue: '100', minValue: '1', value: isRated ? String(score) : 'Not Rated' },
    providerDescription: isRated ? 'simulated' : 'Comptes non disponibles',
    pod: null,
    assessment: null,
  };
}

/** "No limit" for some of those that could not be rated. */
export function limitText(company: SimulatedCompany, view: SimulatedCreditView): string {
  const hasNone = view.statement === null && draw(company, 'creditsafe limit') < 0.5;
  return hasNone && view.riskClass !== 5 ? 'No limit' : String(view.recommendedLimitEuros);
}

function shareCapitalOf(company: SimulatedCompany, world: SimulatedWorld): Fields {
  return {
    nominalShareCapital: company.isNaturalPerson
      ? null
      : { currency: 'EUR', value: company.capitalEuros },
    shareHolders: company.isNaturalPerson
      ? []
      : ownersOf(company, world).map((owner, index) => ({
          id: owner.siren ?? `SH${index}`,
          idType: owner.siren === null ? 'InternalID' : 'RegistrationNumber',
          name: owner.name,
          shareholderType: owner.kind === 'PERSON' ? 'Person' : 'Company',
          address: { country: 'FR' },
          percentSharesHeld: owner.sharePercent,
        })),
  };
}

/** The day of birth comes whole; the connector must forget it. */
function directorOf(officer: SimulatedOfficer, index: number): Fields {
  return {
    id: `D${index}-${officer.lastName}`,
    idType: 'InternalID',
    name: `${officer.firstNames} ${officer.lastName}`,
    directorType: 'Person',
    country: 'FR',
    dateOfBirth: `${officer.birthMonth}-17T00:00:00Z`,
    hasNegativeInfo: false,
    positions: [{ positionName: officer.role, dateAppointed: `${officer.since}T00:00:00Z` }],
  };
}

function groupOf(company: SimulatedCompany, world: SimulatedWorld): Fields {
  const parent = parentOf(company, world);
  if (parent === null) return { ultimateParent: {}, immediateParent: {}, subsidiaryCompanies: [] };
  const top = topOf(parent, world);
  return {
    ultimateParent: relativeOf(top),
    immediateParent: relativeOf(parent),
    subsidiaryCompanies: [],
  };
}

function topOf(company: SimulatedCompany, world: SimulatedWorld): SimulatedCompany {
  const parent = parentOf(company, world);
  return parent === null ? company : topOf(parent, world);
}

function relativeOf(company: SimulatedCompany): Fields {
  return { id: connectIdOf(company), country: 'FR', regNo: company.siret, name: company.name };
}

/** Standardised accounts; of a confidential income statement the lines are null. */
function statementOf({ closedOn, months, confidentiality, items }: SimulatedStatement): Fields {
  const income = (value: number): number | null => (confidentiality === 'PUBLIC' ? value : null);
  return {
    type: 'GlobalFinancialsGGS',
    yearEndDate: `${closedOn}T00:00:00Z`,
    numberOfWeeks: Math.round((months * 52) / 12),
    currency: 'EUR',
    consolidatedAccounts: false,
    profitAndLoss: {
      revenue: income(items.turnover),
      operatingProfit: income(items.operatingIncome),
      wagesAndSalaries: income(items.personnelCost),
      pensionCosts: null,
      depreciation: income(items.depreciation),
      amortisation: null,
      financialExpenses: income(items.financialCharges),
      profitBeforeTax: income(items.profitBeforeTax),
      profitAfterTax: items.netIncome,
    },
    balanceSheet: {
      totalIntangibleAssets: items.intangibleAssets,
      totalInventories: items.inventories,
      tradeReceivables: items.tradeReceivables,
      cash: items.cash,
      totalCurrentAssets: items.currentAssets,
      totalAssets: items.totalAssets,
      tradePayables: items.tradePayables,
      bankLiabilitiesDueAfter1Year: items.financialDebt,
      totalCurrentLiabilities: items.currentLiabilities,
      totalLongTermLiabilities: items.totalDebt - items.currentLiabilities,
      calledUpShareCapital: items.shareCapital,
      revenueReserves: items.retainedEarnings,
      totalShareholdersEquity: items.equity,
    },
    otherFinancials: {},
    ratios: { debtorDays: 45.5, creditorDays: null, currentRatio: 1.2 },
  };
}
