import { setTimeout as pause } from 'node:timers/promises';
import { bugError, type LocalDate, type Progress } from '../kernel';
import { appendEvents } from '../alerts';
import type { PolicyActions } from '../api';
import { dayAt, type Transaction } from '../database';
import type { Hub } from '../hub';
import { policyRecord, publishPolicy, versionInForce, type PolicyProblem } from '../limits';
import { rescoreMarked, type RescoreResult } from './rescore-customers';

export interface PolicyToPublish {
  tenantId: string;
  document: unknown;
  /** First day in force; null: today. */
  effectiveOn: LocalDate | null;
  comment: string | null;
  publishedBy: string;
  /** The key it is published with; null when it is not known. */
  publishedByKey?: string | null;
}

export interface PublishedPolicy {
  version: number;
  /** False when it had been published before. */
  isNew: boolean;
  isInForce: boolean;
  /** The version that bounds it until somebody else publishes the same; null: it stands in full. */
  boundedBy: number | null;
}

/** Publishes a policy and tells of it, nothing else. Throws CREDIT_POLICY_BACKDATED. */
export async function publishOnly(
  hub: Hub,
  policy: PolicyToPublish,
): Promise<PublishedPolicy | { problems: readonly PolicyProblem[] }> {
  const { tenantId, ...draft } = policy;
  return hub.database.tenant(tenantId, async (tx) => {
    const at = hub.clock.now();
    const today = await dayAt(tx, at);
    const published = await publishPolicy(tx, { ...draft, today, at });
    if ('problems' in published) return published;
    if (published.isNew) await tellPublished(tx, published.version, { today, at });
    const isInForce = (await versionInForce(tx, today)) === published.version;
    return { ...published, isInForce };
  });
}

async function tellPublished(
  tx: Transaction,
  version: number,
  { today, at }: { today: LocalDate; at: Date },
): Promise<void> {
  const record = await policyRecord(tx, version, today);
  const { effectiveOn = null, publishedBy = null, document } = record ?? {};
  if (document === undefined || effectiveOn === null || publishedBy === null) {
    throw bugError('ASSERTION_FAILED', 'what was just published is not there');
  }
  const data = { version, name: document.name, effectiveOn, publishedBy };
  const about = { customerId: null, subjectId: null };
  await appendEvents(tx, [{ type: 'CREDIT_POLICY_PUBLISHED', ...about, data }], at);
}

/** A run that began before the policy may decide a few customers by the old one after this looked at them: so many looks. */
const LOOKS = 3;

/**
 * Has the limits of all customers decided by the policy in force that were not yet; answers how many changed. Killed
 * half-way, the next run of it, or the night's, goes on with the rest.
 */
export async function decideByPolicyInForce(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal; progress?: Progress },
): Promise<Pick<RescoreResult, 'customers' | 'limitsChanged'>> {
  const decided = { customers: 0, limitsChanged: 0 };
  for (let look = 0; look < LOOKS; look += 1) {
    const { customers, limitsChanged } = await rescoreMarked(hub, { ...run, kind: 'POLICY' });
    decided.customers += customers;
    decided.limitsChanged += limitsChanged;
    if (customers === 0) break;
  }
  return decided;
}

/** A caller waits so long for the limits of a portfolio; of a larger one they are decided behind its back. */
const WAIT_MS = 20_000;

export function createPolicyActions(hub: Hub, signal: AbortSignal): PolicyActions {
  return {
    publishCreditPolicy: async ({ tenantId, label, keyId }, request) => {
      const publisher = { publishedBy: label, publishedByKey: keyId };
      const published = await publishOnly(hub, { ...request, tenantId, ...publisher });
      if ('problems' in published) return published;
      const { version, isInForce } = published;
      if (isInForce) await decideWithin(hub, { tenantId, signal });
      return { version };
    },
  };
}

/** What goes on after the wait tells the log how it failed; before, the caller. */
async function decideWithin(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
): Promise<void> {
  const waiting = new AbortController();
  const deciding = decideByPolicyInForce(hub, run);
  const waited = pause(WAIT_MS, 'LATE', { signal: waiting.signal }).catch(() => 'LATE');
  const first = await Promise.race([deciding, waited]);
  waiting.abort();
  if (first !== 'LATE') return;
  deciding.catch((error: unknown) => {
    hub.logger.error('limits could not be decided by the new policy; the night goes on with it', {
      error,
    });
  });
}
