import { SingleBar } from 'cli-progress';
import type { Progress } from '../kernel';

const LABEL_WIDTH = 38;
const CLEAR_LINE = '\r\u001b[K';

/** A bar per step on a terminal; a step of unknown length shows its count. Lines of text go above the bar. */
export function openBarProgress(
  stream: NodeJS.WriteStream,
): Progress & { writeAbove(line: string): void } {
  let bar: SingleBar | null = null;
  let counted: { label: string; done: number } | null = null;
  let startedAt = 0;
  let label = '';
  const endCount = (): void => {
    if (counted !== null) stream.write(CLEAR_LINE);
    counted = null;
  };
  return {
    start(name, total) {
      startedAt = performance.now();
      label = name;
      endCount();
      if (total === null) counted = { label: name, done: 0 };
      else bar = startBar(stream, name, total);
      if (counted !== null) stream.write(`${CLEAR_LINE}${name} ...`);
    },
    advance(done) {
      bar?.update(Math.min(done, bar.getTotal()));
      if (counted === null || counted.done === done) return;
      counted.done = done;
      stream.write(`${CLEAR_LINE}${counted.label} ... ${done}`);
    },
    finish(note, outcome = 'done') {
      bar?.stop();
      bar = null;
      endCount();
      const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
      const tail = note === undefined ? '' : `  ${note}`;
      const end = outcome === 'done' ? 'done in' : 'failed after';
      if (label !== '') stream.write(`${CLEAR_LINE}${pad(label)} ${end} ${seconds} s${tail}\n`);
      label = '';
    },
    writeAbove: (line) => void stream.write(`${CLEAR_LINE}${line}\n`),
  };
}

function startBar(stream: NodeJS.WriteStream, label: string, total: number): SingleBar {
  const bar = new SingleBar({
    stream,
    format: `${pad(label)} {bar} {percentage} %`,
    barCompleteChar: '\u2588',
    barIncompleteChar: '\u2591',
    barsize: 30,
    clearOnComplete: true,
    hideCursor: true,
    fps: 10,
    gracefulExit: false,
  });
  bar.start(Math.max(total, 1), 0);
  return bar;
}

function pad(label: string): string {
  return label.length > LABEL_WIDTH
    ? `${label.slice(0, LABEL_WIDTH - 1)}\u2026`
    : label.padEnd(LABEL_WIDTH);
}
