import {
  configError,
  describePaymentTerms,
  formatTermSteps,
  localDate,
  localDateAt,
  parsePaymentTerms,
} from '../../kernel';
import { findTenant } from '../../database';
import type { Hub } from '../../hub';
import {
  customerByAccount,
  paymentTermsOf,
  usualPaymentTerms,
  type PaymentTermsRow,
} from '../../reports';
import { agreeTerms } from '../../use-cases/agree-terms';
import { runCommand, type CommandRun, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';

export interface ShowTermsOptions extends OutputOptions {
  tenant: string;
  customer?: string;
}

export interface SetTermsOptions extends ShowTermsOptions {
  from?: string;
  by: string;
}

/** What both commands work with. */
interface Place {
  hub: Hub;
  tenantId: string;
  /** Null: the seller's usual terms. */
  customerId: string | null;
  today: string;
}

export function setTermsCommand(
  wording: string | undefined,
  options: SetTermsOptions,
): Promise<void> {
  const terms = wording === undefined ? null : parsePaymentTerms(wording);
  const from = options.from === undefined ? null : localDate(options.from);
  return inPlace(options, async (run, place) => {
    const { hub, tenantId, customerId } = place;
    const effectiveFrom = from ?? place.today;
    const { redated } = await agreeTerms({ ...hub, signal: run.signal }, tenantId, {
      ...{
        customerId,
        effectiveFrom,
        terms,
        wording: wording?.trim() ?? '',
        decidedBy: options.by,
      },
    });
    const said = terms === null ? 'no terms of their own' : describePaymentTerms(terms, 'en');
    run.answer({ ...shown(await termsIn(place)), effectiveFrom, redated }, [
      `From ${effectiveFrom}: ${said}. Receivables given other dates: ${redated}.`,
    ]);
  });
}

export function showTermsCommand(options: ShowTermsOptions): Promise<void> {
  return inPlace(options, async (run, place) => {
    const row = await termsIn(place);
    run.answer(shown(row), [
      row === null
        ? 'No terms were agreed: 30 days are assumed, and shown as assumed.'
        : `${describePaymentTerms(row, 'en')} (${row.source}), from ${row.effectiveFrom}, by ${row.decidedBy}`,
    ]);
  });
}

/** Throws CUSTOMER_UNKNOWN. */
function inPlace(
  options: ShowTermsOptions,
  work: (run: CommandRun, place: Place) => Promise<void>,
): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const tenant = await findTenant(hub.database, options.tenant);
      const today = localDateAt(hub.clock.now(), tenant?.timeZone);
      const customerId = await customerIdOf(hub, tenantId, options.customer);
      await work(run, { hub, tenantId, customerId, today });
    }),
  );
}

async function customerIdOf(
  hub: Hub,
  tenantId: string,
  account: string | undefined,
): Promise<string | null> {
  if (account === undefined) return null;
  const customer = await hub.database.tenant(tenantId, (tx) => customerByAccount(tx, account));
  if (customer !== null) return customer.customerId;
  throw configError('CUSTOMER_UNKNOWN', `there is no customer with account ${account}`, {
    remedy: 'give the account as the books write it',
    place: { field: '--customer' },
  });
}

/** As known this very instant. */
async function termsIn({
  hub,
  tenantId,
  customerId,
  today,
}: Place): Promise<PaymentTermsRow | null> {
  const point = { asOf: today, knownAt: hub.clock.now(), isCurrent: true };
  return hub.database.tenant(tenantId, async (tx) => {
    if (customerId === null) return usualPaymentTerms(tx, point);
    return (await paymentTermsOf(tx, [customerId], point)).get(customerId) ?? null;
  });
}

function shown(row: PaymentTermsRow | null): { paymentTerms: Record<string, unknown> | null } {
  if (row === null) return { paymentTerms: null };
  const { due, discount, source, effectiveFrom, wording, decidedBy } = row;
  return {
    paymentTerms: {
      terms: due === null ? null : formatTermSteps(due),
      discount:
        discount === null
          ? null
          : { percent: discount.basisPoints / 100, terms: formatTermSteps(discount.steps) },
      ...{ source, effectiveFrom, wording, decidedBy },
    },
  };
}
