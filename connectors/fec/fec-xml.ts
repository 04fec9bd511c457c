/**
 * The XML form of a FEC (art. A47 A-1 LPF): `comptabilite > exercice > journal > ecriture > ligne`. Each `ligne` becomes a row of
 * the flat form, cell by cell and never as text, so that both are read by the same rules.
 */
import { XmlEvents, xmlTextAt, type XmlNode } from '../../src/connector-kit';
import { COLUMN_KEYS, findColumns, legalName, type ColumnKey } from './columns';
import type { Layout } from './layout';

const LOOK_BYTES = 4096;
/** Longer texts are cut: no field of books is. */
const FIELD_MAX = 2000;

/** Whether the root is `comptabilite`. */
export function isFecXml(head: Buffer): boolean {
  const start = head.toString('latin1', 0, LOOK_BYTES);
  return /^[^<]{0,8}</.test(start) && /<([\w-]+:)?comptabilite[\s>]/i.test(start);
}

/** A line of an entry as a row of the flat form. */
export interface XmlLine {
  line: number;
  fields: string[];
}

const NAMES = COLUMN_KEYS.map(legalName);
/** The flat form's own columns; the XML names are the same but for these. */
const ALIASES: Partial<Record<ColumnKey, readonly string[]>> = {
  auxiliary: ['CompteAuxNum'],
  auxiliaryLabel: ['CompteAuxLib'],
  foreignAmount: ['Montantdevise'],
  foreignCurrency: ['Idevise', 'IDevise'],
};
const DATES: ReadonlySet<ColumnKey> = new Set([
  ...(['entryDate', 'documentDate', 'letterDate', 'validDate'] as const),
]);
/** xs:date may name the zone of its day; the day is the same. */
const ZONED_DAY = /^(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})$/;
const IS_DEBIT = /^(D|DEBIT|DÉBIT|\+?1|\+)$/i;
const IS_CREDIT = /^(C|CREDIT|CRÉDIT|-1|-)$/i;
const IS_NOTHING = /^[\s0.,+-]*$/;
/** Said once, by what is around the line. */
const OF_JOURNAL: ReadonlySet<ColumnKey> = new Set(['journalCode', 'journalLabel']);
const OF_ENTRY: ReadonlySet<ColumnKey> = new Set([
  ...(['entryNumber', 'entryDate', 'label', 'reference', 'documentDate'] as const),
  ...(['letter', 'letterDate', 'validDate'] as const),
]);

/** The columns every XML FEC has once its lines are rows; `side` gives those whose amounts are Montant and Sens. */
export function xmlLayout(isSided: boolean): Layout {
  const names = isSided ? NAMES.filter((name) => name !== 'Debit' && name !== 'Credit') : NAMES;
  return {
    separator: 'XML',
    lineEnd: 10,
    names,
    columns: findColumns(names),
    width: names.length,
    dataFrom: 0,
    headerLines: 0,
    hasByteOrderMark: false,
  };
}

/** Whether the first lines say their amounts as Montant and Sens; a later one that does not is made to. */
export function isSidedXml(head: Buffer): boolean {
  const text = head.toString('latin1');
  const names = (name: string): boolean => new RegExp(`<([\\w-]+:)?${name}[\\s/>]`, 'i').test(text);
  return names('Montant') && !names('Debit') && !names('Credit');
}

/** Reads an XML FEC written to it in chunks; the rows it completes are taken with `take`. */
export class FecXml {
  private readonly events: XmlEvents;
  private journal: Record<string, string> = {};
  private lines: XmlLine[] = [];

  constructor(private readonly names: readonly string[]) {
    this.events = new XmlEvents({
      isWanted: (path) => path.at(-1)?.toLowerCase() === 'ecriture',
      node: (entry) => this.addEntry(entry),
      closed: (element, path) => {
        if (path.at(-2)?.toLowerCase() === 'journal') this.journal[element.name] = element.text;
      },
      opened: (element) => {
        if (element.name.toLowerCase() === 'journal') this.journal = {};
      },
    });
  }

  get encoding(): string {
    return this.events.encoding;
  }

  write(bytes: Uint8Array): void {
    this.events.write(bytes);
  }

  end(): void {
    this.events.end();
  }

  take(): XmlLine[] {
    const { lines } = this;
    this.lines = [];
    return lines;
  }

  private addEntry(entry: XmlNode): void {
    for (const ligne of entry.children) {
      if (ligne.name.toLowerCase() !== 'ligne') continue;
      const fields = this.names.map((name) => this.field(name, entry, ligne));
      this.lines.push({ line: ligne.line, fields });
    }
  }

  private field(name: string, entry: XmlNode, ligne: XmlNode): string {
    const key = COLUMN_KEYS[NAMES.indexOf(name)];
    if (key === undefined) return '';
    if (OF_JOURNAL.has(key)) return this.journal[name] ?? '';
    const spellings = [name, ...(ALIASES[key] ?? [])];
    for (const node of OF_ENTRY.has(key) ? [ligne, entry] : [ligne]) {
      for (const spelling of spellings) {
        const text = xmlTextAt(node, spelling);
        if (text !== null) return written(key, text);
      }
    }
    return this.derived(key, ligne);
  }

  /** An amount said the other way than the first lines say theirs: a line may have Debit or Credit, or Montant and Sens. */
  private derived(key: ColumnKey, ligne: XmlNode): string {
    const text = (name: string): string =>
      (xmlTextAt(ligne, name) ?? '').slice(0, FIELD_MAX).trim();
    if (key === 'debit' || key === 'credit') {
      const isSaid = text('Debit') !== '' || text('Credit') !== '';
      return isSaid ? '' : oneSide(key, text('Montant'), text('Sens').replace(/\s/g, ''));
    }
    if (key !== 'amount' && key !== 'side') return '';
    const [debit, credit] = [text('Debit'), text('Credit')];
    const isDebit = !IS_NOTHING.test(debit) || credit === '';
    if (key === 'side') return `${debit}${credit}` === '' ? '' : isDebit ? 'D' : 'C';
    const isBoth = !IS_NOTHING.test(debit) && !IS_NOTHING.test(credit);
    return isBoth ? `${debit} / ${credit}` : isDebit ? debit : credit;
  }
}

/** What Montant and Sens put into Debit or Credit; with a side that is none, a text that is no amount. */
function oneSide(key: 'debit' | 'credit', amount: string, side: string): string {
  if (IS_DEBIT.test(side)) return key === 'debit' ? amount : '';
  if (IS_CREDIT.test(side)) return key === 'credit' ? amount : '';
  return IS_NOTHING.test(amount) ? '' : `${amount} (Sens ${side})`;
}

function written(key: ColumnKey, text: string): string {
  const cut = text.slice(0, FIELD_MAX);
  return DATES.has(key) ? cut.trim().replace(ZONED_DAY, '$1') : cut;
}
