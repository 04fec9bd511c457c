/** A payment that moves from the payload of one invoice to that of another: where it is told now decides whether it is there. */
import type { GoneRecord } from '../../../src/connector-kit';
import { aDocument, against, aPayment, claims, tell, useSources } from './told';

const source = useSources();

const invoices = {
  one: [aDocument('F1', { amountMinor: 50_000n })],
  two: [aDocument('F2', { amountMinor: 50_000n })],
};
const paying = (toKey: string): ReturnType<typeof aPayment>[] => [
  aPayment('P', { amountMinor: -50_000n, allocations: [against(toKey, 50_000n, '2026-02-15')] }),
];
const gone: GoneRecord[] = [{ type: 'gone', sourceKey: 'P', what: 'accountingDocument' }];

const OPEN_F1 = 'C1 INVOICE F1 500.00 open 500.00';
const OPEN_F2 = 'C1 INVOICE F2 500.00 open 500.00';
const PAID_F2 = 'C1 INVOICE F2 500.00 open 0.00';

async function open(of: Awaited<ReturnType<typeof source>>): Promise<string[]> {
  return (await claims(of)).map((claim) => claim.split(' due ')[0] ?? '');
}

it('is gone with the payload that told it last, not with the one that told it first', async () => {
  const of = await source();
  await tell(of, { ...invoices, atOne: paying('F1') });
  of.clock.advanceMs(1_000);
  await tell(of, { atTwo: paying('F2') });
  expect(await open(of)).toEqual([OPEN_F1, PAID_F2]);
  of.clock.advanceMs(1_000);
  await tell(of, { atTwo: [] });
  expect(await open(of)).toEqual([OPEN_F1, OPEN_F2]);
});

it.each([
  ['before', ['atOne', 'atTwo']],
  ['after', ['atTwo', 'atOne']],
])('stays when its former payload is found gone %s it is told anew', async (_when, order) => {
  const of = await source();
  await tell(of, { ...invoices, atOne: paying('F1') });
  for (const payload of order) {
    of.clock.advanceMs(1_000);
    await tell(of, { [payload]: payload === 'atOne' ? gone : paying('F2') });
  }
  expect(await open(of)).toEqual([OPEN_F1, PAID_F2]);
});

it('is gone with the only payload that told it', async () => {
  const of = await source();
  await tell(of, { ...invoices, atOne: paying('F1') });
  of.clock.advanceMs(1_000);
  await tell(of, { atOne: gone });
  expect(await open(of)).toEqual([OPEN_F1, OPEN_F2]);
});
