import { addMonths } from '../../kernel';
import type { ScoringInput, StatementCheck, StatementCheckCode, StatementFacts } from '../types';
import type { FinancialParameters } from './financial-parameters';
import { checkStatement } from './statement-checks';

export interface ChosenStatement {
  readonly statement: StatementFacts;
  /** The accounts of the year before when the two may be compared; else null, and there is no growth. */
  readonly previous: StatementFacts | null;
}

export type StatementChoice =
  | { readonly chosen: ChosenStatement; readonly checks: readonly StatementCheck[] }
  | {
      readonly chosen: null;
      /** What the newest statement was put aside for; null when there is none. */
      readonly because: StatementCheckCode | null;
      readonly checks: readonly StatementCheck[];
    };

interface Checked {
  readonly statement: StatementFacts;
  readonly checks: readonly StatementCheck[];
}

/**
 * The newest statement that may be used, with its checks and those of the newer ones that were put aside. Those of a day to
 * come are not seen, so that an old day can be computed again.
 */
export function chooseStatement(
  input: ScoringInput,
  parameters: FinancialParameters,
): StatementChoice {
  const known = input.statements.filter(({ closedOn }) => closedOn <= input.asOf).sort(newestFirst);
  const putAside: Checked[] = [];
  for (const statement of known) {
    const previous = yearBefore(statement, known);
    const checks = checkStatement(statement, { asOf: input.asOf, parameters, previous });
    if (checks.some(({ isRefusal }) => isRefusal)) {
      putAside.push({ statement, checks });
      continue;
    }
    const comparable = isComparable(statement, previous, checks) ? previous : null;
    const told = [checks, ...putAside.map((each) => each.checks)].flat();
    return { chosen: { statement, previous: comparable }, checks: told };
  }
  const newest = putAside[0]?.checks.find(({ isRefusal }) => isRefusal);
  const checks = putAside.flatMap((each) => each.checks);
  return { chosen: null, because: newest?.code ?? null, checks };
}

/** Ties are broken by key, so that the order in which statements arrive never matters; the company's own come first. */
function newestFirst(a: StatementFacts, b: StatementFacts): number {
  if (a.closedOn !== b.closedOn) return a.closedOn < b.closedOn ? 1 : -1;
  if (a.scope !== b.scope) return a.scope === 'COMPANY' ? -1 : 1;
  return a.sourceKey < b.sourceKey ? -1 : 1;
}

/** The company's own accounts closed about a year before. */
function yearBefore(
  statement: StatementFacts,
  known: readonly StatementFacts[],
): StatementFacts | null {
  const from = addMonths(statement.closedOn, -13);
  const to = addMonths(statement.closedOn, -11);
  const found = known.find(
    ({ closedOn, scope, confidentiality }) =>
      scope === 'COMPANY' && confidentiality !== 'FULL' && closedOn >= from && closedOn <= to,
  );
  return found ?? null;
}

/** Two years of twelve months in the same unit: anything else would be growth of the calendar. */
function isComparable(
  statement: StatementFacts,
  previous: StatementFacts | null,
  checks: readonly StatementCheck[],
): boolean {
  if (previous === null || statement.months !== 12 || previous.months !== 12) return false;
  return !checks.some(({ code }) => code === 'UNIT_DOUBTFUL');
}
