/** The columns of a FEC under the names exporters give them. */

export const COLUMN_KEYS = [
  'journalCode',
  'journalLabel',
  'entryNumber',
  'entryDate',
  'account',
  'accountLabel',
  'auxiliary',
  'auxiliaryLabel',
  'reference',
  'documentDate',
  'label',
  'debit',
  'credit',
  'letter',
  'letterDate',
  'validDate',
  'foreignAmount',
  'foreignCurrency',
  'amount',
  'side',
  'dueDate',
  'invoiceNumber',
] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number];

/** Place of each column in a row; -1 for one the file does not have. */
export type Columns = Readonly<Record<ColumnKey, number>>;

/** The legal name first, then spellings seen in the wild; folded by `foldName` before they are compared. */
const SPELLINGS: Readonly<Record<ColumnKey, readonly string[]>> = {
  journalCode: ['JournalCode', 'CodeJournal'],
  journalLabel: ['JournalLib', 'JournalLibelle', 'JournalLabel', 'LibelleJournal'],
  entryNumber: ['EcritureNum', 'EcritureNumero', 'NumEcriture', 'NumeroEcriture'],
  entryDate: ['EcritureDate', 'DateEcriture'],
  account: ['CompteNum', 'CompteNumero', 'NumCompte', 'NumeroCompte'],
  accountLabel: ['CompteLib', 'CompteLibelle', 'LibelleCompte'],
  auxiliary: ['CompAuxNum', 'CompteAuxNum', 'CompAuxNumero', 'CompteAuxNumero', 'CompteAuxiliaire'],
  auxiliaryLabel: ['CompAuxLib', 'CompteAuxLib', 'CompAuxLibelle', 'CompteAuxLibelle'],
  reference: ['PieceRef', 'PieceReference', 'RefPiece', 'ReferencePiece'],
  documentDate: ['PieceDate', 'DatePiece'],
  label: ['EcritureLib', 'EcritureLibelle', 'LibelleEcriture'],
  debit: ['Debit', 'MontantDebit'],
  credit: ['Credit', 'MontantCredit'],
  letter: ['EcritureLet', 'EcritureLettrage', 'Lettrage', 'CodeLettrage'],
  letterDate: ['DateLet', 'DateLettrage', 'LettrageDate'],
  validDate: ['ValidDate', 'DateValid', 'DateValidation', 'ValidationDate'],
  foreignAmount: ['MontantDevise'],
  foreignCurrency: ['Idevise', 'IdDevise', 'CodeDevise'],
  amount: ['Montant'],
  side: ['Sens'],
  dueDate: [
    ...['DateLimitReglmt', 'DateLimiteReglement', 'DateLimitReglement', 'DateLimReglmt'],
    ...['DateEcheance', 'EcheanceDate', 'Echeance', 'DateEch', 'PieceEcheance', 'DueDate'],
  ],
  invoiceNumber: ['NumFacture', 'NumeroFacture', 'FactureNum'],
};

/** Names other files have too: they do not make a FEC. */
const COMMON: ReadonlySet<ColumnKey> = new Set([
  ...(['debit', 'credit', 'amount', 'side', 'foreignAmount', 'letter'] as const),
  ...(['foreignCurrency', 'dueDate', 'invoiceNumber', 'validDate'] as const),
]);

const BY_NAME: ReadonlyMap<string, ColumnKey> = new Map(
  COLUMN_KEYS.flatMap((key) => SPELLINGS[key].map((name) => [foldName(name), key] as const)),
);

/** A column's name without case, accents, spaces and punctuation. */
export function foldName(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '');
}

/** Where each known column is; the first of two columns with the same meaning counts. */
export function findColumns(names: readonly string[]): Columns {
  const found = new Map<ColumnKey, number>();
  names.forEach((name, place) => {
    const key = BY_NAME.get(foldName(name));
    if (key !== undefined && !found.has(key)) found.set(key, place);
  });
  const places = COLUMN_KEYS.map((key) => [key, found.get(key) ?? -1]);
  return Object.fromEntries(places) as Record<ColumnKey, number>;
}

export function countKnown(columns: Columns): number {
  return COLUMN_KEYS.filter((key) => columns[key] >= 0).length;
}

/** Columns only a FEC has: two of them make a file a FEC, complete or not. */
export function countDistinctive(columns: Columns): number {
  return COLUMN_KEYS.filter((key) => columns[key] >= 0 && !COMMON.has(key)).length;
}

export function legalName(key: ColumnKey): string {
  return SPELLINGS[key][0] ?? key;
}

/** Names of the columns without which no line can be read: a day, an account, an amount. */
export function missingColumns(columns: Columns): string[] {
  const missing = (['entryDate', 'account'] as const)
    .filter((key) => columns[key] < 0)
    .map(legalName);
  if (hasSides(columns) || hasAmount(columns)) return missing;
  if (columns.amount >= 0) return [...missing, 'Sens'];
  const sides = (['debit', 'credit'] as const).filter((key) => columns[key] < 0);
  return [...missing, ...sides.map(legalName)];
}

/** Names of the legal columns a readable file still lacks. */
export function absentColumns(columns: Columns): string[] {
  const legal = COLUMN_KEYS.slice(0, COLUMN_KEYS.indexOf('amount'));
  const optional = legal.filter((key) => key !== 'debit' && key !== 'credit');
  return optional.filter((key) => columns[key] < 0).map(legalName);
}

function hasSides(columns: Columns): boolean {
  return columns.debit >= 0 && columns.credit >= 0;
}

/** The Montant + Sens variant, used when Debit and Credit are not both there. */
export function hasAmount(columns: Columns): boolean {
  return !hasSides(columns) && columns.amount >= 0 && columns.side >= 0;
}
