import type { FileWarning } from '../connector';

/** What deserves a look without stopping a file: one warning per code, with its first line and how often. */
export class WarningLog {
  private readonly byCode = new Map<string, FileWarning>();

  /** Counts one more; the message and the line of the first one stay. */
  add(code: string, message: string, line: number | null = null): void {
    const known = this.byCode.get(code);
    if (known === undefined) this.byCode.set(code, { code, message, line, count: 1 });
    else known.count++;
  }

  /** States a finding about the whole file. */
  set(warning: FileWarning): void {
    this.byCode.set(warning.code, warning);
  }

  all(): FileWarning[] {
    return [...this.byCode.values()];
  }
}
