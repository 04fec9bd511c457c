/**
 * A world of six companies that hold the cases a registry connector must survive, and forty ordinary ones so that
 * lists have several pages; for audits and connector tests.
 */
import { completeSiren, frenchVatNumber } from '../../kernel';
import { STATEMENT_ITEMS, type StatementItem } from '../records';
import type {
  SimulatedCompany,
  SimulatedNotice,
  SimulatedOfficer,
  SimulatedStatement,
  SimulatedWorld,
} from './world';

/** Today in the sample world, whatever the day. */
export const SAMPLE_TODAY = '2026-06-30';

const CASES = ['81234567', '52345678', '43456789', '90567890', '79678901', '98789012'];
const ORDINARY = Array.from({ length: 40 }, (_, index) => String(31_000_017 + index * 1_009));

/** SIRENs of the sample world; the first six: healthy, insolvent, ceased, opposed, a person, young without accounts. */
export const SAMPLE_SIRENS: readonly string[] = [...CASES, ...ORDINARY].map(completeSiren);

/** The sample world, or only those of its companies whose SIREN is given. */
export function sampleWorld(sirens: readonly string[] = SAMPLE_SIRENS): SimulatedWorld {
  const companies = COMPANIES.filter((company) => sirens.includes(company.siren));
  return {
    today: () => SAMPLE_TODAY,
    companies: () => companies,
    company: (siren) => companies.find((company) => company.siren === siren),
    search: (query) => companies.filter((company) => holdsEveryWord(company.name, query)),
  };
}

function holdsEveryWord(name: string, query: string): boolean {
  const words = new Set(fold(name).split(' '));
  return fold(query)
    .split(' ')
    .every((word) => words.has(word));
}

function fold(text: string): string {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '');
  return plain
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

function company(index: number, changes: Partial<SimulatedCompany>): SimulatedCompany {
  const siren = SAMPLE_SIRENS[index] ?? '';
  return {
    siren,
    siret: `${siren}00010`,
    name: `SOCIÉTÉ D'ESSAI ${index}`,
    legalFormCode: '5710',
    legalFormLabel: 'SAS, société par actions simplifiée',
    activityCode: '46.69B',
    activityLabel: 'Commerce de gros de fournitures industrielles',
    activitySection: 'G',
    createdOn: `20${String(10 + (index % 14))}-03-15`,
    ceasedOn: null,
    employeesCode: '12',
    employeesMin: 20,
    employeesMax: 49,
    size: 'PME',
    capitalEuros: 50_000,
    vatNumber: frenchVatNumber(siren),
    address: {
      line: `${index + 1} RUE DE L'ÉGALITÉ`,
      postcode: '69003',
      city: 'LYON',
      communeCode: '69383',
      department: '69',
      regionCode: '84',
    },
    isDiffusible: true,
    isNaturalPerson: false,
    officers: [officer('MARTIN', 'Zoé')],
    statements: [],
    notices: [],
    ...changes,
  };
}

function officer(lastName: string, firstNames: string): SimulatedOfficer {
  return { lastName, firstNames, birthMonth: '1976-05', role: 'Président', since: '2019-01-02' };
}

function statement(year: number, changes: Partial<SimulatedStatement> = {}): SimulatedStatement {
  const items = STATEMENT_ITEMS.map((item, index) => [item, (index + 1) * 10_000 + year]);
  return {
    closedOn: `${year}-12-31`,
    filedOn: `${year + 1}-05-20`,
    months: 12,
    confidentiality: 'PUBLIC',
    items: Object.fromEntries(items) as Record<StatementItem, number>,
    ...changes,
  };
}

function notice(changes: Partial<SimulatedNotice> & { publishedOn: string }): SimulatedNotice {
  const { bulletin = 'A', number = 100, publishedOn } = changes;
  const parution = publishedOn.replaceAll('-', '');
  return {
    id: `${bulletin}${parution}${number}`,
    bulletin,
    parution,
    number,
    kind: 'REGISTERED',
    nature: null,
    decidedOn: null,
    complement: null,
    court: 'Greffe du Tribunal de Commerce de Lyon',
    accountsClosedOn: null,
    accountsConfidential: false,
    ...changes,
  };
}

function ordinary(index: number): SimulatedCompany {
  const years = [2023, 2024, 2025];
  const filings = years.map((year) =>
    notice({
      bulletin: 'C',
      number: 5000 + index,
      publishedOn: `${year + 1}-05-${String(10 + (index % 15))}`,
      kind: 'ACCOUNTS_FILED',
      accountsClosedOn: `${year}-12-31`,
    }),
  );
  return company(index, { statements: [statement(2025)], notices: filings });
}

const COMPANIES: readonly SimulatedCompany[] = [
  company(0, {
    name: 'ATELIERS DU RHÔNE',
    statements: [statement(2023), statement(2024, { months: 9 }), statement(2025)],
    officers: [officer('DURAND', 'Élise Marie'), officer("D'ARTAGNAN", 'Luc')],
    notices: [
      notice({
        bulletin: 'C',
        number: 4512,
        publishedOn: '2026-05-28',
        kind: 'ACCOUNTS_FILED',
        accountsClosedOn: '2025-12-31',
      }),
    ],
  }),
  company(1, {
    name: 'MENUISERIE LEFÈVRE',
    statements: [statement(2024, { confidentiality: 'INCOME_STATEMENT' })],
    notices: [
      notice({
        number: 311,
        publishedOn: '2026-04-09',
        kind: 'RECEIVERSHIP_OPENED',
        nature: "Jugement d'ouverture d'une procédure de redressement judiciaire",
        decidedOn: '2026-04-02',
        complement: 'Date de cessation des paiements le 15 mars 2026.',
      }),
      notice({
        number: 87,
        publishedOn: '2026-06-18',
        kind: 'CONVERTED_TO_LIQUIDATION',
        nature: 'Jugement de conversion en liquidation judiciaire',
        decidedOn: '2026-06-11',
      }),
    ],
  }),
  company(2, {
    name: 'TRANSPORTS OUBLIÉS',
    ceasedOn: '2025-11-30',
    notices: [
      notice({ bulletin: 'B', number: 2290, publishedOn: '2025-12-10', kind: 'STRUCK_OFF' }),
    ],
  }),
  company(3, { name: 'DISCRÈTE CONSEIL', isDiffusible: false, officers: [] }),
  company(4, {
    name: 'BERNARD PAUL',
    isNaturalPerson: true,
    legalFormCode: '1000',
    legalFormLabel: 'Entrepreneur individuel',
    employeesCode: 'NN',
    employeesMin: 0,
    employeesMax: 0,
    capitalEuros: 0,
    officers: [officer('BERNARD', 'Paul')],
  }),
  company(5, {
    name: 'JEUNE POUSSE',
    createdOn: '2026-01-05',
    statements: [],
    notices: [
      notice({ bulletin: 'A', number: 990, publishedOn: '2026-01-14', kind: 'REGISTERED' }),
    ],
  }),
  ...ORDINARY.map((_, position) => ordinary(CASES.length + position)),
];
