import {
  defined,
  type AccountingDocumentRecord,
  type DocumentState,
} from '../../../src/connector-kit';
import { invoiceKey, plainNumber } from '../document-key';
import type { GridRow } from '../grid';
import { foldTitle } from '../kinds';
import { isNamed, partyOf, partyRecord, type PartyOfRow } from '../party';
import { Period, saysTotal, type ListReader, type ListTools } from './list-reader';

const CREDIT_TYPE =
  /^(credit|a$|av$|c$|cn$|381$)|\b(avoirs?|credit (note|memo)s?|note de credit|creditnote|refund)\b/;
const PAYMENT_TYPE = /^(payment|paiement|reglement|encaissement|versement|receipt|remise)\b/;

interface Invoice {
  record: AccountingDocumentRecord;
  row: GridRow;
  party: PartyOfRow;
  /** What the line says beside who and when, to know the same line again. */
  says: string;
}

/** Documents issued: invoices and credit notes, with what is still open or what was paid of each. */
export class InvoiceList implements ListReader {
  private readonly parties = new Set<string>();
  private readonly keys = new Set<string>();
  private readonly days = new Period();
  /** Lines of one number that follow each other are its instalments. */
  private pending: Invoice[] = [];
  /** A customer named above the invoices instead of on them. */
  private heading: { row: GridRow; party: PartyOfRow; isUsed: boolean } | null = null;

  constructor(private readonly tools: ListTools) {}

  take(row: GridRow): void {
    const { values, sink } = this.tools;
    values.open(row);
    if (this.isTotal()) {
      this.closeHeading();
      const message = 'a line of totals was passed over';
      return sink.warnings.add('LEDGER_FILE_TOTAL_LINE', message, row.line);
    }
    if (this.isHeading(row)) {
      this.closeHeading();
      this.heading = { row, party: partyOf(values), isUsed: false };
      return;
    }
    sink.dataLines++;
    const invoice = this.read(row);
    if (values.problem !== null) return sink.refuse(row, values.problem);
    const [first] = this.pending;
    if (first !== undefined && first.record.sourceKey !== invoice.record.sourceKey) this.flush();
    this.pending.push(invoice);
  }

  finish(): void {
    this.closeHeading();
    this.flush();
  }

  period(): { from: string; to: string } | null {
    return this.days.read();
  }

  private isTotal(): boolean {
    const { values } = this.tools;
    const texts = (['number', 'partyName', 'partyCode'] as const).map((field) =>
      values.text(field),
    );
    const first = values.row.cells.find(({ type }) => type !== 'BLANK')?.text ?? '';
    if (![first, ...texts].some(saysTotal)) return false;
    // A total has neither number nor day; an invoice of "Total Énergies" has both.
    const [number = ''] = texts;
    return number === '' || saysTotal(number) || values.text('issuedOn') === '';
  }

  private isHeading(row: GridRow): boolean {
    const { values } = this.tools;
    if (values.text('number') !== '') return false;
    const { partyName, partyCode } = values.table.columns;
    const places = [...row.cells.keys()].filter((place) => row.cells[place]?.type !== 'BLANK');
    return places.every((place) => place === partyName || place === partyCode);
  }

  /** A heading no invoice stands under is a line that lost what it said. */
  private closeHeading(): void {
    const { heading } = this;
    this.heading = null;
    if (heading === null || heading.isUsed) return;
    const { sink } = this.tools;
    sink.dataLines++;
    const reason = 'the line names a customer and nothing else';
    sink.refuse(heading.row, { code: 'LEDGER_FILE_VALUE_MISSING', reason, field: null });
  }

  /** The customer of the line, else the one named above it. */
  private party(): PartyOfRow {
    const { values } = this.tools;
    const isNamedHere = values.text('partyCode') !== '' || values.text('partyName') !== '';
    if (isNamedHere) this.closeHeading();
    if (this.heading === null) return partyOf(values);
    this.heading.isUsed = true;
    return this.heading.party;
  }

