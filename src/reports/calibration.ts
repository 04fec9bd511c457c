import { addDays, addMonths, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type { Grade } from '../scoring';

/** Assessments of one grade and model against what became of the customers. */
export interface CalibrationRow {
  readonly grade: Grade;
  readonly modelVersion: string;
  /** Customers that had not failed already. */
  readonly customers: number;
  /** The sum of their probabilities. */
  readonly expectedFailures: number;
  /** Proceedings opened or struck off within the twelve months after. */
  readonly failures: number;
  /** A tenth of what fell due open 90 days later, of those that something fell due of. */
  readonly severelyLate: number;
  readonly withDueClaims: number;
}

/** The assessments in force on one day, a year or more ago. */
export interface CalibrationCohort {
  readonly day: LocalDate;
  readonly rows: readonly CalibrationRow[];
}

export interface Calibration {
  /** A year apart, the latest first, so that no failure is counted twice. */
  readonly cohorts: readonly CalibrationCohort[];
  /** All cohorts together. */
  readonly total: readonly CalibrationRow[];
  readonly customers: number;
  readonly expectedFailures: number;
  readonly failures: number;
  /** The first day on which assessments will be a year old; null when some are, or when there are none. */
  readonly firstCompleteOn: LocalDate | null;
}

const COHORTS_MOST = 10;

/**
 * How the probabilities of past assessments compare with what happened: of each customer the assessment in force on a day
 * at least twelve months ago, and every year before it. What happened up to that day is no outcome, and who had failed by
 * then is left out.
 */
export async function calibration(tx: Transaction, today: LocalDate): Promise<Calibration> {
  const first = await firstAssessedOn(tx);
  await tx.query(`SELECT set_config('app.today', $1, true)`, [today]);
  const latest = addDays(addMonths(today, -12), -1);
  const cohorts: CalibrationCohort[] = [];
  for (let years = 0; years < COHORTS_MOST; years++) {
    const day = addMonths(latest, -12 * years);
    if (first === null || day < first) break;
    cohorts.push({ day, rows: await tx.query<CalibrationRow>(COHORT, [tx.tenantId, day]) });
  }
  const total = totalOf(cohorts);
  const sum = (of: (row: CalibrationRow) => number): number =>
    total.reduce((all, row) => all + of(row), 0);
  return {
    cohorts,
    total,
    customers: sum((row) => row.customers),
    expectedFailures: sum((row) => row.expectedFailures),
    failures: sum((row) => row.failures),
    firstCompleteOn: first === null || first <= latest ? null : addDays(addMonths(first, 12), 1),
  };
}

async function firstAssessedOn(tx: Transaction): Promise<LocalDate | null> {
  const [row] = await tx.query<{ day: LocalDate | null }>(
    `SELECT min(assessed_on) AS day FROM credit_assessment
     WHERE tenant_id = $1 AND probability_of_default IS NOT NULL`,
    [tx.tenantId],
  );
  return row?.day ?? null;
}

function totalOf(cohorts: readonly CalibrationCohort[]): CalibrationRow[] {
  const sums = new Map<string, CalibrationRow>();
  for (const row of cohorts.flatMap(({ rows }) => rows)) {
    const key = `${row.grade} ${row.modelVersion}`;
    const sum = sums.get(key);
    sums.set(key, sum === undefined ? row : added(sum, row));
  }
  return [...sums].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);
}

function added(sum: CalibrationRow, row: CalibrationRow): CalibrationRow {
  return {
    ...row,
    customers: sum.customers + row.customers,
    expectedFailures: sum.expectedFailures + row.expectedFailures,
    failures: sum.failures + row.failures,
    severelyLate: sum.severelyLate + row.severelyLate,
    withDueClaims: sum.withDueClaims + row.withDueClaims,
  };
}

const COHORT = `
  SELECT a.grade, a.model_version AS "modelVersion", count(*)::int AS customers,
    sum(a.probability_of_default::numeric)::float8 AS "expectedFailures",
    (count(*) FILTER (WHERE o.insolvency_on IS NOT NULL OR o.struck_off_on IS NOT NULL))::int AS failures,
    (count(*) FILTER (WHERE o.severely_late))::int AS "severelyLate",
    (count(*) FILTER (WHERE o.severely_late IS NOT NULL))::int AS "withDueClaims"
  FROM customer c
  CROSS JOIN LATERAL (
    SELECT a.grade, a.model_version, a.probability_of_default FROM credit_assessment a
    WHERE a.tenant_id = $1 AND a.customer_id = c.customer_id AND a.assessed_on <= $2::date
    ORDER BY a.assessed_at DESC LIMIT 1
  ) a
  CROSS JOIN LATERAL outcomes_after($1, c.customer_id, $2::date) o
  WHERE c.tenant_id = $1 AND a.grade IS NOT NULL AND a.probability_of_default IS NOT NULL AND NOT o.was_failed_before
  GROUP BY a.grade, a.model_version ORDER BY 1, 2`;
