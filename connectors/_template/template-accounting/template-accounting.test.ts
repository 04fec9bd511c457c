import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConnector, type Json } from '../../../src/connector-kit';
import { templateAccounting, templateAccountingSimulator } from '.';
import { mapInvoice, mapPayment } from './map';

describeConnector(templateAccounting, {
  folder: __dirname,
  simulator: templateAccountingSimulator,
});

function typical(stream: string): Json[] {
  const path = join(__dirname, `fixtures/${stream}/typical.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Json[];
}

describe('mapping', () => {
  const [invoice = null, creditNote = null] = typical('invoices');
  const [payment = null] = typical('payments');

  it('reads what is owed as positive and a credit note as negative', () => {
    expect(mapInvoice(invoice)).toMatchObject([{ amountMinor: 120_000n, openMinor: 20_000n }]);
    expect(mapInvoice(creditNote)).toMatchObject([{ amountMinor: -12_000n, openMinor: 0n }]);
  });

  it('leaves a due date nobody gave null', () => {
    expect(mapInvoice(creditNote)).toMatchObject([{ dueOn: null }]);
  });

  it('sets a payment against what it pays', () => {
    expect(mapPayment(payment)).toMatchObject([
      { amountMinor: -100_000n, allocations: [{ toKey: 'invoice:1', amountMinor: 100_000n }] },
    ]);
  });
});
