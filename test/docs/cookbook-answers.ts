/** What the cookbook makes of an answer: its headings, and how a table is read out of GraphQL and out of files. */
import { formatDecimal } from '../../src/kernel';

export type Row = readonly string[];

interface Answer {
  headings: readonly string[];
  /** Rows of the table from the data of the GraphQL operation. */
  rows?: (data: Found) => Row[];
  /** What the export tells of it: these headings, from its records, in the export's own order. */
  file?: {
    headings: readonly string[];
    rows: (records: readonly Record<string, string>[]) => Row[];
  };
}

/** Part of an answer, by its names. */
export class Found {
  constructor(private readonly value: unknown) {}

  at(path: string): Found {
    const found = path
      .split('.')
      .reduce<unknown>(
        (inside, name) => (inside as Record<string, unknown> | null)?.[name] ?? null,
        this.value,
      );
    return new Found(found);
  }

  all(path: string): Found[] {
    const { value } = this.at(path);
    if (!Array.isArray(value)) throw new Error(`${path} is no list`);
    return value.map((item) => new Found(item));
  }

  /** As it stands; nothing for null. */
  text(path: string): string {
    const { value } = this.at(path);
    if (value === null) return '';
    if (typeof value !== 'string' && typeof value !== 'number')
      throw new Error(`${path} is no value`);
    return String(value);
  }

  rounded(path: string, decimals: number): string {
    const { value } = this.at(path);
    if (typeof value !== 'number') throw new Error(`${path} is no number`);
    return value.toFixed(decimals);
  }

  percent(path: string): string {
    const { value } = this.at(path);
    if (typeof value !== 'number') throw new Error(`${path} is no number`);
    return (value * 100).toFixed(1);
  }
}

const texts = (found: Found, ...paths: string[]): string[] => paths.map((path) => found.text(path));
const columns = (records: readonly Record<string, string>[], ...names: string[]): Row[] =>
  records.map((record) => names.map((name) => record[name] ?? ''));

const AGES = ['notDue.amount', 'buckets.0.amount.amount', 'buckets.1.amount.amount'];
const OLDER = ['buckets.2.amount.amount', 'buckets.3.amount.amount'];
const REST = ['unallocated.amount', 'outstanding.amount'];

