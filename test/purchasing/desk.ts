/** A desk that buys from the paid bureau, and what it is asked. */
import type { BookedCall, Purchase, Purchases } from '../../src/connector-kit';
import { FixedClock, isEncoursError, silentLogger } from '../../src/kernel';
import { openPurchases, type PurchasesFor } from '../../src/purchasing';
import { NOW, type Buyer, type PaidHub } from './paid-hub';
import type { PaidOptions } from './paid-provider';

export const REQUEST = { method: 'GET', path: '/reports/x' };
export const ANSWER = {
  status: 200,
  headers: { 'content-type': 'application/json', 'x-auth-token': 'secret' },
  body: Buffer.from('{"a":"é"}'),
};
export const MINUTE = 60_000;

export interface Desk {
  buyer: Buyer;
  clock: FixedClock;
  open(more?: Partial<PurchasesFor>): Purchases;
}

/** Opens desks at the paid bureau of a file's database. */
export const desksAt =
  (paid: () => PaidHub) =>
  (options: DeskOptions = {}): Promise<Desk> =>
    openDesk(paid(), options);

export type DeskOptions = PaidOptions & { timeZone?: string };

async function openDesk(paid: PaidHub, options: DeskOptions): Promise<Desk> {
  const clock = new FixedClock(NOW);
  const buyer = await paid.buyer({ ...options, clock });
  const connector = [...buyer.hub.connectors.values()][0];
  if (connector === undefined) throw new Error('no connector');
  const context = { database: buyer.hub.database, clock, logger: silentLogger };
  const { tenantId, connection } = buyer;
  const open = (more: Partial<PurchasesFor> = {}): Purchases =>
    openPurchases(context, {
      ...{ tenantId, connection, connector, neededSince: clock.now(), stream: 'reports' },
      ...more,
    });
  return { buyer, clock, open };
}

export const report = (subject: string | null, more: Partial<Purchase> = {}): Purchase => ({
  call: 'report',
  subject,
  ...more,
});

export async function book(purchases: Purchases, purchase: Purchase): Promise<BookedCall> {
  const begun = await purchases.begin(purchase, REQUEST);
  if (begun.kind !== 'booked') throw new Error('was kept');
  return begun.booked;
}

export async function settle(purchases: Purchases, purchase: Purchase): Promise<void> {
  await (await book(purchases, purchase)).answered(ANSWER, { isCharged: true, units: 1 });
}

export async function outcomeOf(purchases: Purchases, purchase: Purchase): Promise<string> {
  try {
    const begun = await purchases.begin(purchase, REQUEST);
    if (begun.kind === 'booked') await begun.booked.released('only asked');
    return begun.kind;
  } catch (error) {
    return isEncoursError(error) ? `${error.family} ${error.code}` : String(error);
  }
}

export const inTenant = <T>(
  { buyer }: Desk,
  work: Parameters<typeof buyer.hub.database.tenant<T>>[1],
): Promise<T> => buyer.hub.database.tenant(buyer.tenantId, work);
