/**
 * How far each company has been read. A checkpoint is `{ through: { "2026-05-04": ["552032534", …] } }`: everything
 * published before that day is landed for these companies. A company that is in no list has never been read.
 */
import {
  addDays,
  addMonths,
  array,
  decode,
  isoDate,
  mapOf,
  object,
  text,
  type Checkpoint,
  type LocalDate,
} from '../../src/connector-kit';

export type Progress = Map<string, LocalDate>;

const stored = object({ through: mapOf(array(text)) });

/** Throws CONTRACT PAYLOAD_INVALID when the checkpoint is not one of ours. */
export function progressOf(checkpoint: Checkpoint | null): Progress {
  const progress: Progress = new Map();
  if (checkpoint === null) return progress;
  for (const [day, sirens] of decode(stored, checkpoint, 'checkpoint').through) {
    const through = isoDate(day, 'checkpoint.through');
    for (const siren of sirens) progress.set(siren, through);
  }
  return progress;
}

/** Companies are kept when they leave the portfolio: should they return, only the gap is read. */
export function checkpointOf(progress: Progress): Checkpoint {
  const through: Record<LocalDate, string[]> = {};
  for (const [siren, day] of progress) (through[day] ??= []).push(siren);
  return { through };
}

export interface Batch {
  sirens: string[];
  /** First day of publication to ask for. */
  from: LocalDate;
}

export interface BatchRules {
  today: LocalDate;
  historyYears: number;
  overlapDays: number;
  companiesPerRequest: number;
}

/** Subjects that stand at the same day share requests; new ones start `historyYears` back. */
export function batchesOf(
  subjects: readonly string[],
  progress: Progress,
  rules: BatchRules,
): Batch[] {
  const horizon = addMonths(rules.today, -12 * rules.historyYears);
  const byStart = new Map<LocalDate, string[]>();
  for (const siren of new Set(subjects)) {
    const through = progress.get(siren);
    const overlap = through === undefined ? horizon : addDays(through, -rules.overlapDays);
    const from = overlap < horizon ? horizon : overlap;
    const together = byStart.get(from);
    if (together === undefined) byStart.set(from, [siren]);
    else together.push(siren);
  }
  return [...byStart].flatMap(([from, sirens]) =>
    chunks(sirens, rules.companiesPerRequest).map((chunk) => ({ sirens: chunk, from })),
  );
}

function chunks(list: readonly string[], size: number): string[][] {
  const count = Math.ceil(list.length / size);
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size));
}
