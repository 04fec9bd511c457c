/** Layouts told by the place of characters in the line, or by the order of lines in a block. */
import { parseAmount, type TextLine } from '../../../src/connector-kit';
import { isShortDay, mostLines, shortDay, type BookLayout, type LayoutTools } from './layout';

/** The text at a place of the documentation: positions from 1. */
function cut(text: string, position: number, length: number): string {
  return text.slice(position - 1, position - 1 + length).trim();
}

/** Quadra and Cegid Quadra: M lines are movements, C lines accounts. Agreed on by three programs that write it. */
export const QUADRA: BookLayout = {
  id: 'quadra-ascii',
  isFixed: true,
  detect: (lines) => {
    const isMovement = (text: string): boolean =>
      text.startsWith('M') &&
      isShortDay(cut(text, 15, 6)) &&
      /^[DC][+-]\d{12}/.test(text.slice(41));
    const known = (text: string): boolean => isMovement(text) || /^[A-Z]\S/.test(text);
    return lines.some(({ text }) => isMovement(text)) && mostLines(lines, known);
  },
  open: (tools, first) => {
    const names = new Map<string, string>();
    const name = (text: string): void => void names.set(cut(text, 2, 8), cut(text, 10, 30));
    // Some programs write the accounts behind the movements: those of the beginning are known before.
    for (const { text } of first) if (text.startsWith('C')) name(text);
    return {
      take: ({ line, text, isUnterminated }): void => {
        if (text.startsWith('C')) return name(text);
        if (text.startsWith('M')) return takeMovement(tools, { line, text, isUnterminated }, names);
        if (text.trim() === '' || /^[A-Z]/.test(text)) return;
        tools.refuseLine(
          { line, text, isUnterminated },
          'the line is neither a movement nor an account',
        );
      },
      finish: (): void => undefined,
    };
  },
};

function takeMovement(
  tools: LayoutTools,
  line: TextLine,
  names: ReadonlyMap<string, string>,
): void {
  const { text } = line;
  const account = cut(text, 2, 8);
  const amount = centsOf(text.slice(42, 55));
  if (amount === null || !/^[DC]$/.test(text.charAt(41))) {
    return tools.refuseLine(line, 'the movement has no side (column 42) and amount (43 to 55)');
  }
  const isDebit = text.charAt(41) === 'D';
  const pieces = [cut(text, 232, 20), cut(text, 149, 10), cut(text, 100, 8), cut(text, 75, 5)];
  const longLabel = cut(text, 117, 30);
  tools.take(line, {
    account,
    accountLabel: names.get(account) ?? '',
    journal: cut(text, 111, 3) || cut(text, 10, 2),
    entryOn: shortDay(cut(text, 15, 6)),
    label: longLabel === '' ? cut(text, 22, 20) : longLabel,
    reference: pieces.find((piece) => piece !== '') ?? '',
    debit: isDebit ? amount : '',
    credit: isDebit ? '' : amount,
    dueOn: shortDay(cut(text, 64, 6)),
    letter: cut(text, 70, 2),
  });
}

/** "+000000012345" is 123.45; sign and twelve digits of cents, written as an amount. Null for anything else. */
function centsOf(text: string): string | null {
  const match = /^([+-])(\d{12})$/.exec(text);
  if (match?.[2] === undefined) return null;
  return `${match[1] === '-' ? '-' : ''}${match[2].slice(0, 10)}.${match[2].slice(10)}`;
}

const CIEL = /^.{7}(?:19|20)\d{6}(?:(?:19|20)\d{6}|[ 0]{8}).{48}[ \d.,-]{13}[DC]/;

/** Ciel and Sage 50, XIMPORT.TXT: fixed places, days as AAAAMMJJ. Seen in source. */
export const CIEL_XIMPORT: BookLayout = {
  id: 'ciel-ximport',
  isFixed: true,
  detect: (lines) => mostLines(lines, (text) => CIEL.test(text)),
  open: (tools) => ({
    take: (line): void => {
      const { text } = line;
      if (text.trim() === '') return;
      const amount = cut(text, 72, 13);
      const isDebit = text.charAt(84) === 'D';
      if (!isDebit && text.charAt(84) !== 'C') {
        return tools.refuseLine(line, 'the line has no side (D or C) in column 85');
      }
      tools.take(line, {
        entryNumber: cut(text, 1, 5),
        journal: cut(text, 6, 2),
        entryOn: cut(text, 8, 8),
        dueOn: cut(text, 16, 8),
        reference: cut(text, 24, 12),
        account: cut(text, 36, 11),
        label: cut(text, 47, 25),
        debit: isDebit ? amount : '',
        credit: isDebit ? '' : amount,
        accountLabel: cut(text, 104, 34),
      });
    },
    finish: (): void => undefined,
  }),
};

const BLOCK_LINES_MAX = 60;

/**
 * Sage "PNM" (#FLG, #MECG): a value per line. The places of journal, day, piece, account, third party, label, side and amount
 * were seen in source; those of the due date (13) and the reference (5) are recalled, and their values are checked.
 */
export const SAGE_PNM: BookLayout = {
  id: 'sage-pnm',
  isFixed: true,
  detect: (lines) => {
    const [first] = lines.filter(({ text }) => text.trim() !== '');
    return first !== undefined && /^#FLG\b/.test(first.text);
  },
  open: (tools) => {
    let block: TextLine[] | null = null;
    const flush = (): void => {
      if (block !== null) takeBlock(tools, block);
      block = null;
    };
    return {
      take: (line): void => {
        if (line.text.startsWith('#')) {
          flush();
          if (line.text.startsWith('#MECG')) block = [line];
        } else if (block !== null && block.length <= BLOCK_LINES_MAX) block.push(line);
      },
      finish: flush,
    };
  },
};

function takeBlock(tools: LayoutTools, block: readonly TextLine[]): void {
  const [head] = block;
  if (head === undefined) return;
  const value = (place: number): string => block[place]?.text.trim() ?? '';
  const line = { ...head, text: block.map(({ text }) => text).join(' / ') };
  const side = value(17);
  const amount = value(18);
  if (!/^[01]$/.test(side)) {
    return tools.refuseLine(block[17] ?? line, 'line 17 of the block is no side (0 or 1)');
  }
  if (amount === '' || 'problem' in parseAmount(amount, 2)) {
    return tools.refuseLine(block[18] ?? line, 'line 18 of the block is no amount');
  }
  tools.take(line, {
    journal: value(1),
    entryOn: shortDay(value(2)),
    entryNumber: value(4),
    reference: value(5) === '' ? value(4) : value(5),
    account: value(7),
    auxiliary: value(9),
    label: value(11),
    dueOn: isShortDay(value(13)) ? shortDay(value(13)) : '',
    debit: side === '0' ? amount : '',
    credit: side === '1' ? amount : '',
  });
}
