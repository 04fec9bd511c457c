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

/**
 * The legal state a company's notices leave it in: cancelled and corrected notices drop out, a correction takes the place
 * of what it corrects, the newest decides.
 */
export function reduceLegalState(events: readonly LegalEventFacts[], asOf: LocalDate): LegalState {
  const since = addMonths(asOf, -FORGOTTEN_AFTER_MONTHS);
  const known = events
    .filter((event) => event.publishedOn >= since)
    .sort((a, b) => compare(a.publishedOn, b.publishedOn) || compare(a.sourceKey, b.sourceKey));
  const undone = undoneKeys(known);
  const places = placesOf(known);
  const valid = known
    .filter((event) => event.relation !== 'CANCELS' && !undone.has(event.sourceKey))
    .map((event) => ({ event, place: places.get(event.sourceKey) ?? event.publishedOn }))
    .sort((a, b) => compare(a.place, b.place));
  const state: LegalState = {
    insolvency: 'NONE',
    insolvencyEventKey: null,
    insolvencyOn: null,
    struckOffOn: null,
    struckOffEventKey: null,
  };
  for (const { event } of valid) applyEvent(state, event);
  return state;
}

/** Newest first, since a notice that was itself undone undoes nothing. */
function undoneKeys(events: readonly LegalEventFacts[]): ReadonlySet<string> {
  const undone = new Set<string>();
  for (const event of [...events].reverse()) {
    if (event.relatedKey === null || undone.has(event.sourceKey)) continue;
    if (event.relation === 'CANCELS' || isRestatement(event)) undone.add(event.relatedKey);
  }
  return undone;
}

/** A correction that does not say again what was decided leaves the notice it corrects in force. */
function isRestatement({ relation, kind }: LegalEventFacts): boolean {
  const saysState = kind in STATUS_OF || kind === 'STRUCK_OFF' || kind === 'STRIKE_OFF_CANCELLED';
  return relation === 'RECTIFIES' && saysState;
}

/** Where a correction stands in the order of events: on the day of the notice it corrects, not after what came since. */
function placesOf(events: readonly LegalEventFacts[]): ReadonlyMap<string, LocalDate> {
  const places = new Map<string, LocalDate>();
  for (const event of events) {
    const corrected =
      isRestatement(event) && event.relatedKey !== null ? places.get(event.relatedKey) : undefined;
    places.set(event.sourceKey, corrected ?? event.publishedOn);
  }
  return places;
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
