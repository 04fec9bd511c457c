import { globalId } from '../kernel';
import { appendEvents, type EventDraft } from '../alerts';
import type { Transaction } from '../database';
import type { CompanyChange, CompanyFacet } from '../unify';

const TYPES = {
  FACT: 'COMPANY_CHANGED',
  OFFICERS: 'COMPANY_CHANGED',
  OWNERS: 'COMPANY_CHANGED',
  ESTABLISHMENTS: 'COMPANY_CHANGED',
  GROUP: 'COMPANY_CHANGED',
  IDENTIFIER: 'COMPANY_CHANGED',
  STATEMENT: 'COMPANY_CHANGED',
  LEGAL_EVENT: 'LEGAL_EVENT_PUBLISHED',
  PROVIDER_SCORE: 'PROVIDER_SCORE_CHANGED',
  RECOMMENDED_LIMIT: 'RECOMMENDED_LIMIT_CHANGED',
  INSURANCE_COVER: 'INSURANCE_COVER_CHANGED',
  PAYMENT_INDEX: 'PAYMENT_INDEX_CHANGED',
  SCREENING: 'SCREENING_CHANGED',
} as const satisfies Readonly<Record<CompanyFacet, EventDraft['type']>>;

/** Customers named in one event; a company with more is rare. */
const CUSTOMERS_MAX = 20;

/**
 * Writes changes of companies that are somebody's customer into the event log, in the transaction that makes them. The log
 * is read by every key: what a provider restricts is told without its values.
 */
export async function tellCompanyChanges(
  tx: Transaction,
  changes: readonly CompanyChange[],
  at: Date,
): Promise<void> {
  const customers = await customersByCompany(
    tx,
    changes.map(({ companyId }) => companyId),
  );
  const drafts = changes.flatMap((change) => {
    const known = customers.get(change.companyId);
    return known === undefined ? [] : [draft(change, known)];
  });
  await appendEvents(tx, drafts, at);
}

interface CompanyCustomers {
  siren: string;
  customerIds: string[];
}

function draft(change: CompanyChange, { siren, customerIds }: CompanyCustomers): EventDraft {
  const { companyId, facet, field, connectorId, restriction } = change;
  const [only, ...others] = customerIds;
  const isOpen = restriction === 'NONE';
  return {
    type: TYPES[facet],
    customerId: others.length === 0 ? (only ?? null) : null,
    subjectId: companyId,
    data: {
      ...{ companyId: globalId('Company', companyId), siren, facet, field, restriction },
      connector: connectorId,
      ...(isOpen ? { sourceRecord: change.sourceKey } : {}),
      ...(isOpen ? { before: change.before, after: change.after } : {}),
      ...(others.length === 0
        ? {}
        : {
            customerIds: customerIds.slice(0, CUSTOMERS_MAX).map((id) => globalId('Customer', id)),
          }),
    },
  };
}

async function customersByCompany(
  tx: Transaction,
  companyIds: readonly string[],
): Promise<Map<string, CompanyCustomers>> {
  const rows = await tx.query<CompanyCustomers & { companyId: string }>(
    `SELECT c.company_id AS "companyId", k.siren, array_agg(c.customer_id ORDER BY c.account, c.customer_id) AS "customerIds"
     FROM customer c JOIN company k USING (tenant_id, company_id)
     WHERE c.tenant_id = $1 AND c.company_id = ANY ($2::uuid[]) GROUP BY 1, 2`,
    [tx.tenantId, [...new Set(companyIds)]],
  );
  return new Map(rows.map((row) => [row.companyId, row]));
}
