import type { RescoreResult } from '../pipeline';

/** What a run of scoring, limits and alerts did, in one line. */
export function rescoreLine(result: RescoreResult): string {
  const { customers, assessmentsStored, gradesChanged, limitsChanged } = result;
  const { alertsRaised, alertsResolved } = result;
  return (
    `${customers} customers scored: ${assessmentsStored} assessments stored, ${gradesChanged} grades and ${limitsChanged} limits changed, ` +
    `${alertsRaised} alerts raised, ${alertsResolved} resolved.`
  );
}
