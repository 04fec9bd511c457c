/** What the people of the demo's seller do: recognise customers, set limits, note what was promised on the telephone. */
import { addDays, completeSiren } from '../../kernel';
import { appendEvents, type EventDraft } from '../../alerts';
import { openRecording, type Transaction } from '../../database';
import type { DemoEvent, DemoWorld } from '../../demo';
import type { Hub } from '../../hub';
import { setCreditLimit } from '../../limits';
import { rescore } from '../../pipeline';
import { confirmMatch, lockCustomers } from '../../unify';
import { createCreditControlActions } from '../../use-cases/credit-control';

const CREDIT_MANAGER = 'Claire Morvan';
const COLLECTOR = 'Yann Le Goff';
/** Limits set for a season that is nearly over. */
const SEASONAL = 3;
const SEASON_DAYS = 11;

interface Place {
  tenantId: string;
  signal: AbortSignal;
}

/**
 * Says who traders are whom the registers hide: it is on their invoices. And of some customers that no search found what an
 * old order form says: the number of a business that was taken over long ago, which no directory knows any more.
 */
export async function matchByHand(hub: Hub, place: Place & { world: DemoWorld }): Promise<void> {
  const { tenantId, world, signal } = place;
  const at = hub.clock.now();
  const matched = await hub.database.tenant(tenantId, async (tx) => {
    const customerIds: string[] = [];
    for (const { siren, customerId } of await knownToPeople(tx, world)) {
      await confirmMatch(tx, { customerId, siren, decidedBy: CREDIT_MANAGER, at });
      const data = { siren, decision: 'CONFIRMED', by: CREDIT_MANAGER } as const;
      const told: EventDraft = { type: 'MATCH_DECIDED', customerId, subjectId: null, data };
      await appendEvents(tx, [told], at);
      customerIds.push(customerId);
    }
    return customerIds;
  });
  if (matched.length > 0) await rescore(hub, { tenantId, customerIds: matched, signal });
}

async function knownToPeople(tx: Transaction, world: DemoWorld): Promise<Known[]> {
  const known: Known[] = [];
  for (const { siren, code, matching } of world.customers()) {
    const customerId = matching === 'NONE' ? await customerOf(tx, code) : null;
    if (siren !== null && customerId !== null) known.push({ siren, customerId });
  }
  const hidden = known.map(({ customerId }) => customerId);
  const unfound = await tx.query<Pick<Known, 'customerId'>>(UNFOUND, [tx.tenantId, hidden]);
  const numbers = OLD_NUMBERS.map(completeSiren).filter((siren) => !world.company(siren));
  for (const [index, siren] of numbers.entries()) {
    const customerId = unfound[index]?.customerId;
    if (customerId !== undefined) known.push({ siren, customerId });
  }
  return known;
}

interface Known {
  siren: string;
  customerId: string;
}

/** Without their check digits. */
const OLD_NUMBERS = ['30114207', '31265518'];

const UNFOUND = `
  SELECT c.customer_id AS "customerId" FROM customer c
  JOIN receivable r ON r.tenant_id = $1 AND r.customer_id = c.customer_id AND r.open_minor > 0
  WHERE c.tenant_id = $1 AND c.company_id IS NULL AND NOT c.is_pooled AND c.customer_id <> ALL ($2::uuid[])
  GROUP BY 1 ORDER BY count(*) DESC, c.customer_id LIMIT 2`;

/** Keeps the limits of some good customers by hand until the season ends. Run once. */
export async function setSeasonalLimits(hub: Hub, { tenantId, signal }: Place): Promise<void> {
  const set = await hub.database.tenant(tenantId, async (tx) => {
    const limits = await tx.query<SeasonalLimit>(LARGEST, [tenantId, SEASONAL]);
    const customerIds = limits.map(({ customerId }) => customerId).sort();
    await lockCustomers(tx, customerIds);
    const at = await openRecording(tx, hub.clock);
    const asOf = at.toISOString().slice(0, 10);
    for (const { customerId, limitMinor, currency } of limits) {
      await setCreditLimit(tx, {
        ...{ customerId, currency, limitMinor: BigInt(limitMinor) },
        decidedBy: CREDIT_MANAGER,
        reason: 'Maintenu à la main jusqu’à la fin de la saison, vu avec le commercial',
        expiresOn: addDays(asOf, SEASON_DAYS),
        ...{ asOf, at },
      });
    }
    return customerIds;
  });
  if (set.length > 0) await rescore(hub, { tenantId, customerIds: set, signal });
}

interface SeasonalLimit {
  customerId: string;
  limitMinor: string;
  currency: string;
}

const LARGEST = `
  SELECT customer_id AS "customerId", limit_minor AS "limitMinor", currency FROM credit_limit
  WHERE tenant_id = $1 AND status = 'ACTIVE' AND limit_minor BETWEEN 500000 AND 5000000
  ORDER BY limit_minor DESC, customer_id LIMIT $2`;

/** Tells the hub of a promise that was not kept; of a customer the books have not told of yet, nothing. */
export async function notePromise(hub: Hub, tenantId: string, event: DemoEvent): Promise<void> {
  const { promise, customerCode: code, step } = event;
  if (promise === undefined || code === null) return;
  const customerId = await hub.database.tenant(tenantId, (tx) => customerOf(tx, code));
  if (customerId === null) return;
  const actions = createCreditControlActions(hub);
  const actor = { tenantId, keyId: tenantId, label: COLLECTOR };
  await actions.reportBrokenPromise(actor, {
    ...{ customerId, promisedOn: promise.promisedOn },
    amount: { amountMinor: promise.amountMinor, currency: 'EUR' },
    reference: `APPEL-${step}`,
    note: 'Promesse de virement au téléphone',
    idempotencyKey: `demo-promise-${step}`,
  });
}

async function customerOf(tx: Transaction, code: string): Promise<string | null> {
  const [customer] = await tx.query<{ customerId: string }>(
    `SELECT customer_id AS "customerId" FROM customer WHERE tenant_id = $1 AND account = $2 LIMIT 1`,
    [tx.tenantId, code],
  );
  return customer?.customerId ?? null;
}
