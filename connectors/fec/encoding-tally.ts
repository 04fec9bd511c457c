import type { LineEncoding, WarningLog } from '../../src/connector-kit';

interface Tally {
  encoding: Exclude<LineEncoding, 'ASCII'>;
  lines: number;
  firstLine: number;
}

/** Counts what the lines with characters beyond ASCII are written in; the others say nothing. */
export class EncodingTally {
  private readonly tallies = new Map<LineEncoding, Tally>();

  add(encoding: LineEncoding, line: number): void {
    if (encoding === 'ASCII') return;
    const known = this.tallies.get(encoding);
    if (known === undefined) this.tallies.set(encoding, { encoding, lines: 1, firstLine: line });
    else known.lines++;
  }

  /** Name of the file's encoding; of a mixed file, of both, the more frequent first. */
  name(hasByteOrderMark: boolean): string {
    const families = this.families();
    if (families.length === 0) return hasByteOrderMark ? 'UTF-8' : 'ASCII';
    return families.map((family) => family.encoding).join(' + ');
  }

  /** UTF-8 and single bytes in one file: both are decoded right, but somebody pasted two exports together. */
  warnIfMixed(warnings: WarningLog): void {
    const [usual, other] = this.families();
    if (usual === undefined || other === undefined) return;
    warnings.set({
      code: 'MIXED_ENCODINGS',
      message:
        `${usual.lines} lines are ${usual.encoding}, ${other.lines} are ${other.encoding}; ` +
        'each was read as what it is',
      line: other.firstLine,
      count: other.lines,
    });
  }

  /** At most two: UTF-8 and one single-byte encoding, windows-1252 if any line needs it. */
  private families(): Tally[] {
    const utf8 = this.tallies.get('UTF-8');
    const latin = this.tallies.get('ISO-8859-15');
    const windows = this.tallies.get('windows-1252');
    const single =
      latin !== undefined && windows !== undefined ? merge(windows, latin) : (windows ?? latin);
    const found = [utf8, single].filter((tally) => tally !== undefined);
    return found.sort((one, other) => other.lines - one.lines);
  }
}

function merge(windows: Tally, latin: Tally): Tally {
  const firstLine = Math.min(windows.firstLine, latin.firstLine);
  return { encoding: windows.encoding, lines: windows.lines + latin.lines, firstLine };
}
