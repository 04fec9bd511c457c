/** Layouts whose cells are parted by a character and told by their place. */
import { parseAmount, splitQuoted, type TextLine } from '../../../src/connector-kit';
import {
  dayFirst,
  isDayFirst,
  isShortDay,
  mostLines,
  shortDay,
  type BookLayout,
  type LayoutTools,
  type WrittenLine,
} from './layout';

interface Places {
  id: string;
  separator: string;
  fits(cells: readonly string[]): boolean;
  read(cells: readonly string[]): WrittenLine;
}

function delimitedLayout(places: Places): BookLayout {
  const cellsOf = (text: string): string[] => {
    const cells = splitQuoted(text, places.separator) ?? text.split(places.separator);
    return cells.map((cell) => cell.trim());
  };
  return {
    id: places.id,
    detect: (lines) => mostLines(lines, (text) => places.fits(cellsOf(text))),
    open: (tools: LayoutTools) => ({
      take: (line: TextLine): void => {
        const cells = cellsOf(line.text);
        if (cells.every((cell) => cell === '')) return;
        const written = places.read(cells);
        if (written.entryOn === '' && written.account === '') {
          return tools.refuseLine(line, `the line has ${cells.length} cells, none of them a day`);
        }
        tools.take(line, written);
      },
      finish: (): void => undefined,
    }),
  };
}

function at(cells: readonly string[], place: number): string {
  return cells[place] ?? '';
}

function isAmount(text: string): boolean {
  return text.length < 30 && !('problem' in parseAmount(text, 2));
}

function sided(side: string, amount: string): { debit: string; credit: string } {
  return /^d/i.test(side) ? { debit: amount, credit: '' } : { debit: '', credit: amount };
}

/** Sage 100, general ledger as text: TAB, no header, nine columns, the last one a running balance. Seen. */
export const SAGE_GRAND_LIVRE = delimitedLayout({
  id: 'sage-100-grand-livre',
  separator: '\t',
  fits: (cells) =>
    cells.length >= 8 &&
    /^\d{3}\w{0,14}$/.test(at(cells, 0)) &&
    isShortDay(at(cells, 1)) &&
    isAmount(at(cells, 6)) &&
    isAmount(at(cells, 7)),
  read: (cells) => ({
    account: at(cells, 0),
    entryOn: shortDay(at(cells, 1)),
    journal: at(cells, 2),
    reference: at(cells, 3),
    label: at(cells, 4),
    letter: at(cells, 5),
    debit: at(cells, 6),
    credit: at(cells, 7),
  }),
});

/** Cegid Expert and Loop, as Dolibarr writes it. Seen in source. */
export const CEGID_CSV = delimitedLayout({
  id: 'cegid-csv',
  separator: ';',
  fits: (cells) =>
    cells.length >= 8 &&
    isDayFirst(at(cells, 0)) &&
    /^[DC]$/i.test(at(cells, 4)) &&
    isAmount(at(cells, 5)),
  read: (cells) => ({
    entryOn: dayFirst(at(cells, 0)),
    journal: at(cells, 1),
    account: at(cells, 2),
    auxiliary: at(cells, 3),
    ...sided(at(cells, 4), at(cells, 5)),
    label: at(cells, 6),
    reference: at(cells, 7),
  }),
});

/** Agiris Isacompta, as Dolibarr writes it. Seen in source. */
export const ISACOMPTA = delimitedLayout({
  id: 'isacompta',
  separator: ';',
  fits: (cells) =>
    cells.length >= 13 &&
    isDayFirst(at(cells, 2)) &&
    /^\w{3,20}$/.test(at(cells, 4)) &&
    isAmount(at(cells, 7)) &&
    isAmount(at(cells, 8)) &&
    /^[DC]$/i.test(at(cells, 10)),
  read: (cells) => ({
    reference: at(cells, 0),
    entryOn: dayFirst(at(cells, 2)),
    label: at(cells, 3) === '' ? at(cells, 1) : at(cells, 3),
    account: at(cells, 4),
    accountLabel: at(cells, 5),
    debit: at(cells, 7),
    credit: at(cells, 8),
    letter: at(cells, 11),
    journal: at(cells, 12),
  }),
});

/** EBP, comma separated, no header; the automatic label before the label is not always there. Seen in source. */
export const EBP = delimitedLayout({
  id: 'ebp',
  separator: ',',
  fits: (cells) => {
    const side = ebpSide(cells);
    return (
      side !== null &&
      /^\d+$/.test(at(cells, 0)) &&
      isDayFirst(at(cells, 1)) &&
      isAmount(at(cells, side - 1))
    );
  },
  read: (cells) => {
    const side = ebpSide(cells) ?? 8;
    return {
      entryOn: dayFirst(at(cells, 1)),
      journal: at(cells, 2),
      account: at(cells, 3),
      label: at(cells, side - 3),
      reference: at(cells, side - 2),
      ...sided(at(cells, side), at(cells, side - 1)),
      dueOn: dayFirst(at(cells, side + 1)),
    };
  },
});

function ebpSide(cells: readonly string[]): number | null {
  return [8, 7].find((place) => /^[DC]$/i.test(at(cells, place))) ?? null;
}