export const ANSWERS: Readonly<Record<string, Answer>> = {
  'most-overdue': {
    headings: ['Customer', 'Overdue', 'Grade', 'Score', 'Limit'],
    rows: (data) =>
      data
        .all('customers.nodes')
        .map((node) => [
          ...texts(node, 'name', 'ageing.buckets.0.amount.amount', 'assessment.grade'),
          ...texts(node, 'assessment.score', 'creditLimit.limit.amount'),
        ]),
    file: {
      headings: ['Customer', 'Overdue', 'Grade', 'Score', 'Limit'],
      rows: (records) => columns(records, 'name', 'overdue', 'grade', 'score', 'credit_limit'),
    },
  },
  'ageing-by-grade': {
    headings: ['Grade', 'Not due', '1-30', '31-60', '61-90', '91+', 'Unallocated', 'Outstanding'],
    rows: (data) =>
      data
        .all('agedBalance.rows')
        .map((row) => [
          row.text('grade') === '' ? 'none' : row.text('grade'),
          ...texts(row.at('ageing'), ...AGES, ...OLDER, ...REST),
        ]),
  },
  'month-end': {
    headings: ['Known at (UTC)', 'Not due', 'Overdue', 'Unallocated', 'Outstanding'],
    rows: (data) =>
      ['then', 'now'].map((name) => [
        data.text(`${name}.knownAt`).slice(0, 16).replace('T', ' '),
        ...texts(data.at(`${name}.total`), 'notDue.amount', 'buckets.0.amount.amount', ...REST),
      ]),
    file: {
      headings: ['Known at (UTC)', 'Not due', 'Overdue', 'Unallocated', 'Outstanding'],
      rows: (records) => [monthEnd(records)],
    },
  },
  dso: {
    headings: ['Month', 'DSO', 'Count-back', 'Best possible', 'Days delinquent', 'Overdue, %'],
    rows: (data) =>
      data
        .all('keyFigures.monthly')
        .map((month) => [
          month.text('month'),
          ...[month.rounded('dso.value', 1), month.rounded('dsoCountBack.value', 1)],
          month.rounded('bestPossibleDso.value', 1),
          ...[month.rounded('averageDaysDelinquent.value', 1), month.percent('overdueRatio')],
        ]),
  },
  concentration: {
    headings: ['Largest, %', 'Ten largest, %', 'Herfindahl', 'Effective customers'],
    rows: (data) => {
      const figures = data.at('keyFigures');
      return [
        [
          ...[figures.percent('top1Share.value'), figures.percent('top10Share.value')],
          figures.rounded('concentrationHhi.value', 0),
          figures.rounded('effectiveCustomers.value', 1),
        ],
      ];
    },
  },
  'over-limit': {
    headings: ['Customer', 'Limit', 'Bound by', 'Exposure', 'Headroom'],
    rows: (data) =>
      data
        .all('customers.nodes')
        .map((node) => [
          ...texts(node, 'name', 'creditLimit.limit.amount', 'creditLimit.bindingTerm'),
          ...texts(node, 'exposure.total.amount', 'exposure.headroom.amount'),
        ]),
    file: {
      headings: ['Customer', 'Limit', 'Exposure', 'Headroom'],
      rows: (records) => columns(records, 'name', 'credit_limit', 'exposure', 'headroom'),
    },
  },
  'late-payers': { headings: ['Account', 'Customer', 'Paid', 'Days late'] },
  receipts: {
    headings: ['Week from', 'Expected'],
    rows: (data) => [
      ...data
        .all('keyFigures.expectedReceipts')
        .map((week) => texts(week, 'weekStart', 'amount.amount')),
      ['no week', data.text('keyFigures.receiptsUnscheduled.amount')],
      ['all', data.text('keyFigures.openClaims.amount')],
    ],
  },
  contested: {
    headings: ['Outstanding', 'Disputed', 'Doubtful', 'Unallocated'],
    rows: (data) => [
      texts(
        data.at('keyFigures'),
        ...['outstanding.amount', 'disputed.amount', 'doubtful.amount'],
        'unallocatedCredits.amount',
      ),
    ],
    file: { headings: ['Unallocated'], rows: (records) => [[sum(records, 'open_amount')]] },
  },
  trust: {
    headings: [
      'Overdue',
      'of it by assumed dates',
      'Undated',
      'Lines',
      'Lettered, %',
      'by amount, %',
    ],
    rows: (data) => [
      [
        ...texts(
          data.at('agedBalance.total'),
          ...['buckets.0.amount.amount', 'assumedDue.amount', 'undated.amount'],
        ),
        data.text('viewer.letteringCoverage.lines'),
        data.percent('viewer.letteringCoverage.share'),
        data.percent('viewer.letteringCoverage.shareByAmount'),
      ],
    ],
  },
  'due-dates': { headings: ['Due date from', 'Overdue claims', 'Overdue'] },
};

/** The sum of amounts with two decimals, without rounding. */
function sum(records: readonly Record<string, string>[], ...names: string[]): string {
  const all = records.flatMap((record) => names.map((name) => record[name] ?? ''));
  const cents = all.reduce((total, amount) => total + BigInt(amount.replace('.', '')), 0n);
  return formatDecimal(cents, 2);
}

/** The sums of an aged balance that has a row per customer. */
function monthEnd(records: readonly Record<string, string>[]): Row {
  const overdue = ['overdue_1_30', 'overdue_31_60', 'overdue_61_90', 'overdue_over_90'];
  return [
    (records[0]?.['known_at'] ?? '').slice(0, 16).replace('T', ' '),
    ...[sum(records, 'not_due'), sum(records, ...overdue)],
    ...[sum(records, 'unallocated'), sum(records, 'outstanding')],
  ];
}
