import { sumDigests } from './decisions-digest';

/** One value that was stored and would be computed otherwise; both as text, cut when long. */
export interface FieldDifference {
  readonly field: string;
  readonly stored: string;
  readonly recomputed: string;
}

/** Where it was found. */
export interface ReplayDifference extends FieldDifference {
  readonly of: 'ASSESSMENT' | 'LIMIT' | 'RUN';
  /** Key of the assessment, the limit or the run. */
  readonly id: string;
  /** Whose it is; null for the run itself. */
  readonly customerId: string | null;
  readonly account: string | null;
}

/** Whose decision is replayed. */
export type ReplayedRow = Pick<ReplayDifference, 'of' | 'id' | 'customerId' | 'account'>;

/** Every row is counted in one of the three. */
export interface ReplayTally {
  equal: number;
  different: number;
  /** Decided by a model or policy this build does not have: neither proved nor disproved. */
  notReplayable: number;
}

/** Differences listed; those beyond are counted. */
const LISTED_MOST = 100;

/** A row computed again. */
export interface Recomputed {
  readonly differences: readonly FieldDifference[];
  /** What it adds to the digest of its run; 0 when it could not be computed. */
  readonly digest: bigint;
}

/** What a replay finds: counts of everything, a list that stays short. */
export class ReplayFindings {
  readonly assessments: ReplayTally = { equal: 0, different: 0, notReplayable: 0 };
  readonly limits: ReplayTally = { equal: 0, different: 0, notReplayable: 0 };
  readonly differences: ReplayDifference[] = [];
  /** All of them, listed or not. */
  differenceCount = 0;
  /** Sum of the digests of what was computed again. */
  digest = 0n;
  private readonly versions = new Map<string, number>();

  /** Rows by the version that this build does not have. */
  get unknownVersions(): { version: string; rows: number }[] {
    return [...this.versions].map(([version, rows]) => ({ version, rows }));
  }

  /** Takes in a row that was computed again. */
  compared(row: ReplayedRow, { differences, digest }: Recomputed): void {
    this.digest = sumDigests([this.digest, digest]);
    this.differenceCount += differences.length;
    for (const difference of differences) {
      if (this.differences.length < LISTED_MOST) this.differences.push({ ...row, ...difference });
    }
    const tally = this.tallyOf(row);
    if (tally === null) return;
    if (differences.length === 0) tally.equal++;
    else tally.different++;
  }

  /** Takes in a row that cannot be computed again. */
  notReplayable(row: ReplayedRow, version: string): void {
    this.versions.set(version, (this.versions.get(version) ?? 0) + 1);
    const tally = this.tallyOf(row);
    if (tally !== null) tally.notReplayable++;
  }

  private tallyOf({ of }: ReplayedRow): ReplayTally | null {
    if (of === 'RUN') return null;
    return of === 'ASSESSMENT' ? this.assessments : this.limits;
  }
}

const TEXT_MOST = 160;

/** Answers the difference of two texts, none when they are equal. */
export function differenceOf(field: string, stored: string, recomputed: string): FieldDifference[] {
  if (stored === recomputed) return [];
  return [{ field, stored: cut(stored), recomputed: cut(recomputed) }];
}

function cut(text: string): string {
  return text.length <= TEXT_MOST ? text : `${text.slice(0, TEXT_MOST)}…`;
}
