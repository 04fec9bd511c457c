import { addDays, daysBetween, type LocalDate } from '../../kernel';
import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/**
 * A limit that a person set ends within the days of the policy, or a limit is frozen: nothing new goes on credit under it.
 * One alert that escalates from one to the other; over when a limit that neither ends soon nor is frozen is in force.
 */
export const limitExpired: AlertRule = {
  code: 'LIMIT_EXPIRED',
  isEpisodic: true,
  evaluate(view) {
    const end = endOf(view);
    return end === null ? [] : [draft(view, end)];
  },
  isOver(_alert, view) {
    if (view.limitMinor === null) return 'NO_LIMIT';
    return endOf(view) === null ? 'LIMIT_RENEWED' : null;
  },
};

interface End {
  readonly isPast: boolean;
  /** The last day on which it grants something. */
  readonly lastOn: LocalDate;
}

function endOf(view: CustomerRiskView): End | null {
  const { limitEnd } = view.behaviour;
  if (limitEnd === null || view.limitMinor === null) return null;
  const { endsOn, frozenFrom } = limitEnd;
  if (frozenFrom !== null && frozenFrom <= view.today) {
    return { isPast: true, lastOn: addDays(frozenFrom, -1) };
  }
  if (endsOn === null) return null;
  const days = daysBetween(view.today, endsOn);
  if (days < 0) return { isPast: true, lastOn: endsOn };
  return days <= view.thresholds.limitEndsWithinDays ? { isPast: false, lastOn: endsOn } : null;
}

function draft(view: CustomerRiskView, { isPast, lastOn }: End): AlertDraft {
  const limitMinor = view.limitMinor ?? 0n;
  return {
    rule: 'LIMIT_EXPIRED',
    severity: severityOf(view, isPast),
    dedupKey: `LIMIT_EXPIRED:${view.customerId}`,
    customerId: view.customerId,
    before: null,
    after: {
      ...{ lastOn, state: isPast ? 'FROZEN' : 'ENDING' },
      limitMinor: limitMinor.toString(),
      exposureMinor: view.exposureMinor.toString(),
      currency: view.currency,
    },
    evidence: [],
    deadlineOn: null,
    textKey: isPast ? 'LIMIT_FROZEN' : 'LIMIT_ENDING',
    textParams: {
      customer: view.customerName,
      on: { date: lastOn },
      days: Math.abs(daysBetween(view.today, lastOn)),
      limit: moneyText(limitMinor, view.currency),
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

/** A limit nobody uses may end; one that is used stops orders the day after. */
function severityOf({ exposureMinor }: CustomerRiskView, isPast: boolean): Severity {
  if (exposureMinor === 0n) return isPast ? 'LOW' : 'INFO';
  return isPast ? 'MEDIUM' : 'LOW';
}
