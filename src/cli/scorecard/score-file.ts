import { contractError } from '../../kernel';
import { gradeOf, logit, scoreOf, scoreRatios, type Ratios } from '../../scoring';
import { readRatioFile } from './ratio-csv';

const ADDED = ['score', 'probability', 'grade'] as const;
/** Lines are written by the batch: a write for each would take longer than the scoring. */
const BATCH_LENGTH = 64 * 1024;

/**
 * The lines of a file with score, probability and grade appended to each, in batches of whole lines. Throws
 * SCORECARD_CSV_COLUMN_TAKEN when the file has such columns already.
 */
export async function* scoredLines(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const file = await readRatioFile(path, { needsFailed: false, signal });
  const taken = ADDED.find((name) => file.header.includes(name));
  if (taken !== undefined) throw columnTaken(path, taken);
  let batch = csvLine([...file.header, ...ADDED]);
  for await (const { cells, ratios } of file.rows) {
    batch += csvLine([...cells, ...scoreCells(ratios)]);
    if (batch.length < BATCH_LENGTH) continue;
    yield batch;
    batch = '';
  }
  yield batch;
}

/** Score and grade as an assessment gives them; no other source is weighed in, and the base rate is the table's. */
function scoreCells(ratios: Ratios): string[] {
  const { probability } = scoreRatios(ratios);
  // Six decimals are for readers; the score is of what they were cut from, as an assessment's is.
  const stated = Math.round(probability * 1e6) / 1e6;
  return [String(scoreOf(logit(probability))), String(stated), gradeOf(stated)];
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\n`;
}

function csvCell(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function columnTaken(path: string, name: string): Error {
  return contractError('SCORECARD_CSV_COLUMN_TAKEN', `the file has a column ${name} already`, {
    place: { file: path, line: 1, field: name },
    remedy: 'rename or remove the column; score, probability and grade are appended',
  });
}
