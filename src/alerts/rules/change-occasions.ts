import { addDays, addMonths, daysBetween, type LocalDate } from '../../kernel';
import { strictestTerms, type SourceTerms } from '../../scoring';
import type { CustomerRiskView } from '../alert-types';

/** What several people decide and publish in these days is one occasion. */
const SAME_OCCASION_DAYS = 15;

/** Who comes with the founding has changed nothing. */
const FOUNDING_MONTHS = 2;

export interface Occasions {
  /** The first day of each, the oldest first. */
  readonly days: readonly LocalDate[];
  /** The strictest terms of what tells them; null when everybody may know. */
  readonly terms: SourceTerms | null;
}

interface Told {
  readonly on: LocalDate;
  readonly terms?: SourceTerms;
}

/**
 * On how many occasions officers or owners changed within the window of the policy, by changes we saw and by the days
 * since when the present ones are said to be there. Sources tell of the same changes: the one that tells of most counts,
 * one that everybody may read before one with terms of its own.
 */
export function changeOccasions(kind: 'OFFICERS' | 'OWNERS', view: CustomerRiskView): Occasions {
  const { changesWithinDays, changesAtLeast } = view.thresholds;
  const { changes, appointments, createdOn } = view.company;
  const from = addDays(view.today, -changesWithinDays);
  const since =
    createdOn === null || addMonths(createdOn, FOUNDING_MONTHS) < from
      ? from
      : addMonths(createdOn, FOUNDING_MONTHS);
  const bySource = new Map<string, Told[]>();
  const note = (connectionId: string, told: Told): void => {
    if (told.on < since || told.on > view.today) return;
    bySource.set(connectionId, [...(bySource.get(connectionId) ?? []), told]);
  };
  for (const each of changes) {
    if (each.kind === kind) note(each.connectionId, { ...each, on: each.changedOn });
  }
  for (const each of appointments) if (each.kind === kind) note(each.connectionId, each);
  const sources = [...bySource.entries()]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([, told]) => told);
  const open = most(sources.map((told) => told.filter(({ terms }) => terms === undefined)));
  return open.days.length >= changesAtLeast ? open : mostOf(open, most(sources));
}

function mostOf(first: Occasions, second: Occasions): Occasions {
  return second.days.length > first.days.length ? second : first;
}

function most(sources: readonly (readonly Told[])[]): Occasions {
  return sources.map(occasionsOf).reduce(mostOf, { days: [], terms: null });
}

function occasionsOf(told: readonly Told[]): Occasions {
  const days: LocalDate[] = [];
  for (const { on } of [...told].sort((a, b) => (a.on < b.on ? -1 : 1))) {
    const last = days.at(-1);
    if (last === undefined || daysBetween(last, on) > SAME_OCCASION_DAYS) days.push(on);
  }
  return { days, terms: strictestTerms(told.flatMap(({ terms }) => terms ?? [])) };
}
