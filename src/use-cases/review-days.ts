import { dayAt, type Transaction } from '../database';
import { gradedFactsOfCompanies, segmentOf, type CreditPolicy } from '../limits';

/**
 * After how many days each of these companies is to be read again, where the credit policy says so for its segment and
 * grade; of several customers that are one company, the shortest counts. Companies the policy says nothing of are not in it.
 */
export async function reviewDaysOf(
  tx: Transaction,
  policy: CreditPolicy,
  question: { sirens: readonly string[]; at: Date },
): Promise<ReadonlyMap<string, number>> {
  if (!saysAny(policy)) return new Map();
  const asOf = await dayAt(tx, question.at);
  const shortest = new Map<string, number>();
  for (const { siren, grade, facts } of await gradedFactsOfCompanies(tx, question.sirens, asOf)) {
    const days = segmentOf(policy, facts).grades[grade].refreshAfterDays;
    if (days === undefined) continue;
    shortest.set(siren, Math.min(days, shortest.get(siren) ?? days));
  }
  return shortest;
}

function saysAny(policy: CreditPolicy): boolean {
  return policy.segments.some(({ grades }) =>
    Object.values(grades).some(({ refreshAfterDays }) => refreshAfterDays !== undefined),
  );
}
