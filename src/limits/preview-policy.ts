import { type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { portfolioFigures } from '../ledger';
import { decideLimit } from './decide-limit';
import { outcomeOf } from './limit-outcome';
import type { CreditPolicy } from './policies/credit-policy';
import type { PolicyProblem } from './policies/problems';
import { segmentOf } from './policies/segment.policy';
import { policyInForce } from './policy-in-force';
import {
  kindOf,
  PreviewTally,
  type PreviewAmounts,
  type PreviewChange,
  type PreviewCounts,
  type PreviewedCase,
  type PreviewGroup,
} from './preview-counts';
import { asPublished, checkPolicy, digestOfPolicy, type Publisher } from './publish-policy';
import { readLimitCases, type LimitCase } from './read-limit-cases';

/** What publishing a document today would change, compared with deciding all limits now by the policy in force. */
export interface PolicyPreview {
  readonly asOf: LocalDate;
  /** Of the policy it is compared with. */
  readonly comparedWith: string;
  /** Of the canonical document: what was previewed is what is published when they are the same. */
  readonly digest: string;
  readonly customers: number;
  readonly counts: PreviewCounts;
  /** Customers whose limit or proposal changes when it is decided now, whichever policy decides: not this one's doing. */
  readonly dueAnyway: number;
  readonly amounts: readonly PreviewAmounts[];
  /** A to E, then customers without a grade under `NOT_SCORED`; only those there are. */
  readonly byGrade: readonly PreviewGroup[];
  /** By the candidate's segments, in its order; also those nobody is in. */
  readonly bySegment: readonly PreviewGroup[];
  /** All that will differ from what is stored: this policy's doing first, largest first; at most PREVIEW_CHANGES_MAX. */
  readonly changes: readonly PreviewChange[];
}

export interface PreviewQuestion {
  document: unknown;
  asOf: LocalDate;
  at: Date;
  /** Who would publish it, which tells whether it would stand in full; absent: nobody who confirms. */
  publisher?: Publisher;
  signal?: AbortSignal;
}

export const PREVIEW_CHANGES_MAX = 10_000;
export const NOT_SCORED = 'NOT_SCORED';
const BATCH = 1_000;

/**
 * Decides the limit of every customer by the policy in force and by the document, with the same function from the same
 * inputs; only reads. The transaction should be of one snapshot. Answers everything that is wrong with the document instead.
 */
export async function previewPolicy(
  tx: Transaction,
  question: PreviewQuestion,
): Promise<PolicyPreview | { problems: readonly PolicyProblem[] }> {
  const { asOf } = question;
  const checked = await checkPolicy(tx, question.document);
  if ('problems' in checked) return checked;
  const inForce = await policyInForce(tx, asOf);
  const candidate = await asPublished(tx, checked.policy, {
    publisher: question.publisher ?? null,
    effectiveOn: asOf,
  });
  const policies = { inForce, candidate };
  const summary = new Summary(candidate);
  for await (const cases of allCases(tx, question)) {
    for (const each of cases) summary.add(each, decideBoth(each, policies));
  }
  return {
    asOf,
    comparedWith: inForce.version,
    digest: digestOfPolicy(checked.policy),
    ...summary.sum(),
  };
}

/** Every customer that limits are decided for, in batches, so that memory does not grow with the portfolio. */
async function* allCases(
  tx: Transaction,
  { asOf, at, signal }: PreviewQuestion,
): AsyncGenerator<LimitCase[]> {
  const { sales12mMinor } = await portfolioFigures(tx, asOf);
  const day = { asOf, at, sellerSales12mMinor: BigInt(sales12mMinor) };
  for (let after: string | null = null; ;) {
    signal?.throwIfAborted();
    const page: { id: string }[] = await tx.query<{ id: string }>(PAGE, [
      ...[tx.tenantId, after, BATCH],
    ]);
    if (page.length === 0) return;
    const ids = page.map(({ id }) => id);
    yield await readLimitCases(tx, ids, day);
    after = ids.at(-1) ?? null;
  }
}

const PAGE = `
  SELECT customer_id AS id FROM customer
  WHERE tenant_id = $1 AND NOT is_pooled AND ($2::uuid IS NULL OR customer_id > $2) ORDER BY customer_id LIMIT $3`;

function decideBoth(
  { customerId, input }: LimitCase,
  policies: { inForce: CreditPolicy; candidate: CreditPolicy },
): PreviewedCase {
  const decision = decideLimit(input, policies.candidate);
  return {
    ...{ customerId, input, decision },
    before: outcomeOf(input, decideLimit(input, policies.inForce)),
    after: outcomeOf(input, decision),
    segmentBefore: segmentOf(policies.inForce, input.segmentFacts).name,
    segmentAfter: segmentOf(policies.candidate, input.segmentFacts).name,
  };
}

/** What is kept of all cases: sums, and the largest changes. */
class Summary {
  private readonly all = new PreviewTally();
  private readonly grades = new Map<string, PreviewTally>();
  private readonly segments: ReadonlyMap<string, PreviewTally>;
  private changes: PreviewChange[] = [];
  private dueAnyway = 0;

  constructor(candidate: CreditPolicy) {
    this.segments = new Map(candidate.segments.map(({ name }) => [name, new PreviewTally()]));
  }

  add({ input }: LimitCase, each: PreviewedCase): void {
    const grade = input.grade ?? NOT_SCORED;
    const ofGrade = this.grades.get(grade) ?? new PreviewTally();
    this.grades.set(grade, ofGrade);
    for (const tally of [this.all, ofGrade, this.segments.get(each.segmentAfter)]) tally?.add(each);
    const change = changeOf(each);
    if (change.isDue) this.dueAnyway += 1;
    if (change.kind === 'UNCHANGED' && !change.isDue) return;
    this.changes.push(change);
    if (this.changes.length >= 2 * PREVIEW_CHANGES_MAX) this.changes = largest(this.changes);
  }

  sum(): Omit<PolicyPreview, 'asOf' | 'comparedWith' | 'digest'> {
    const { customers, counts, amounts } = this.all.named('');
    const grades = [...this.grades].sort(([left], [right]) => (rank(left) < rank(right) ? -1 : 1));
    return {
      ...{ customers, counts, amounts, dueAnyway: this.dueAnyway },
      byGrade: grades.map(([name, tally]) => tally.named(name)),
      bySegment: [...this.segments].map(([name, tally]) => tally.named(name)),
      changes: largest(this.changes),
    };
  }
}

/** Whether the limit or proposal stored is another than the policy in force would give now. */
function isDue({ input, before }: PreviewedCase): boolean {
  return (
    before.limitMinor !== (input.current?.limitMinor ?? null) ||
    before.proposedMinor !== input.proposedMinor
  );
}

function rank(grade: string): string {
  return grade === NOT_SCORED ? 'Z' : grade;
}

function changeOf(each: PreviewedCase): PreviewChange {
  const { customerId, input, before, after, decision, segmentBefore, segmentAfter } = each;
  return {
    ...{ customerId, before, after, segmentBefore, segmentAfter },
    kind: kindOf(each),
    isDue: isDue(each),
    currency: input.currency,
    grade: input.grade,
    currentMinor: input.current?.limitMinor ?? null,
    bindingTerm: decision.bindingTerm,
    reasonCodes: decision.reasonCodes,
    exposureMinor: input.exposureMinor,
  };
}

function largest(changes: readonly PreviewChange[]): PreviewChange[] {
  return changes
    .map((change) => ({ change, size: sizeOf(change) }))
    .sort((left, right) => {
      if (left.size !== right.size) return left.size > right.size ? -1 : 1;
      return left.change.customerId < right.change.customerId ? -1 : 1;
    })
    .slice(0, PREVIEW_CHANGES_MAX)
    .map(({ change }) => change);
}

/** By how much the limit changes; of proposals, by how much what is proposed does. */
function sizeOf({ before, after }: PreviewChange): bigint {
  const ofLimit = difference(before.limitMinor, after.limitMinor);
  return ofLimit > 0n ? ofLimit : difference(before.proposedMinor, after.proposedMinor);
}

function difference(left: bigint | null, right: bigint | null): bigint {
  const change = (right ?? 0n) - (left ?? 0n);
  return change < 0n ? -change : change;
}
