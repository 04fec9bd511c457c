import { configError, isEncoursError, parseGlobalId } from '../kernel';

/** Types that have a global id. */
export type NodeType =
  | 'AlertMute'
  | 'BankTransaction'
  | 'BrokenPromise'
  | 'CashApplication'
  | 'Company'
  | 'Connection'
  | 'ConnectionAlert'
  | 'CoverRequest'
  | 'CreditAssessment'
  | 'CreditLimit'
  | 'CreditReservation'
  | 'Customer'
  | 'EmailDelivery'
  | 'EmailRecipient'
  | 'ExceptionGrant'
  | 'LegalEvent'
  | 'ProviderCall'
  | 'QuarantinedRecord'
  | 'Receivable'
  | 'RiskAlert'
  | 'SupplyHold'
  | 'ScoringRun'
  | 'SyncRun'
  | 'Webhook'
  | 'WebhookDelivery';

/** The key inside a global id of the expected type. Throws INVALID_ID. */
export function keyOf(type: NodeType, id: string, field = 'id'): string {
  const parsed = parse(id, field);
  if (parsed.type === type) return parsed.id;
  throw configError('INVALID_ID', `${JSON.stringify(id)} is the id of a ${parsed.type}`, {
    remedy: `Give the id of a ${type}.`,
    place: { field },
  });
}

export function keysOf(
  type: NodeType,
  ids: readonly string[] | null | undefined,
  field: string,
): string[] | null {
  return ids?.map((id) => keyOf(type, id, field)) ?? null;
}

function parse(id: string, field: string): { type: string; id: string } {
  try {
    return parseGlobalId(id);
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    throw configError('INVALID_ID', error.message, {
      remedy: 'Use an id this API answered.',
      place: { field },
    });
  }
}
