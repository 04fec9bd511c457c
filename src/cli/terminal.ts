import type { Progress } from '../kernel';
import { openBarProgress } from './bar-progress';
import { openLineProgress } from './line-progress';

/** Where a command speaks: results on stdout, everything else on stderr. */
export interface Terminal {
  /** One line of the result. */
  readonly result: (line: string) => void;
  /** One line for the person watching; never garbles a progress bar. */
  readonly say: (line: string) => void;
  progress: Progress;
}

/** Bars when stderr is a terminal, plain lines otherwise. */
export function openTerminal(streams: {
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
}): Terminal {
  const { stdout, stderr } = streams;
  const result = (line: string): void => void stdout.write(`${line}\n`);
  if (!stderr.isTTY) {
    const say = (line: string): void => void stderr.write(`${line}\n`);
    return { result, say, progress: openLineProgress(say) };
  }
  const bars = openBarProgress(stderr);
  return { result, say: (line) => bars.writeAbove(line), progress: bars };
}
