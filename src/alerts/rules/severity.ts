import { SEVERITIES, type CustomerRiskView, type Severity } from '../alert-types';

/** One step worse, up to HIGH: CRITICAL is for what the law gives days for. */
export function oneHigher(severity: Severity): Severity {
  const next = SEVERITIES[SEVERITIES.indexOf(severity) + 1] ?? severity;
  return next === 'CRITICAL' ? severity : next;
}

/** Grades D and E: what is news of others is a warning of these. */
export function isRisky({ grade }: CustomerRiskView): boolean {
  return grade !== null && grade.current >= 'D';
}
