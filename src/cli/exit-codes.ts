import { isEncoursError } from '../kernel';

/** What the shell is told; docs/operations.md promises these. */
export const EXIT = { ok: 0, failed: 1, misused: 2, interrupted: 130 } as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Wrong input or configuration is the caller's to change; everything else is a failure of the work. */
export function exitCodeOf(error: unknown): ExitCode {
  if (isEncoursError(error) && error.code === 'INTERRUPTED') return EXIT.interrupted;
  return isEncoursError(error, 'CONFIG') ? EXIT.misused : EXIT.failed;
}
