import { configError, domainError, isSiren } from '../kernel';
import type { Transaction } from '../database';
import { ensureCompanies } from './match-customers';

export interface MatchRuling {
  customerId: string;
  siren: string;
  decidedBy: string;
  at: Date;
}

/** A person says the customer is this company; remembered over any later search. Throws CUSTOMER_NOT_FOUND, INVALID_SIREN, CUSTOMER_POOLED. */
export async function confirmMatch(tx: Transaction, ruling: MatchRuling): Promise<void> {
  await requireCustomer(tx, ruling);
  await ensureCompanies(tx, [ruling.siren], ruling.at);
  await tx.execute(
    `UPDATE match_candidate SET status = 'SUGGESTED', decided_by = NULL, decided_at = NULL
     WHERE tenant_id = $1 AND customer_id = $2 AND status = 'CONFIRMED' AND siren <> $3`,
    [tx.tenantId, ruling.customerId, ruling.siren],
  );
  await rule(tx, ruling, 'CONFIRMED');
  await tx.execute(
    `UPDATE customer SET company_id = stable_id($1::text, $3), match_status = 'CONFIRMED', match_confidence = 1,
       match_method = 'CONFIRMED', match_decided_by = $4, match_decided_at = $5
     WHERE tenant_id = $1::uuid AND customer_id = $2`,
    [tx.tenantId, ruling.customerId, ruling.siren, ruling.decidedBy, ruling.at],
  );
}

/** A person says the customer is not this company: never proposed again; a match with it is undone. */
export async function rejectMatch(tx: Transaction, ruling: MatchRuling): Promise<void> {
  await requireCustomer(tx, ruling);
  await rule(tx, ruling, 'REJECTED');
  await tx.execute(
    `UPDATE customer SET company_id = NULL, match_confidence = NULL, match_method = NULL, match_decided_by = $4,
       match_decided_at = $5, match_searched_name = NULL,
       match_status = 'UNMATCHED'
     WHERE tenant_id = $1::uuid AND customer_id = $2
       AND (company_id = stable_id($1::text, $3) OR company_id IS NULL)`,
    [tx.tenantId, ruling.customerId, ruling.siren, ruling.decidedBy, ruling.at],
  );
}

async function requireCustomer(tx: Transaction, ruling: MatchRuling): Promise<void> {
  if (!isSiren(ruling.siren)) {
    throw configError('INVALID_SIREN', `${JSON.stringify(ruling.siren)} is not a SIREN`, {
      remedy: 'give nine digits that pass the checksum',
      place: { field: 'siren' },
    });
  }
  const [customer] = await tx.query<{ is_pooled: boolean }>(
    'SELECT is_pooled FROM customer WHERE tenant_id = $1 AND customer_id = $2 FOR UPDATE',
    [tx.tenantId, ruling.customerId],
  );
  if (customer === undefined)
    throw domainError('CUSTOMER_NOT_FOUND', 'there is no customer with this id', {
      remedy: 'use the id of a customer of this tenant',
    });
  if (customer.is_pooled) {
    throw domainError(
      'CUSTOMER_POOLED',
      'this account pools many customers and is not one company',
      { remedy: 'give the customer an account of its own in the books, and match that' },
    );
  }
}

async function rule(
  tx: Transaction,
  ruling: MatchRuling,
  status: 'CONFIRMED' | 'REJECTED',
): Promise<void> {
  await tx.execute(
    `INSERT INTO match_candidate (tenant_id, customer_id, siren, name, company_status, confidence, method, status,
       decided_by, decided_at, found_at)
     VALUES ($1, $2, $3, coalesce((SELECT name FROM company WHERE tenant_id = $1 AND siren = $3), ''), 'UNKNOWN', 1,
       'PERSON', $4, $5, $6, $6)
     ON CONFLICT (tenant_id, customer_id, siren) DO UPDATE SET status = EXCLUDED.status,
       decided_by = EXCLUDED.decided_by, decided_at = EXCLUDED.decided_at`,
    [tx.tenantId, ruling.customerId, ruling.siren, status, ruling.decidedBy, ruling.at],
  );
}
