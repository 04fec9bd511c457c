/** A line of the sheet to records: pure. */
import {
  contractError,
  currencyDecimals,
  errorMessage,
  isCurrency,
  isSiren,
  isSiret,
  type CompanyRecord,
  type CompanyStatus,
  type FinancialStatementRecord,
  type LocalDate,
  type OfficerRecord,
  type ProviderScoreRecord,
} from '../../src/connector-kit';
import { amountOf, dayOf, headcountOf, sameDayIn, textOf, yearOf } from './cells';
import { folded, type Column, type Header, type Target } from './columns';
import type { VerifConfig } from './config';

export type SheetRecord =
  CompanyRecord | FinancialStatementRecord | OfficerRecord | ProviderScoreRecord;

export interface MappedLine {
  siren: string;
  records: SheetRecord[];
  /** Whether an amount had no year to belong to. */
  hasYearless: boolean;
}

/** The registries' word for what a person did not want published. */
const WITHHELD = '[NON-DIFFUSIBLE]';

/** Throws CONTRACT VERIF_LINE_INVALID with the column that is not what it should be. */
export function mapLine(cells: readonly string[], header: Header, config: VerifConfig): MappedLine {
  const extra = cells.findIndex((cell, index) => index >= header.width && cell !== '');
  if (extra >= 0) throw invalid(`column ${extra + 1}`, 'a line no longer than the header');
  const row = new Row(cells, header, config);
  const siren = row.siren();
  const observedOn = row.day('observedOn');
  const statements = statementsOf(row, siren);
  return {
    siren,
    records: [
      companyOf(row, siren, observedOn),
      ...statements.records,
      ...officersOf(row, siren),
      ...scoresOf(row, siren, observedOn),
    ],
    hasYearless: statements.hasYearless,
  };
}

/** The cells of a line by what they say. */
class Row {
  constructor(
    private readonly cells: readonly string[],
    private readonly header: Header,
    readonly config: VerifConfig,
  ) {}

  columns(...targets: Target[]): Column[] {
    return this.header.columns.filter(({ target }) => targets.includes(target));
  }

  siren(): string {
    const [number] = this.columns('siren');
    const written = this.digits(number);
    if (number !== undefined && written !== '') {
      if (isSiren(written)) return written;
      throw invalid(number.header, 'a SIREN of nine digits with the right checksum');
    }
    const [place] = this.columns('siret');
    const siret = this.digits(place);
    if (place !== undefined && isSiret(siret)) return siret.slice(0, 9);
    throw invalid((number ?? place)?.header ?? 'siren', 'a SIREN of nine digits');
  }

  private digits(column: Column | undefined): string {
    return (this.cell(column) ?? '').replace(/[\s.\u00a0\u202f]/g, '');
  }

  text(target: Target): string | null {
    const [column] = this.columns(target);
    return textOf(this.cell(column) ?? '');
  }

  day(target: Target): LocalDate | null {
    return this.value(target, (cell) => dayOf(cell, this.config.dates));
  }

  year(): number | null {
    return this.value('year', yearOf);
  }

  amount(column: Column): bigint | null {
    const { numbers, currency } = this.config;
    const decimals = isCurrency(currency) ? currencyDecimals(currency) : 2;
    const form = { numbers, decimals, shift: column.shift };
    return parsed(column, this.cell(column) ?? '', (cell) => amountOf(cell, form));
  }

  private value<T>(target: Target, parse: (cell: string) => T | null): T | null {
    const [column] = this.columns(target);
    return column === undefined ? null : parsed(column, this.cell(column) ?? '', parse);
  }

  private cell(column: Column | undefined): string | undefined {
    return column === undefined ? undefined : this.cells[column.index];
  }
}

function parsed<T>(column: Column, cell: string, parse: (cell: string) => T): T {
  try {
    return parse(cell);
  } catch (error) {
    throw invalid(
      column.header,
      `${errorMessage(error)}, not ${JSON.stringify(cell.slice(0, 40))}`,
    );
  }
}

