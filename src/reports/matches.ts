import type { Transaction } from '../database';
import { Params, type Page, type PageRequest } from './keyset';
import { countList, groupRows, readPage, type ListSource } from './list-source';

export const CANDIDATE_STATUSES = ['SUGGESTED', 'CONFIRMED', 'REJECTED'] as const;
export type CandidateStatus = (typeof CANDIDATE_STATUSES)[number];

/** A company a customer may be. */
export interface MatchCandidateRow {
  customerId: string;
  siren: string;
  name: string;
  postcode: string | null;
  city: string | null;
  companyStatus: string;
  confidence: number;
  method: string;
  status: CandidateStatus;
  decidedBy: string | null;
  decidedAt: Date | null;
  foundAt: Date;
}

/** Candidates of each customer, the most likely first. */
export async function candidatesOf(
  tx: Transaction,
  customerIds: readonly string[],
): Promise<Map<string, MatchCandidateRow[]>> {
  const rows = await tx.query<MatchCandidateRow>(
    `SELECT customer_id AS "customerId", siren, name, postcode, city, company_status AS "companyStatus",
       confidence, method, status, decided_by AS "decidedBy", decided_at AS "decidedAt", found_at AS "foundAt"
     FROM match_candidate WHERE tenant_id = $1 AND customer_id = ANY ($2::uuid[])
     ORDER BY customer_id, confidence DESC, siren`,
    [tx.tenantId, [...customerIds]],
  );
  return groupRows(rows, (row) => row.customerId);
}

/** Customers that wait for somebody to say which company they are, by name. */
export async function customersAwaitingMatch(
  tx: Transaction,
  page: PageRequest,
): Promise<Page<{ customerId: string }>> {
  return readPage(tx, suggestionSource(tx), page);
}

export async function countCustomersAwaitingMatch(tx: Transaction): Promise<number> {
  return countList(tx, suggestionSource(tx));
}

function suggestionSource(tx: Transaction): ListSource {
  const params = new Params();
  return {
    list: 'matchSuggestions',
    keys: [
      { sql: 'c.name', type: 'text', direction: 'ASC' },
      { sql: 'c.customer_id', type: 'uuid', direction: 'ASC' },
    ],
    columns: 'c.customer_id AS "customerId"',
    from: 'customer c',
    where: [`c.tenant_id = ${params.add(tx.tenantId, 'uuid')}`, `c.match_status = 'SUGGESTED'`],
    params,
  };
}
