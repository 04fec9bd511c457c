/** What each of the subscribers follows, and which alerts are therefore for it: said once, for all sides of the benchmark. */
import { ALERT_RULE_CODES, type AlertRuleCode, type Severity } from '../../src/alerts';

export const CUSTOMERS = 500;

/** An alert of the benchmark, as far as filters look at it; customers by number. */
export interface BenchAlert {
  alertId: string;
  customer: number;
  rule: AlertRuleCode;
  severity: Severity;
}

export interface BenchFilter {
  customers?: readonly number[];
  rules?: readonly AlertRuleCode[];
  severities?: readonly Severity[];
}

/** Of ten subscribers seven follow two customers each, two the critical alerts of a rule, one a rule and a tenth of the customers. */
export function filterOf(subscriber: number): BenchFilter {
  const kind = subscriber % 10;
  const rules = [ruleOf(subscriber)];
  if (kind < 7) {
    return { customers: [subscriber % CUSTOMERS, (subscriber * 7 + 3) % CUSTOMERS] };
  }
  if (kind < 9) return { rules, severities: ['CRITICAL'] };
  return { rules, customers: range(CUSTOMERS).filter((n) => n % 10 === subscriber % 7) };
}

/** The alert written as number n of the run. */
export function alertOf(n: number, alertId: string): BenchAlert {
  const severity = n % 20 === 0 ? 'CRITICAL' : n % 2 === 0 ? 'MEDIUM' : 'LOW';
  return { alertId, customer: (n * 31) % CUSTOMERS, rule: ruleOf(n * 3), severity };
}

export function isFor(filter: BenchFilter, alert: BenchAlert): boolean {
  return (
    (filter.customers?.includes(alert.customer) ?? true) &&
    (filter.rules?.includes(alert.rule) ?? true) &&
    (filter.severities?.includes(alert.severity) ?? true)
  );
}

export function range(count: number): number[] {
  return Array.from({ length: count }, (_, n) => n);
}

function ruleOf(n: number): AlertRuleCode {
  return ALERT_RULE_CODES[n % 10] ?? 'GRADE_DROP';
}

/** This moment in milliseconds, comparable between the processes of one machine. */
export function moment(): number {
  return performance.timeOrigin + performance.now();
}
