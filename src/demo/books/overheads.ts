import { dayInMonth, lastDayOfMonth, toBusinessDay, yearOf, type Day } from '../calendar';
import { Random } from '../random';
import { ACCOUNTS, VAT_RATES, type Account } from './accounts';
import type { EntryHead, JournalCode, Party } from './entry';

/** What was sold in a month, net of credit notes. */
export interface MonthOfSales {
  netMinor: bigint;
  /** By VAT rate. */
  vatMinor: bigint[];
}

export interface GeneralLine {
  account: Account;
  amountMinor: bigint;
  party?: Party;
}

export interface GeneralEntry {
  head: EntryHead;
  lines: GeneralLine[];
}

const SUPPLIERS: readonly Party[] = [
  { code: 'F00101', label: 'MANUFACTURE HYDRAULIQUE DU JURA' },
  { code: 'F00102', label: 'POMPES ET VANNES EUROPE' },
  { code: 'F00103', label: 'CABLERIES DE LOIRE' },
  { code: 'F00104', label: 'THERMO COMPOSANTS' },
  { code: 'F00105', label: 'OUTILLAGE REUNI' },
  { code: 'F00106', label: 'TRANSPORTS RAPIDES NANTAIS' },
];
/** Shares of a month's sales, per thousand. */
const PURCHASES = 660n;
const WAGES = 118n;
const RENT = 11n;

/** The seller's own costs, derived from its sales so that its accounts make sense; wages, purchases, VAT, depreciation. */
export class Overheads {
  constructor(
    private readonly seed: number,
    private readonly sales: ReadonlyMap<number, MonthOfSales>,
    private readonly firstMonth: number,
  ) {}

  /** A year's general entries up to a day, in the order of their days. */
  entries(year: number, upTo: Day, openingResultMinor: bigint): GeneralEntry[] {
    const entries: GeneralEntry[] = [];
    for (let month = year * 12; month < year * 12 + 12; month++) {
      entries.push(...this.purchases(month), ...this.payments(month));
      entries.push(...this.payroll(month), ...this.vatReturn(month));
    }
    entries.push(...appropriation(year, openingResultMinor), ...this.depreciation(year));
    return entries
      .filter(
        ({ head, lines }) => head.day <= upTo && yearOf(head.day) === year && lines.length > 1,
      )
      .sort((left, right) => left.head.day - right.head.day);
  }

  private purchases(month: number): GeneralEntry[] {
    return this.purchasesOf(month).map(({ party, netMinor, day, number }) => {
      const vat = (netMinor * 200n + 500n) / 1_000n;
      return entry('AC', { day, reference: number, label: party.label }, [
        [ACCOUNTS.purchases, netMinor],
        [ACCOUNTS.vatInput, vat],
        [ACCOUNTS.suppliers, -netMinor - vat, party],
      ]);
    });
  }

  /** Purchases are paid two months later. */
  private payments(month: number): GeneralEntry[] {
    return this.purchasesOf(month - 2).map(({ party, netMinor }) => {
      const day = toBusinessDay(dayInMonth(month, 15));
      const gross = netMinor + (netMinor * 200n + 500n) / 1_000n;
      const head = { day, reference: bankReference(month), label: `VIR ${party.label}` };
      return entry('BQ', head, [
        [ACCOUNTS.suppliers, gross, party],
        [ACCOUNTS.bank, -gross],
      ]);
    });
  }

  private purchasesOf(
    month: number,
  ): { party: Party; netMinor: bigint; day: Day; number: string }[] {
    const total = (this.netOf(month) * PURCHASES) / 1_000n;
    if (month < this.firstMonth || total <= 0n) return [];
    const random = new Random(this.seed, 'purchases', month);
    return SUPPLIERS.map((party) => ({
      party,
      netMinor: (total * BigInt(random.int(700, 1_300))) / 1_000n / BigInt(SUPPLIERS.length),
      day: toBusinessDay(dayInMonth(month, random.int(2, 25))),
      number: String(random.int(100_000, 999_999)),
    }));
  }