  private read(row: GridRow): Invoice {
    const { values } = this.tools;
    const number = values.needed('number');
    const party = this.party();
    const issuedOn = values.neededDay('issuedOn');
    const currency = values.currency();
    const amount = this.amount(currency, number);
    const isCredit = amount < 0n;
    const state = this.state();
    const openMinor = this.open(currency, { amount, state });
    if (openMinor !== null) this.checkOpen(amount, openMinor);
    const reference = values.textOrNull('reference');
    const record: AccountingDocumentRecord = {
      type: 'accountingDocument',
      sourceKey: invoiceKey(number === '' ? '?' : number, issuedOn),
      kind: isCredit ? 'CREDIT_NOTE' : 'INVOICE',
      partyKey: party.key,
      number,
      label: values.text('label'),
      issuedOn,
      dueOn: values.day('dueOn'),
      currency,
      amountMinor: amount,
      openMinor,
      openOn: openMinor === null ? null : (this.asOf() ?? null),
      instalments: [],
      state: state ?? (openMinor === null ? 'UNKNOWN' : openMinor === 0n ? 'PAID' : 'OPEN'),
      allocations: [],
      isDisputed: /litig|contest|disput/i.test(values.text('status')),
      isDoubtful: /douteu|doubtful/i.test(values.text('status')),
      isAssigned: false,
      references: reference === null ? [] : [reference],
      precedingNumber: null,
    };
    return { record, row, party, says: `${amount}|${openMinor ?? ''}|${record.dueOn ?? ''}` };
  }

  private asOf(): string | undefined {
    const { table, config } = this.tools.values;
    return table.mapping?.asOf ?? config.asOf;
  }

  /** What falls due at issue; a credit note is negative however the list writes it. */
  private amount(currency: string, number: string): bigint {
    const { values, sink } = this.tools;
    const amount = this.writtenAmount(currency);
    const type = foldTitle(values.text('type'));
    if (PAYMENT_TYPE.test(type)) {
      const reason = `${JSON.stringify(values.text('type').slice(0, 40))} is no document issued; payments are a list of their own`;
      values.fail('LEDGER_FILE_LINE_UNKNOWN', values.title('type'), { reason });
    }
    if (CREDIT_TYPE.test(type)) return amount > 0n ? -amount : amount;
    const isNamed =
      foldTitle(values.text('label')).startsWith('avoir') ||
      /^AV(OIR)?[-_/]?\d/.test(plainNumber(number));
    if (amount <= 0n || type !== '' || !isNamed) return amount;
    const message = `${JSON.stringify(number)} is called a credit note and was taken for one`;
    sink.warnings.add('LEDGER_FILE_CREDIT_NOTE_ASSUMED', message, values.row.line);
    return -amount;
  }

  private writtenAmount(currency: string): bigint {
    const { values } = this.tools;
    if (values.has('amount')) return values.neededAmount('amount', currency);
    if (values.has('netAmount')) {
      return (
        values.neededAmount('netAmount', currency) + (values.amount('taxAmount', currency) ?? 0n)
      );
    }
    if (!values.has('debit')) return values.neededAmount('open', currency);
    return (values.amount('debit', currency) ?? 0n) - (values.amount('credit', currency) ?? 0n);
  }

  /** What is open, signed as the document; null when the list does not say. */
  private open(
    currency: string,
    found: { amount: bigint; state: DocumentState | null },
  ): bigint | null {
    const { values } = this.tools;
    const { amount, state } = found;
    const align = (value: bigint): bigint => (amount < 0n && value > 0n ? -value : value);
    const open = values.has('open') ? values.amount('open', currency) : null;
    if (open !== null) return align(open);
    if (state === 'PAID') return 0n;
    const paid = values.has('paid') ? values.amount('paid', currency) : null;
    if (paid !== null) return amount - align(paid);
    if (!values.has('open')) return values.has('paid') ? amount : null;
    // A column of what is open, blank: nothing is, unless the list calls the document unpaid.
    return state === 'OPEN' ? null : 0n;
  }

  /** More than the document, or of the other sign: a running balance, or a slip of the pen. */
  private checkOpen(amount: bigint, open: bigint): void {
    const isPart = amount < 0n ? open <= 0n && open >= amount : open >= 0n && open <= amount;
    if (isPart) return;
    const { values } = this.tools;
    const title = values.title(values.has('open') ? 'open' : 'paid');
    const reason = `by ${title} more is open than the document was issued for, or of the other sign; is it a running balance?`;
    values.fail('LEDGER_FILE_OPEN_IMPOSSIBLE', title, { reason });
  }

