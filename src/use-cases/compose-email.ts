import {
  digestMail,
  hasGap,
  immediateMail,
  isNothingNew,
  openUnsubscribeToken,
  readDigest,
  readImmediate,
  renderMail,
  testMail,
  type ClaimedMail,
  type DigestContent,
  type ExposedCustomer,
  type MailFrame,
  type MailRange,
  type RenderedMail,
} from '../alerts';
import { readableBy, unsubscribePathOf } from '../api';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import { isEncoursError, localDateAt } from '../kernel';
import { exposuresOf, readPresent, reportPoint, tenantTotals } from '../reports';

/** Exposures told in a digest. */
const EXPOSED_MAX = 10;

export type MailHub = Pick<Hub, 'database' | 'clock' | 'logger' | 'secretKeys' | 'publicUrl'>;
type MailTo = Pick<
  ClaimedMail,
  'recipientId' | 'address' | 'locale' | 'timeZone' | 'role' | 'token'
>;

/** A mail ready to be sent; with where its reader unsubscribes. */
export type ComposedMail = RenderedMail & { readonly unsubscribeUrl: string | null };

/** What becomes of a mail when it is written. */
export interface Composition {
  /** Null when there is nothing to say. */
  readonly composed: ComposedMail | null;
  /** Alerts it leaves out, which its recipient is owed. */
  readonly keptBack: readonly string[];
}

/** What a mail says now. */
export async function composeEmail(
  hub: MailHub,
  tenantId: string,
  mail: ClaimedMail,
): Promise<Composition> {
  const compose = mail.kind === 'IMMEDIATE' ? composeImmediate : composeDigest;
  return hub.database.tenant(tenantId, (tx) => compose(hub, tx, mail), { readOnly: true });
}

async function composeImmediate(
  hub: MailHub,
  tx: Transaction,
  mail: ClaimedMail,
): Promise<Composition> {
  const { keptBack, ...content } = await readImmediate(tx, rangeOf(hub, mail));
  const frame = await frameOf(hub, tx, { mail, hasGap: await hasGap(tx, mail.from) });
  if (content.alerts.length === 0 && !frame.hasGap) return { composed: null, keptBack };
  return { composed: composed(renderMail(immediateMail(content, frame)), frame), keptBack };
}

async function composeDigest(
  hub: MailHub,
  tx: Transaction,
  mail: ClaimedMail,
): Promise<Composition> {
  const content = await digestContent(hub, tx, mail);
  const frame = await frameOf(hub, tx, { mail, hasGap: await hasGap(tx, mail.from) });
  const isWorthIt = !isNothingNew(content) || mail.sendsEmpty || frame.hasGap;
  return {
    composed: isWorthIt ? composed(renderMail(digestMail(content, frame)), frame) : null,
    keptBack: [],
  };
}

function rangeOf(hub: MailHub, mail: ClaimedMail): MailRange {
  const { deliveryId, recipientId, from, to, locale, role } = mail;
  const readable = readableBy(role);
  return { deliveryId, recipientId, from, to, locale, readable, at: hub.clock.now() };
}

/** A mail that shows that mails arrive. */
export async function composeTest(
  hub: MailHub,
  tenantId: string,
  mail: MailTo,
): Promise<ComposedMail> {
  const frame = await hub.database.tenant(tenantId, (tx) =>
    frameOf(hub, tx, { mail, hasGap: false }),
  );
  return composed(renderMail(testMail(frame)), frame);
}

function composed(mail: RenderedMail, { unsubscribeUrl }: MailFrame): ComposedMail {
  return { ...mail, unsubscribeUrl };
}

async function frameOf(
  hub: MailHub,
  tx: Transaction,
  { mail, hasGap }: { mail: MailTo; hasGap: boolean },
): Promise<MailFrame> {
  const [tenant] = await tx.query<{ name: string }>(
    'SELECT name FROM tenant WHERE tenant_id = $1',
    [tx.tenantId],
  );
  const { locale, timeZone, address } = mail;
  return {
    ...{ locale, timeZone, address, hasGap },
    tenant: tenant?.name ?? '',
    now: hub.clock.now(),
    publicUrl: hub.publicUrl,
    unsubscribeUrl: unsubscribeUrl(hub, tx.tenantId, mail),
  };
}

/** Without an address of ours, or a key that opens the token, the mail says whom to ask. */
function unsubscribeUrl(hub: MailHub, tenantId: string, mail: MailTo): string | null {
  if (hub.publicUrl === null) return null;
  try {
    const of = { tenantId, recipientId: mail.recipientId };
    const token = openUnsubscribeToken(hub.secretKeys, of, mail.token);
    return `${hub.publicUrl}${unsubscribePathOf(token)}`;
  } catch (error) {
    if (!isEncoursError(error, 'AUTH', 'CONFIG')) throw error;
    hub.logger.warn('a mail has no link to unsubscribe', { code: error.code });
    return null;
  }
}

async function digestContent(
  hub: MailHub,
  tx: Transaction,
  mail: ClaimedMail,
): Promise<DigestContent> {
  const now = hub.clock.now();
  const { timeZone, since } = mail;
  const today = localDateAt(now, timeZone);
  const range = { ...rangeOf(hub, mail), today, since };
  const { atRisk, isOfSome, ...lists } = await readDigest(tx, range);
  const point = reportPoint({}, await readPresent(tx, { now, timeZone }));
  const exposures = await exposuresOf(
    tx,
    atRisk.map(({ customerId }) => customerId),
    point,
  );
  const exposed = atRisk.flatMap(({ customerId, customer, severity }): ExposedCustomer[] => {
    const exposure = exposures.get(customerId);
    if (exposure === undefined || exposure.total.amountMinor <= 0n) return [];
    return [{ customer, severity, total: exposure.total, limit: exposure.limit }];
  });
  const totals = isOfSome ? null : await tenantTotals(tx, point);
  return {
    ...lists,
    kind: mail.kind === 'WEEKLY' ? 'WEEKLY' : 'DAILY',
    today,
    since: mail.since,
    exposed: exposed.sort(largestFirst).slice(0, EXPOSED_MAX),
    portfolio:
      totals === null
        ? null
        : {
            outstanding: totals.outstanding,
            overdue: totals.overdue,
            customers: totals.customers,
          },
  };
}

/** By amount, as the books have it: a portfolio is nearly always in one currency. */
function largestFirst(one: ExposedCustomer, other: ExposedCustomer): number {
  if (one.total.amountMinor === other.total.amountMinor) return 0;
  return one.total.amountMinor > other.total.amountMinor ? -1 : 1;
}