  private payroll(month: number): GeneralEntry[] {
    const gross = (this.netOf(month) * WAGES) / 1_000n;
    const rent = (this.netOf(month) * RENT) / 1_000n;
    if (gross <= 0n || rent <= 0n) return [];
    const day = lastDayOfMonth(dayInMonth(month, 1));
    const employee = (gross * 22n) / 100n;
    const employer = (gross * 41n) / 100n;
    const payDay = toBusinessDay(dayInMonth(month, 28));
    const reference = `PAIE${monthText(month)}`;
    return [
      entry('BQ', { day: payDay, reference: bankReference(month), label: 'LOYER ENTREPOT' }, [
        [ACCOUNTS.rent, rent],
        [ACCOUNTS.bank, -rent],
      ]),
      entry('OD', { day, reference, label: `SALAIRES ${monthText(month)}` }, [
        [ACCOUNTS.wages, gross],
        [ACCOUNTS.socialCharges, employer],
        [ACCOUNTS.social, -employee - employer],
        [ACCOUNTS.staff, employee - gross],
      ]),
      entry('BQ', { day, reference, label: 'VIREMENT SALAIRES' }, [
        [ACCOUNTS.staff, gross - employee],
        [ACCOUNTS.bank, employee - gross],
      ]),
      entry('BQ', { day, reference, label: 'PRLV URSSAF' }, [
        [ACCOUNTS.social, employee + employer],
        [ACCOUNTS.bank, -employee - employer],
      ]),
    ];
  }

  /** The VAT of a month is declared on the 19th of the next and paid on the 24th. */
  private vatReturn(month: number): GeneralEntry[] {
    const sold = this.sales.get(month - 1);
    if (sold === undefined || month - 1 < this.firstMonth) return [];
    const collected = sold.vatMinor.reduce((sum, vat) => sum + vat, 0n);
    const deductible = this.purchasesOf(month - 1).reduce(
      (sum, { netMinor }) => sum + (netMinor * 200n + 500n) / 1_000n,
      0n,
    );
    const due = collected - deductible;
    const day = toBusinessDay(dayInMonth(month, 19));
    const payDay = toBusinessDay(dayInMonth(month, 24));
    const reference = `TVA${monthText(month - 1)}`;
    return [
      entry('OD', { day, reference, label: `CA3 ${monthText(month - 1)}` }, [
        ...VAT_RATES.map(({ vat }, rate) => [vat, sold.vatMinor[rate] ?? 0n] as const),
        [ACCOUNTS.vatInput, -deductible],
        [ACCOUNTS.vatDue, -due],
      ]),
      entry('BQ', { day: payDay, reference, label: 'TELEREGLEMENT TVA' }, [
        [ACCOUNTS.vatDue, due],
        [ACCOUNTS.bank, -due],
      ]),
    ];
  }

  private depreciation(year: number): GeneralEntry[] {
    const charge = this.netOf(year * 12 + 5) / 20n;
    if (charge <= 0n) return [];
    const day = dayInMonth(year * 12 + 11, 31);
    const head = { day, reference: `AMORT${year}`, label: `DOTATION AUX AMORTISSEMENTS ${year}` };
    const lines = [
      [ACCOUNTS.depreciationCharge, charge],
      [ACCOUNTS.depreciation, -charge],
    ] as const;
    return [entry('OD', head, lines)];
  }

  private netOf(month: number): bigint {
    return this.sales.get(month)?.netMinor ?? 0n;
  }
}

type Line = readonly [account: Account, amountMinor: bigint, party?: Party];

function entry(
  journal: JournalCode,
  head: { day: Day; reference: string; label: string },
  lines: readonly Line[],
): GeneralEntry {
  return {
    head: { journal, documentDay: head.day, ...head },
    lines: lines
      .filter(([, amountMinor]) => amountMinor !== 0n)
      .map(([account, amountMinor, party]) => ({
        account,
        amountMinor,
        ...(party === undefined ? {} : { party }),
      })),
  };
}

/** Last year's result goes to the reserves when the members have approved the accounts. */
function appropriation(year: number, resultMinor: bigint): GeneralEntry[] {
  if (resultMinor === 0n) return [];
  const day = toBusinessDay(dayInMonth(year * 12 + 5, 28));
  const from = resultMinor < 0n ? ACCOUNTS.profit : ACCOUNTS.loss;
  const head = { day, reference: `AGO${year}`, label: 'AFFECTATION DU RESULTAT' };
  const lines = [
    [from, -resultMinor],
    [ACCOUNTS.reserves, resultMinor],
  ] as const;
  return [entry('OD', head, lines)];
}

function monthText(month: number): string {
  return `${Math.floor(month / 12)}${String((month % 12) + 1).padStart(2, '0')}`;
}

function bankReference(month: number): string {
  return `RB${monthText(month)}`;
}
