import type { Members } from './shape';

/** What an event is about; its global id is made of this and the event's `subjectId`. */
export type EventSubject =
  | 'Company'
  | 'Connection'
  | 'ConnectionAlert'
  | 'CreditAssessment'
  | 'CreditLimit'
  | 'CreditPolicy'
  | 'Customer'
  | 'EmailRecipient'
  | 'ExceptionGrant'
  | 'RiskAlert'
  | 'SupplyHold'
  | 'Webhook';

/** A kind of event: what it says, of what, and how its data is made. */
export interface EventTypeSpec {
  /** Of its data. A change that a reader of the version before could not read takes the next. */
  readonly version: number;
  /** As CloudEvents name it, without our prefix and the version. */
  readonly name: string;
  readonly says: string;
  readonly subject: EventSubject;
  readonly data: Members;
}

/** Keeps what the members say as types. */
export function eventType<const Spec extends Omit<EventTypeSpec, 'version'>>(
  spec: Spec,
  version = 1,
): Spec & { readonly version: number } {
  return { ...spec, version };
}
