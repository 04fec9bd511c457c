/** The seller's chart of accounts: an index per account, its number and its label. */
const CHART = {
  capital: ['101300', 'Capital souscrit appelé versé'],
  reserves: ['106800', 'Autres reserves'],
  retained: ['110000', 'Report à nouveau'],
  profit: ['120000', "Résultat de l'exercice (bénéfice)"],
  loss: ['129000', "Résultat de l'exercice (perte)"],
  loan: ['164000', 'Emprunts auprès des établissements de crédit'],
  equipment: ['215400', 'Matériel industriel'],
  depreciation: ['281540', 'Amortissements du matériel industriel'],
  stock: ['370000', 'Stocks de marchandises'],
  suppliers: ['401000', 'Fournisseurs'],
  customers: ['411000', 'Clients'],
  doubtful: ['416000', 'Clients douteux ou litigieux'],
  deposits: ['419100', 'Clients - Avances et acomptes reçus'],
  staff: ['421000', 'Personnel - Rémunérations dues'],
  social: ['431000', 'Sécurité sociale'],
  vatDue: ['445510', 'TVA à décaisser'],
  vatInput: ['445660', 'TVA déductible sur autres biens et services'],
  vat20: ['445712', 'TVA collectée 20 %'],
  vat10: ['445711', 'TVA collectée 10 %'],
  vat5: ['445715', 'TVA collectée 5,5 %'],
  factor: ['467100', 'Factor - compte courant'],
  cheques: ['511200', "Chèques à l'encaissement"],
  bank: ['512000', 'Banque'],
  purchases: ['607000', 'Achats de marchandises'],
  rent: ['613200', 'Locations immobilières'],
  factorFee: ['622500', "Rémunérations d'affacturage"],
  wages: ['641100', 'Salaires et appointements'],
  socialCharges: ['645100', "Cotisations a l'Urssaf"],
  badDebt: ['654000', 'Pertes sur créances irrécouvrables'],
  rounding: ['658000', 'Charges diverses de gestion courante'],
  discount: ['665000', 'Escomptes accordés'],
  depreciationCharge: ['681120', 'Dotations aux amortissements'],
  sales20: ['707000', 'Ventes de marchandises 20 %'],
  sales10: ['707100', 'Ventes de marchandises 10 %'],
  sales5: ['707055', 'Ventes de marchandises 5,5 %'],
  carriage: ['708500', 'Ports et frais accessoires facturés'],
} as const;

export type AccountName = keyof typeof CHART;

export interface Account {
  name: AccountName;
  number: string;
  label: string;
}

export const ACCOUNTS = Object.fromEntries(
  Object.entries(CHART).map(([name, [number, label]]) => [name, { name, number, label }]),
) as unknown as Readonly<Record<AccountName, Account>>;

/** Accounts whose balances are carried forward item by item, with their customer. */
export function isReceivable(account: Account): boolean {
  return account.number.startsWith('41');
}

/** Whether the account is closed into the year's result instead of being carried forward. */
export function isIncomeStatement(account: Account): boolean {
  return account.number.startsWith('6') || account.number.startsWith('7');
}

/** VAT rates in use: sales account, VAT account and the rate in tenths of a percent. */
export const VAT_RATES = [
  { sales: ACCOUNTS.sales20, vat: ACCOUNTS.vat20, permille: 200n },
  { sales: ACCOUNTS.sales10, vat: ACCOUNTS.vat10, permille: 100n },
  { sales: ACCOUNTS.sales5, vat: ACCOUNTS.vat5, permille: 55n },
] as const;

/** VAT on a net amount, to the cent, half up. */
export function vatOn(netMinor: bigint, rate: number): bigint {
  return (netMinor * (VAT_RATES[rate]?.permille ?? 0n) + 500n) / 1_000n;
}
