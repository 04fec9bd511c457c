import { BookAssembler } from './books';
import { AgedBalance } from './lists/aged-balance';
import { CustomerList } from './lists/customers';
import { GrandLivre } from './lists/grand-livre';
import { InvoiceList } from './lists/invoices';
import type { ListReader } from './lists/list-reader';
import { PaymentList } from './lists/payments';
import type { LedgerFileConfig } from './config';
import { RowValues } from './row-values';
import type { ListSink } from './sink';
import type { Table } from './table-shape';

/** What reads the rows of a table, by what the table is. */
export interface OpenList {
  reader: ListReader;
  books: BookAssembler | null;
}

export function openList(
  table: Table,
  source: { config: LedgerFileConfig; fileName: string; sink: ListSink },
): OpenList {
  const { config, fileName, sink } = source;
  const tools = { values: new RowValues(table, config, sink), sink };
  switch (table.kind) {
    case 'INVOICES':
      return { reader: new InvoiceList(tools), books: null };
    case 'PAYMENTS':
      return { reader: new PaymentList(tools), books: null };
    case 'CUSTOMERS':
      return { reader: new CustomerList(tools), books: null };
    case 'AGED_BALANCE':
      return { reader: new AgedBalance(tools, fileName), books: null };
    case 'GRAND_LIVRE': {
      const books = new BookAssembler(config, sink);
      return { reader: new GrandLivre(tools, books), books };
    }
  }
}
