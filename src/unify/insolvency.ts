import type { LegalEventKind } from '../connector-kit';
import { addMonths, type LocalDate } from '../kernel';

export type InsolvencyStatus =
  'NONE' | 'SAFEGUARD' | 'RECEIVERSHIP' | 'LIQUIDATION' | 'PLAN' | 'CLOSED';

export interface LegalEventFacts {
  sourceKey: string;
  kind: LegalEventKind;
  publishedOn: LocalDate;
  relatedKey: string | null;
  relation: 'RECTIFIES' | 'CANCELS' | null;
}

export interface LegalState {
  insolvency: InsolvencyStatus;
  /** The notice the status comes from, and the day it was published. */
  insolvencyEventKey: string | null;
  insolvencyOn: LocalDate | null;
  struckOffOn: LocalDate | null;
  struckOffEventKey: string | null;
}

/**
 * What each kind of notice makes of the status. A failed plan whose notice does not say what follows is kept as
 * receivership: the safer reading until the next judgment.
 */
const STATUS_OF: Partial<Record<LegalEventKind, InsolvencyStatus>> = {
  SAFEGUARD_OPENED: 'SAFEGUARD',
  RECEIVERSHIP_OPENED: 'RECEIVERSHIP',
  CONVERTED_TO_RECEIVERSHIP: 'RECEIVERSHIP',
  LIQUIDATION_OPENED: 'LIQUIDATION',
  CONVERTED_TO_LIQUIDATION: 'LIQUIDATION',
  PLAN_ADOPTED: 'PLAN',
  PLAN_FAILED: 'RECEIVERSHIP',
  PROCEEDINGS_CLOSED: 'CLOSED',
};

const FORGOTTEN_AFTER_MONTHS = 120;

/** The legal state a company's notices leave it in: cancelled and corrected notices drop out, the newest decides. */
export function reduceLegalState(events: readonly LegalEventFacts[], asOf: LocalDate): LegalState {
  const undone = new Set(
    events.flatMap((event) => (event.relatedKey === null ? [] : [event.relatedKey])),
  );
  const since = addMonths(asOf, -FORGOTTEN_AFTER_MONTHS);
  const valid = events
    .filter(
      (event) =>
        event.relation !== 'CANCELS' && !undone.has(event.sourceKey) && event.publishedOn >= since,
    )
    .sort((a, b) => compare(a.publishedOn, b.publishedOn) || compare(a.sourceKey, b.sourceKey));
  const state: LegalState = {
    insolvency: 'NONE',
    insolvencyEventKey: null,
    insolvencyOn: null,
    struckOffOn: null,
    struckOffEventKey: null,
  };
  for (const event of valid) applyEvent(state, event);
  return state;
}

function applyEvent(state: LegalState, event: LegalEventFacts): void {
  const status = STATUS_OF[event.kind];
  if (status !== undefined) {
    state.insolvency = status;
    state.insolvencyEventKey = event.sourceKey;
    state.insolvencyOn = event.publishedOn;
  } else if (event.kind === 'STRUCK_OFF') {
    state.struckOffOn = event.publishedOn;
    state.struckOffEventKey = event.sourceKey;
  } else if (event.kind === 'STRIKE_OFF_CANCELLED') {
    state.struckOffOn = null;
    state.struckOffEventKey = null;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
