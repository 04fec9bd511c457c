/** How long steps tell how far they are. A terminal draws bars, a pipe prints lines, a test ignores it. */
export interface Progress {
  /** Starts a step; total null when it is not known in advance. */
  start(label: string, total: number | null): void;
  advance(done: number): void;
  /** Ends the step; one that failed says so instead of "done". */
  finish(note?: string, outcome?: 'done' | 'failed'): void;
}

export const silentProgress: Progress = { start() {}, advance() {}, finish() {} };
