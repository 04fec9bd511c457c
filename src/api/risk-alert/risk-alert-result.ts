import { createUnionType } from 'type-graphql';
import { riskAlertsById } from '../../reports';
import { found, Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import { RiskAlert, toRiskAlert } from './risk-alert.type';

export const RiskAlertResult = createUnionType({
  name: 'RiskAlertResult',
  description: 'The alert as it stands after the mutation, or why it was refused.',
  types: () => [RiskAlert, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'RiskAlert'),
});

/** Throws NOT_FOUND, also for another tenant's alert. Read afresh: a mutation may just have changed it. */
export async function readAlert(context: RequestContext, riskAlertId: string): Promise<RiskAlert> {
  const [row] = await context.read((tx) => riskAlertsById(tx, [riskAlertId]));
  return toRiskAlert(found(row, 'alert'));
}