  private state(): DocumentState | null {
    const status = foldTitle(this.tools.values.text('status'));
    if (status === '') return null;
    if (/^(brouillon|draft|provisoire|proforma)/.test(status)) return 'DRAFT';
    if (/^(annule|void|cancel|supprime)/.test(status)) return 'VOID';
    if (/partiel|partly|partial/.test(status)) return 'OPEN';
    if (/^(paye|regle|solde|paid|encaisse|acquitte|lettre)/.test(status)) return 'PAID';
    return /^(impaye|non |not |en attente|a payer|open|unpaid|en retard|emise|envoye|sent|echue|due|overdue|valide)/.test(
      status,
    )
      ? 'OPEN'
      : null;
  }

  /** Gives out the document whose lines have come. */
  private flush(): void {
    const [first, ...others] = this.pending;
    this.pending = [];
    if (first === undefined) return;
    const parts = [first, ...others.filter((other) => this.isInstalment(first, other))];
    if (this.keys.has(first.record.sourceKey)) {
      for (const { row } of parts) this.refuseTwice(row, first.record.number);
      return;
    }
    this.keys.add(first.record.sourceKey);
    this.emit(first, parts);
  }

  private isInstalment(first: Invoice, other: Invoice): boolean {
    const { sink } = this.tools;
    const { record } = other;
    if (other.says === first.says && record.partyKey === first.record.partyKey) {
      const reason = `the line says again what line ${first.row.line} says`;
      sink.refuse(other.row, { code: 'LEDGER_FILE_LINE_REPEATED', reason, field: null });
      return false;
    }
    const isPart =
      record.partyKey === first.record.partyKey &&
      record.issuedOn === first.record.issuedOn &&
      record.dueOn !== null &&
      record.dueOn !== first.record.dueOn;
    if (!isPart) this.refuseTwice(other.row, record.number);
    return isPart;
  }

  private refuseTwice(row: GridRow, number: string): void {
    const { values, sink } = this.tools;
    const field = values.title('number');
    const reason = `${field} ${JSON.stringify(number)} came before with another customer, amount or day; the first counts`;
    sink.refuse(row, { code: 'LEDGER_FILE_NUMBER_TWICE', reason, field });
  }

  private emit(first: Invoice, parts: readonly Invoice[]): void {
    const { sink, values } = this.tools;
    const { record, party } = first;
    if (isNamed(party) && !this.parties.has(party.key)) {
      this.parties.add(party.key);
      values.open(first.row);
      sink.emit(partyRecord(values, party, sink));
    }
    this.days.add(record.issuedOn);
    if (parts.length > 1) return sink.emit(inInstalments(parts.map((part) => part.record)));
    sink.emit(record);
    if (values.has('paidOn')) sink.emit(...this.payment(first));
  }

  /** A payment the line tells with its day. */
  private payment({ record, row, party }: Invoice): AccountingDocumentRecord[] {
    const { values } = this.tools;
    values.open(row);
    if (record.amountMinor === 0n) return [];
    const paidOn = values.day('paidOn');
    const paid = record.amountMinor - (record.openMinor ?? record.amountMinor);
    if (paidOn === null || paid <= 0n) return [];
    return [
      {
        ...record,
        sourceKey: `payment:${record.sourceKey}`,
        kind: 'PAYMENT',
        partyKey: party.key,
        number: '',
        label: '',
        issuedOn: paidOn,
        dueOn: null,
        amountMinor: -paid,
        openMinor: 0n,
        openOn: null,
        state: 'PAID',
        allocations: [{ toKey: record.sourceKey, amountMinor: paid, on: paidOn }],
        isDisputed: false,
        isDoubtful: false,
        references: [record.number],
      },
    ];
  }
}

/** One document of the lines of its instalments: due with the first, for all of them. */
function inInstalments(parts: readonly AccountingDocumentRecord[]): AccountingDocumentRecord {
  const [first] = parts;
  const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, each) => all + each, 0n);
  const open = parts.flatMap(({ openMinor }) => openMinor ?? []);
  return {
    ...defined(first, 'a document has a line'),
    dueOn: parts.map(({ dueOn }) => dueOn).sort()[0] ?? null,
    amountMinor: sum(parts.map(({ amountMinor }) => amountMinor)),
    openMinor: open.length === 0 ? null : sum(open),
    instalments: parts.map(({ dueOn, amountMinor }) => ({ dueOn, amountMinor })),
  };
}
