import { judgeScores, RATIO_TABLE, scoreRatios, type ScoreQuality } from '../../scoring';
import { contractError } from '../../kernel';
import { readRatioFile } from './ratio-csv';

export interface Evaluation {
  readonly total: ScoreQuality;
  /** In the order in which the file first names them. */
  readonly origins: ReadonlyMap<string, ScoreQuality>;
}

/** A column of names, not of free text: more would be a mistake and would fill the screen. */
const ORIGINS_MAX = 1000;

/** Scores every row of a file and judges the scores against what happened, by origin and in all. Keeps two numbers a row. */
export async function evaluateFile(path: string, signal: AbortSignal): Promise<Evaluation> {
  const file = await readRatioFile(path, { needsFailed: true, signal });
  const outcomes = new Map<string, Outcomes>();
  for await (const { ratios, origin, failed, line } of file.rows) {
    const known = outcomes.get(origin);
    if (known === undefined && outcomes.size >= ORIGINS_MAX) throw tooManyOrigins(path, line);
    const outcome = known ?? { failed: new NumberColumn(), survived: new NumberColumn() };
    if (known === undefined) outcomes.set(origin, outcome);
    outcome[failed === true ? 'failed' : 'survived'].push(scoreRatios(ratios).probability);
  }
  return {
    total: judged([...outcomes.values()]),
    origins: new Map([...outcomes].map(([origin, each]) => [origin, judged([each])])),
  };
}

interface Outcomes {
  readonly failed: NumberColumn;
  readonly survived: NumberColumn;
}

function judged(outcomes: readonly Outcomes[]): ScoreQuality {
  const all = (kind: keyof Outcomes): Float64Array =>
    joined(outcomes.map((outcome) => outcome[kind].values()));
  return judgeScores(all('failed'), all('survived'), RATIO_TABLE.baseRate);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Numbers in eight bytes each, however many come. */
class NumberColumn {
  private numbers = new Float64Array(1024);
  private count = 0;

  push(value: number): void {
    if (this.count === this.numbers.length) {
      const wider = new Float64Array(this.count * 2);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    this.numbers[this.count] = value;
    this.count += 1;
  }

  values(): Float64Array {
    return this.numbers.subarray(0, this.count);
  }
}

function tooManyOrigins(path: string, line: number): Error {
  return contractError('SCORECARD_CSV_VALUE', `the file names more than ${ORIGINS_MAX} origins`, {
    place: { file: path, line, field: 'origin' },
    remedy: 'let the column origin name the sets to judge apart, or leave it out',
  });
}
