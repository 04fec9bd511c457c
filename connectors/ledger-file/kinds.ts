/** The kinds of lists people hand over, and the columns each may have. */
import { FIELDS, FILE_KINDS, type Field, type FileKind } from './fields';
import { TITLES } from './titles';

export { FIELDS, FILE_KINDS, type Field, type FileKind };

export type FieldType = 'TEXT' | 'AMOUNT' | 'DATE' | 'SIREN';

const TYPES: Partial<Record<Field, FieldType>> = {
  ...{ issuedOn: 'DATE', dueOn: 'DATE', paidOn: 'DATE', entryOn: 'DATE', invoiceDate: 'DATE' },
  ...{ amount: 'AMOUNT', netAmount: 'AMOUNT', taxAmount: 'AMOUNT', open: 'AMOUNT' },
  ...{ paid: 'AMOUNT', debit: 'AMOUNT', credit: 'AMOUNT', limit: 'AMOUNT', total: 'AMOUNT' },
  ...{ siren: 'SIREN', siret: 'SIREN' },
};

/** What the values of a column must parse as. */
export function typeOfField(field: Field): FieldType {
  return TYPES[field] ?? 'TEXT';
}

/** Of each group one column at least is needed before a line can be read. */
const REQUIRED: Readonly<Record<FileKind, readonly (readonly Field[])[]>> = {
  INVOICES: [
    ['number'],
    ['partyCode', 'partyName'],
    ['issuedOn'],
    ['amount', 'netAmount', 'debit', 'open'],
  ],
  PAYMENTS: [['paidOn'], ['amount'], ['partyCode', 'partyName']],
  CUSTOMERS: [['partyName', 'partyCode']],
  AGED_BALANCE: [['partyCode', 'partyName']],
  GRAND_LIVRE: [['entryOn'], ['debit'], ['credit']],
};

/** The columns a kind of list may have. */
export function fieldsOf(kind: FileKind): Field[] {
  return FIELDS.filter((field) => TITLES[kind][field] !== undefined);
}

/** Groups of which the columns have none, each named by its first field. */
export function missingFields(kind: FileKind, has: (field: Field) => boolean): Field[] {
  return REQUIRED[kind].filter((group) => !group.some(has)).flatMap((group) => group.slice(0, 1));
}

export function isRequired(kind: FileKind, field: Field): boolean {
  return REQUIRED[kind].some((group) => group[0] === field);
}

/** A column's name without case, accents and punctuation, its words one space apart; "N° Facture" is "n facture". */
export function foldTitle(title: string): string {
  if (title === '') return '';
  return title
    .slice(0, 200)
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[€$£]|\b(eur|euros?)\b/g, ' ')
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const BY_TITLE = new Map(
  FILE_KINDS.map((kind) => {
    const titles = new Map<string, { field: Field; rank: number }>();
    for (const field of FIELDS) {
      TITLES[kind][field]?.forEach((name, rank) => {
        const known = titles.get(name);
        if (known === undefined || rank < known.rank) titles.set(name, { field, rank });
      });
    }
    return [kind, titles] as const;
  }),
);

/** The field a title names in a kind of list, and how usual the name is for it (0 is the most); null for none. */
export function fieldOfTitle(kind: FileKind, title: string): { field: Field; rank: number } | null {
  const titles = BY_TITLE.get(kind);
  const known = titles?.get(foldTitle(title)) ?? titles?.get(foldTitle(inWords(title)));
  return known ?? fieldOfPart(kind, title);
}

/** "InvoiceNumber" as the two words it is. */
function inWords(title: string): string {
  return title.slice(0, 200).replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');
}

const PART = /^\s*(\p{L}+)\s+[-–—:/]\s+(.+)$/u;
const OF_CUSTOMER = /^(client|tiers|customer|debtor)s?$/;
const OF_DOCUMENT = /^(document|facture|piece|invoice|echeance|ecriture|mouvement|reglement)s?$/;
const CUSTOMER_FIELDS: readonly Field[] = [
  ...(['siren', 'siret', 'vatNumber', 'country', 'email', 'phone', 'terms', 'limit'] as const),
];

/** "Document - Numéro" and "Client - Nom", as EBP names its columns: what they say, of what they say it. */
function fieldOfPart(kind: FileKind, title: string): { field: Field; rank: number } | null {
  const [, whole = '', part = ''] = PART.exec(title.slice(0, 200)) ?? [];
  if (!OF_DOCUMENT.test(foldTitle(whole)) && !OF_CUSTOMER.test(foldTitle(whole))) return null;
  const titles = BY_TITLE.get(kind);
  const [of, what] = [foldTitle(whole), foldTitle(part)];
  const both = titles?.get(`${what} ${of}`);
  const alone = both ?? titles?.get(what) ?? null;
  if (both !== undefined || alone === null || OF_DOCUMENT.test(of)) return alone;
  return OF_CUSTOMER.test(of) && CUSTOMER_FIELDS.includes(alone.field) ? alone : null;
}