function companyOf(row: Row, siren: string, observedOn: LocalDate | null): CompanyRecord {
  const name = row.text('name');
  const isDiffusible = name?.toUpperCase() !== WITHHELD;
  const legalForm = row.text('legalForm');
  const isCode = /^\d{4}$/.test(legalForm ?? '');
  const headcount = headcountOf(row.text('employees') ?? '');
  const ceasedOn = row.day('ceasedOn');
  const [capital] = row.columns('capital');
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    name: isDiffusible ? name : null,
    tradeName: isDiffusible ? row.text('tradeName') : null,
    legalFormCode: isCode ? legalForm : null,
    legalFormLabel: isCode ? null : legalForm,
    activityCode: activityOf(row.text('activityCode')),
    createdOn: row.day('createdOn'),
    ceasedOn,
    status: statusOf(row.text('status'), ceasedOn),
    employeesMin: headcount.min,
    employeesMax: headcount.max,
    vatNumber: row.text('vatNumber')?.replace(/[\s.]/g, '').toUpperCase() ?? null,
    capitalMinor: capital === undefined ? null : row.amount(capital),
    currency: row.config.currency,
    addressLine: isDiffusible ? row.text('addressLine') : null,
    postcode: postcodeOf(row.text('postcode')),
    city: row.text('city'),
    countryCode: countryOf(row.text('country')),
    isDiffusible,
    observedOn,
  };
}

/** "6202A", "62.02 A - Conseil" are "62.02A"; null for what is none. */
function activityOf(written: string | null): string | null {
  const match = /^(\d{2})\.?(\d{2})\s?([A-Z])(?![A-Za-z])/i.exec(written ?? '');
  if (match === null) return null;
  return `${match[1] ?? ''}.${match[2] ?? ''}${(match[3] ?? '').toUpperCase()}`;
}

function statusOf(written: string | null, ceasedOn: LocalDate | null): CompanyStatus {
  const word = folded(written ?? '');
  if (/^(cessee?|radiee?|fermee?|dissoute?|inactive?|ceased|closed|dissolved)\b/.test(word)) {
    return 'CEASED';
  }
  if (/^(active?|en activite|ouverte?|immatriculee?|open)\b/.test(word)) return 'ACTIVE';
  return ceasedOn === null ? 'UNKNOWN' : 'CEASED';
}

/** Spreadsheets take the zero from "01000". */
function postcodeOf(written: string | null): string | null {
  return written !== null && /^\d{4}$/.test(written) ? `0${written}` : written;
}

/** A SIREN is French; a country beside it is where the head office is. */
function countryOf(written: string | null): string | null {
  if (written === null || /^france$/i.test(written)) return 'FR';
  return /^[A-Z]{2}$/i.test(written) ? written.toUpperCase() : null;
}

function statementsOf(
  row: Row,
  siren: string,
): { records: FinancialStatementRecord[]; hasYearless: boolean } {
  const closing = row.day('closedOn');
  const lineYear = row.year();
  const byDay = new Map<LocalDate, FinancialStatementRecord['items']>();
  let hasYearless = false;
  for (const column of row.columns('turnover', 'netIncome')) {
    const amount = row.amount(column);
    if (amount === null) continue;
    const year = column.year ?? lineYear;
    const closedOn = year === null ? closing : sameDayIn(year, closing);
    if (closedOn === null) hasYearless = true;
    else {
      const item = column.target === 'turnover' ? 'turnover' : 'netIncome';
      byDay.set(closedOn, { [item]: amount, ...byDay.get(closedOn) });
    }
  }
  const records = [...byDay].map(([closedOn, items]): FinancialStatementRecord => ({
    type: 'financialStatement',
    sourceKey: `${siren}:${closedOn}`,
    siren,
    closedOn,
    months: null,
    scope: 'COMPANY',
    confidentiality: 'PUBLIC',
    currency: row.config.currency,
    filedOn: null,
    items,
  }));
  return { records, hasYearless };
}

function officersOf(row: Row, siren: string): OfficerRecord[] {
  const name = row.text('officerName');
  if (name === null || name.toUpperCase() === WITHHELD) return [];
  return [
    {
      type: 'officer',
      sourceKey: `${siren}:${name}`,
      siren,
      name,
      role: row.text('officerRole') ?? 'Dirigeant',
      isLegalPerson: false,
      officerSiren: null,
      birthMonth: null,
      since: null,
    },
  ];
}

function scoresOf(row: Row, siren: string, observedOn: LocalDate | null): ProviderScoreRecord[] {
  const value = row.text('score');
  if (value === null) return [];
  const { scoreScale, scoreHigherIsSafer, scoreMeasures } = row.config;
  return [
    {
      type: 'providerScore',
      sourceKey: `${siren}:${scoreScale}`,
      siren,
      scale: scoreScale,
      value,
      absentBecause: null,
      higherIsSafer: scoreHigherIsSafer,
      measures: scoreMeasures,
      horizonMonths: null,
      computedOn: observedOn,
    },
  ];
}

function invalid(field: string, expected: string): Error {
  return contractError('VERIF_LINE_INVALID', `${field} must be ${expected}`, {
    place: { field, path: field },
  });
}
