import type { Progress } from '../kernel';

const EVERY_MS = 5_000;

/** A line when a step begins, one every five seconds of a long step, and one at its end with the time it took. */
export function openLineProgress(
  write: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress {
  let step: { label: string; total: number | null; startedAt: number; saidAt: number } | null =
    null;
  return {
    start(label, total) {
      step = { label, total, startedAt: now(), saidAt: now() };
      write(`${label} ...`);
    },
    advance(done) {
      if (step === null || now() - step.saidAt < EVERY_MS) return;
      step.saidAt = now();
      write(`${step.label}: ${howFar(done, step.total)}`);
    },
    finish(note, outcome = 'done') {
      if (step === null) return;
      const seconds = ((now() - step.startedAt) / 1000).toFixed(1);
      write(
        `${step.label}: ${outcome === 'done' ? 'done in' : 'failed after'} ${seconds} s${note === undefined ? '' : `, ${note}`}`,
      );
      step = null;
    },
  };
}

function howFar(done: number, total: number | null): string {
  if (total === null || total === 0) return `${done} so far`;
  return `${Math.floor((Math.min(done, total) * 100) / total)} %`;
}
