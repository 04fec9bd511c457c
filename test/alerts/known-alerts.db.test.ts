import * as fc from 'fast-check';
import { SEVERITIES, type AlertDraft, type AlertRule, type KnownAlert } from '../../src/alerts';
import { decideAlerts, decideDrafts, draftAlerts } from '../../src/alerts/decide-alerts';
import { readKnownAlerts } from '../../src/alerts/known-alerts';
import { insertAlerts } from '../../src/alerts/store-alerts';
import type { Database } from '../../src/database';
import { aSeller, haveCustomers, hubOf, sirenOf, useHubs } from '../use-cases/seller';
import { riskView } from './risk-views';

const opened = useHubs();
const AT = new Date('2026-03-01T09:00:00Z');

/** A condition, the lesser news of it, and a fact that never ends. */
const KEYS = ['LIMIT_EXCEEDED', 'LIMIT_CUT', 'RETURNED_PAYMENT'] as const;
type Key = (typeof KEYS)[number];

interface Said {
  key: Key;
  severity: (typeof SEVERITIES)[number];
}

function rulesSaying(said: readonly Said[], customerId: string): AlertRule[] {
  const drafts = said.map(({ key, severity }) => draftOf(key, severity, customerId));
  return (['LIMIT_EXCEEDED', 'RETURNED_PAYMENT'] as const).map((code) => ({
    code,
    isEpisodic: code === 'LIMIT_EXCEEDED',
    evaluate: () => drafts.filter(({ rule }) => rule === code),
    ...(code === 'LIMIT_EXCEEDED'
      ? { isOver: () => (drafts.some(({ rule }) => rule === code) ? null : 'WITHIN_LIMIT') }
      : {}),
  }));
}

function draftOf(key: Key, severity: Said['severity'], customerId: string): AlertDraft {
  return {
    ...{ severity, customerId, before: null, after: {}, evidence: [], deadlineOn: null },
    rule: key === 'RETURNED_PAYMENT' ? 'RETURNED_PAYMENT' : 'LIMIT_EXCEEDED',
    dedupKey: `${key}:${customerId}`,
    ...(key === 'LIMIT_CUT' ? { isTellingLess: true } : {}),
    ...{ textKey: 'RETURNED_PAYMENT', textParams: {} },
  };
}

const histories = fc.array(fc.record({ key: fc.constantFrom(...KEYS), isOver: fc.boolean() }), {
  maxLength: 6,
});
const sayings = fc.array(
  fc.record({ key: fc.constantFrom(...KEYS), severity: fc.constantFrom(...SEVERITIES) }),
  { maxLength: 3 },
);

async function aTenant(): Promise<{ database: Database; tenantId: string; customerId: string }> {
  const hub = hubOf(opened(), { connectors: [] });
  const tenantId = await aSeller(hub);
  await haveCustomers(hub, tenantId, [sirenOf(1)]);
  const [row] = await opened().test.query<{ id: string }>(
    'SELECT customer_id AS id FROM customer WHERE tenant_id = $1',
    [tenantId],
  );
  return { database: hub.database, tenantId, customerId: row?.id ?? '' };
}

it('what is read of a history decides as all of it would', async () => {
  const { database, tenantId, customerId } = await aTenant();
  const view = riskView({ customerId });
  await fc.assert(
    fc.asyncProperty(histories, sayings, async (history, said) => {
      await opened().test.query('DELETE FROM risk_alert WHERE tenant_id = $1', [tenantId]);
      const rules = rulesSaying(said, customerId);
      const drafts = draftAlerts(view, rules);
      const decided = await database.tenant(tenantId, async (tx) => {
        await insertAlerts(tx, history.map(inOrder(customerId)), AT);
        await tx.execute(
          `UPDATE risk_alert SET over_at = $2 WHERE tenant_id = $1 AND dedup_key = ANY ($3)`,
          [
            tenantId,
            AT,
            history.flatMap((each, n) => (each.isOver ? keyOf(customerId, each, n) : [])),
          ],
        );
        const all = await tx.query<KnownAlert>(
          `SELECT risk_alert_id AS "alertId", rule, severity, dedup_key AS "dedupKey", after,
             over_at IS NOT NULL AS "isOver" FROM risk_alert WHERE tenant_id = $1`,
          [tenantId],
        );
        const known = await readKnownAlerts(tx, [customerId], { rules, drafts });
        return {
          whole: decideAlerts(view, all, rules),
          part: decideDrafts(view, known.get(customerId) ?? [], { rules, drafts }),
        };
      });
      expect(sorted(decided.part)).toEqual(sorted(decided.whole));
    }),
    { numRuns: 60 },
  );
}, 60_000);

function keyOf(customerId: string, { key }: { key: Key }, n: number): string[] {
  return [key === 'RETURNED_PAYMENT' ? `${key}:${customerId}` : `${key}:${customerId}:${n + 1}`];
}

function inOrder(customerId: string) {
  return (each: { key: Key }, n: number): AlertDraft => ({
    ...draftOf(each.key, 'MEDIUM', customerId),
    dedupKey: keyOf(customerId, each, n).join(''),
  });
}

/** Rows come in any order. */
function sorted(decision: ReturnType<typeof decideAlerts>): unknown {
  return {
    ...decision,
    escalate: decision.escalate.map(({ draft }) => draft.dedupKey).sort(),
    resolve: decision.resolve.map(({ alertId }) => alertId).sort(),
  };
}
