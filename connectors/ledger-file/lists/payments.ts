import type { AccountingDocumentRecord, DocumentAllocation } from '../../../src/connector-kit';
import { invoiceKey, Occurrences } from '../document-key';
import type { GridRow } from '../grid';
import { isNamed, partyOf, partyRecord } from '../party';
import { Period, saysOnlyTotal, saysTotal, type ListReader, type ListTools } from './list-reader';

/** Money received, and the invoices it was for where the list says so. */
export class PaymentList implements ListReader {
  private readonly parties = new Set<string>();
  private readonly turns = new Occurrences();
  private readonly days = new Period();

  constructor(private readonly tools: ListTools) {}

  take(row: GridRow): void {
    const { values, sink } = this.tools;
    values.open(row);
    const first = row.cells.find(({ type }) => type !== 'BLANK')?.text ?? '';
    if (saysOnlyTotal(first) || (saysTotal(first) && values.text('paidOn') === '')) {
      const message = 'a line of totals was passed over';
      return sink.warnings.add('LEDGER_FILE_TOTAL_LINE', message, row.line);
    }
    sink.dataLines++;
    const party = partyOf(values);
    const paidOn = values.neededDay('paidOn');
    const currency = values.currency();
    const amount = values.neededAmount('amount', currency);
    if (values.problem === null && amount === 0n) {
      values.fail('LEDGER_FILE_VALUE_MISSING', values.title('amount'), {
        reason: 'the payment is of 0',
      });
    }
    const allocations = this.allocations({ paidOn, amount });
    const isReturn = /impay|rejet|retour/i.test(`${values.text('label')} ${values.text('type')}`);
    if (values.problem !== null) return sink.refuse(row, values.problem);
    if (isNamed(party) && !this.parties.has(party.key)) {
      this.parties.add(party.key);
      sink.emit(partyRecord(values, party, sink));
    }
    this.days.add(paidOn);
    const isBack = amount < 0n || isReturn;
    const numbers = this.invoiceNumbers();
    sink.emit({
      type: 'accountingDocument',
      sourceKey: this.key({ party: party.key, paidOn, amount, numbers }),
      kind: isBack ? (isReturn ? 'RETURNED_PAYMENT' : 'REFUND') : 'PAYMENT',
      partyKey: party.key,
      number: values.text('number'),
      label: values.text('label'),
      issuedOn: paidOn,
      dueOn: null,
      currency,
      amountMinor: isBack === amount < 0n ? -amount : amount,
      openMinor: null,
      openOn: null,
      instalments: [],
      state: 'UNKNOWN',
      allocations: isBack ? [] : allocations,
      isDisputed: false,
      isDoubtful: false,
      isAssigned: false,
      references: [...numbers, ...reference(values.text('reference'))],
      precedingNumber: null,
    } satisfies AccountingDocumentRecord);
  }

  finish(): void {
    // Each line is told when it comes.
  }

  period(): { from: string; to: string } | null {
    return this.days.read();
  }

  private invoiceNumbers(): string[] {
    const written = this.tools.values.text('invoiceNumber');
    const numbers = written.split(/[;,+&|]|\s\/\s|\s{2,}|\set\s/).map((number) => number.trim());
    return numbers.filter((number) => number !== '').slice(0, 50);
  }

  /** One invoice takes the whole payment; how much went to each of several the list does not say. */
  private allocations(payment: { paidOn: string; amount: bigint }): DocumentAllocation[] {
    const { values, sink } = this.tools;
    const { paidOn, amount } = payment;
    const numbers = this.invoiceNumbers();
    const [number] = numbers;
    if (number === undefined || amount <= 0n) return [];
    if (numbers.length > 1) {
      const message = 'a payment names several invoices and not how much of it each takes';
      sink.warnings.add('LEDGER_FILE_SEVERAL_INVOICES', message, values.row.line);
      return [];
    }
    const issuedOn = values.day('invoiceDate') ?? paidOn;
    return [{ toKey: invoiceKey(number, issuedOn), amountMinor: amount, on: paidOn }];
  }

  private key(payment: {
    party: string;
    paidOn: string;
    amount: bigint;
    numbers: string[];
  }): string {
    const { party, paidOn, amount, numbers } = payment;
    const number = this.tools.values.text('number');
    const says = ['payment', number, paidOn, String(amount), party, numbers.join('+')].join(':');
    return `${says}:${this.turns.next(says)}`;
  }
}

function reference(text: string): string[] {
  return text === '' ? [] : [text];
}
