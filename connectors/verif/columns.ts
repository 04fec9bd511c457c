/** Which column says what: names as people write them, folded, with the year and the unit a header may carry. */
import { contractError } from '../../src/connector-kit';

/** What a column can say; the names it may have when the connection does not give others. */
export const DEFAULT_COLUMNS = {
  siren: ['siren', 'n siren', 'no siren', 'numero siren', 'siren number', 'company number'],
  siret: ['siret', 'n siret', 'no siret', 'numero siret', 'siret siege', 'siret number'],
  name: [
    ...['raison sociale', 'denomination', 'denomination sociale', 'nom', 'entreprise', 'societe'],
    ...['nom de l entreprise', 'company', 'company name', 'legal name', 'name'],
  ],
  tradeName: ['nom commercial', 'enseigne', 'trade name', 'trading name'],
  legalForm: ['forme juridique', 'categorie juridique', 'legal form'],
  activityCode: ['naf', 'ape', 'code naf', 'code ape', 'code naf ape', 'code ape naf', 'naf code'],
  createdOn: [
    ...['date de creation', 'date creation', 'creation', 'date d immatriculation'],
    ...['creation date', 'incorporation date', 'date of incorporation'],
  ],
  ceasedOn: ['date de radiation', 'date de cessation', 'cessation date', 'dissolution date'],
  status: ['statut', 'etat', 'status', 'company status'],
  employees: [
    ...['effectif', 'effectifs', 'tranche d effectif', 'nombre de salaries'],
    ...['employees', 'headcount', 'number of employees'],
  ],
  vatNumber: [
    ...['tva', 'n tva', 'numero de tva', 'tva intracommunautaire', 'n tva intracommunautaire'],
    ...['vat', 'vat number'],
  ],
  capital: ['capital', 'capital social', 'share capital'],
  addressLine: ['adresse', 'adresse du siege', 'voie', 'address', 'street', 'street address'],
  postcode: ['code postal', 'cp', 'postal code', 'postcode', 'zip', 'zip code'],
  city: ['ville', 'commune', 'city', 'town'],
  country: ['pays', 'code pays', 'country', 'country code'],
  observedOn: [
    ...['date d export', 'date export', 'mise a jour', 'date de mise a jour'],
    ...['derniere mise a jour', 'export date', 'last updated'],
  ],
  officerName: ['dirigeant', 'nom du dirigeant', 'dirigeant principal', 'director', 'officer'],
  officerRole: ['fonction', 'fonction du dirigeant', 'qualite', 'role', 'position'],
  year: ['annee', 'exercice', 'year', 'fiscal year', 'financial year'],
  closedOn: [
    ...['date de cloture', 'cloture', 'date cloture', 'date de cloture des comptes'],
    ...['closing date', 'year end', 'balance sheet date'],
  ],
  turnover: ['chiffre d affaires', 'ca', 'turnover', 'revenue', 'sales'],
  netIncome: ['resultat net', 'resultat', 'net income', 'net result', 'net profit'],
  /** Only when the connection names it: a column called "score" does not say whose score it is. */
  score: [],
} as const satisfies Record<string, readonly string[]>;

export type Target = keyof typeof DEFAULT_COLUMNS;
export const TARGETS = Object.keys(DEFAULT_COLUMNS) as Target[];

/** Targets of which a sheet may have a column for each year. */
const YEARLY: ReadonlySet<Target> = new Set(['turnover', 'netIncome']);
const AMOUNTS: ReadonlySet<Target> = new Set(['turnover', 'netIncome', 'capital']);

export interface Column {
  target: Target;
  /** Position in the line, from 0. */
  index: number;
  header: string;
  /** The year in its name: "CA 2023". */
  year: number | null;
  /** Decimal places its amounts are short of units: 3 for k€. */
  shift: number;
}

export interface Header {
  columns: Column[];
  width: number;
  /** Headers that say nothing we read. */
  ignored: string[];
}

const UNIT = / (k€|keur|ke|milliers d euros|m€|meur|millions d euros|€|eur|euros?)$/;
const SHIFTS: readonly [RegExp, number][] = [
  [/^(k|milliers)/, 3],
  [/^m/, 6],
];

/** "Chiffre d'affaires 2023 (k€)" is "chiffre d affaires 2023 k€". */
export function folded(header: string): string {
  const plain = header.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.replace(/[^a-z0-9€]+/g, ' ').trim();
}

/**
 * Throws CONTRACT VERIF_COLUMNS_MISSING when nothing names a company. Of two columns that say the same the first counts.
 */
export function readHeader(
  cells: readonly string[],
  named: Partial<Record<Target, readonly string[]>>,
): Header {
  const targets = targetsByName(named);
  const columns: Column[] = [];
  const ignored: string[] = [];
  for (const [index, header] of cells.entries()) {
    const column = columnOf(header, index, targets);
    const isTaken = columns.some(
      ({ target, year }) => target === column?.target && year === column.year,
    );
    if (column !== null && !isTaken) columns.push(column);
    else if (header.trim() !== '') ignored.push(header.trim());
  }
  if (!columns.some(({ target }) => target === 'siren' || target === 'siret')) {
    throw contractError('VERIF_COLUMNS_MISSING', 'no column holds the SIREN', {
      place: { line: 1, field: 'siren' },
      remedy: 'Export with the SIREN, or name its column in the connection: columns.siren.',
    });
  }
  return { columns, width: cells.length, ignored };
}

function targetsByName(
  named: Partial<Record<Target, readonly string[]>>,
): ReadonlyMap<string, Target> {
  const pairs = TARGETS.flatMap((target) => {
    const names: readonly string[] = named[target] ?? DEFAULT_COLUMNS[target];
    return names.map((name): [string, Target] => [folded(name), target]);
  });
  const given = new Set(Object.keys(named));
  // What the connection says comes last, so that it wins over a default name of another target.
  return new Map(pairs.sort(([, a], [, b]) => Number(given.has(a)) - Number(given.has(b))));
}

function columnOf(
  header: string,
  index: number,
  targets: ReadonlyMap<string, Target>,
): Column | null {
  const name = folded(header);
  const exact = targets.get(name);
  if (exact !== undefined) return { target: exact, index, header, year: null, shift: 0 };
  const year = /(?:^| )((?:19|20)\d\d)(?= |$)/.exec(name)?.[1] ?? null;
  const yearless = year === null ? name : name.replace(year, ' ').replace(/ +/g, ' ').trim();
  const unit = UNIT.exec(yearless)?.[1] ?? '';
  const target = targets.get(unit === '' ? yearless : yearless.replace(UNIT, ''));
  if (target === undefined || (unit !== '' && !AMOUNTS.has(target))) return null;
  if (year !== null && !YEARLY.has(target)) return null;
  const shift = SHIFTS.find(([pattern]) => pattern.test(unit))?.[1] ?? 0;
  return { target, index, header, year: year === null ? null : Number(year), shift };
}
