import type { Grade } from '../../scoring';
import type { AlertRule, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/** The grade that holds got worse. One alert per change; over when it gets better than where it fell to. */
export const gradeDrop: AlertRule = {
  code: 'GRADE_DROP',
  isEpisodic: false,
  evaluate(view) {
    const grade = view.grade;
    if (grade?.previous == null || grade.current <= grade.previous) return [];
    const { previous, current, changedOn } = grade;
    return [
      {
        rule: 'GRADE_DROP',
        severity: severityOf(previous, current),
        dedupKey: `GRADE_DROP:${view.customerId}:${changedOn}:${previous}${current}`,
        customerId: view.customerId,
        before: { grade: previous },
        after: { grade: current, score: grade.score, changedOn },
        evidence: [],
        deadlineOn: null,
        textKey: 'GRADE_DROP',
        textParams: {
          customer: view.customerName,
          from: previous,
          to: current,
          changedOn: { date: changedOn },
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver(alert, view) {
    const reached = alert.after['grade'];
    const current = view.grade?.current;
    if (current === undefined || typeof reached !== 'string') return null;
    return current < reached ? 'GRADE_RECOVERED' : null;
  },
};

/** To the last grade, or by two notches and more at once: look today. */
function severityOf(from: Grade, to: Grade): Severity {
  if (to === 'E') return 'HIGH';
  return to.charCodeAt(0) - from.charCodeAt(0) >= 2 ? 'HIGH' : 'MEDIUM';
}
