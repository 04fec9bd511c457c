import { termsBeside } from '../../scoring';
import type { AlertRule, AlertRuleCode, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';
import { changeOccasions, type Occasions } from './change-occasions';
import { isRisky, oneHigher } from './severity';

interface Often {
  readonly code: Extract<AlertRuleCode, 'SHAREHOLDERS_CHANGE_OFTEN' | 'OFFICERS_CHANGE_OFTEN'>;
  readonly kind: 'OFFICERS' | 'OWNERS';
}

/**
 * A rule that tells when those who own, or run, a company changed on many occasions. One alert per stretch; over when
 * fewer than half as many as the policy asks for are within its window, so that one leaving it is no end.
 */
export function changesOften({ code, kind }: Often): AlertRule {
  return {
    code,
    isEpisodic: true,
    evaluate(view) {
      const { siren } = view.company;
      const { changesAtLeast, changesWithinDays } = view.thresholds;
      const occasions = changeOccasions(kind, view);
      const count = occasions.days.length;
      if (siren === null || count < changesAtLeast) return [];
      return [
        {
          rule: code,
          severity: severityOf(occasions, view),
          dedupKey: `${code}:${view.customerId}`,
          customerId: view.customerId,
          before: null,
          after: { changes: count, withinDays: changesWithinDays, latestOn: latestOf(occasions) },
          evidence: [{ kind: 'company', sourceKey: siren, ...termsBeside(occasions.terms) }],
          deadlineOn: null,
          textKey: code,
          textParams: {
            customer: view.customerName,
            count,
            days: changesWithinDays,
            latestOn: { date: latestOf(occasions) },
            exposure: moneyText(view.exposureMinor, view.currency),
          },
        },
      ];
    },
    isOver(_alert, view) {
      const { days } = changeOccasions(kind, view);
      return days.length * 2 < view.thresholds.changesAtLeast ? 'CHANGES_SETTLED' : null;
    },
  };
}

function latestOf({ days }: Occasions): string {
  return days.at(-1) ?? '';
}

/** Worth a question where something is owed, more of those whose grade is low already, or at twice as many changes. */
function severityOf({ days }: Occasions, view: CustomerRiskView): Severity {
  if (view.exposureMinor <= 0n) return 'LOW';
  const isMany = days.length >= view.thresholds.changesAtLeast * 2;
  return isRisky(view) || isMany ? oneHigher('MEDIUM') : 'MEDIUM';
}
