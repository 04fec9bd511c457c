import type { GridRow } from '../grid';
import { partyOf, partyRecord } from '../party';
import type { ListReader, ListTools } from './list-reader';

/** Customers with their numbers, terms and contacts. */
export class CustomerList implements ListReader {
  private readonly keys = new Set<string>();

  constructor(private readonly tools: ListTools) {}

  take(row: GridRow): void {
    const { values, sink } = this.tools;
    values.open(row);
    sink.dataLines++;
    const party = partyOf(values);
    if (values.has('partyName')) values.needed('partyName');
    const record = partyRecord(values, party, sink);
    if (values.problem !== null) return sink.refuse(row, values.problem);
    if (this.keys.has(party.key)) {
      const reason = `the customer ${JSON.stringify(party.code ?? party.name)} came before; the first line counts`;
      return sink.refuse(row, { code: 'LEDGER_FILE_LINE_REPEATED', reason, field: null });
    }
    this.keys.add(party.key);
    sink.emit(record);
  }

  finish(): void {
    // Each line is told when it comes.
  }

  period(): null {
    return null;
  }
}
