import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { reduceLegalState, type LegalEventFacts } from './insolvency';

/** Recomputes the legal state of companies from all their notices. */
export async function refreshLegalState(
  tx: Transaction,
  sirens: readonly string[],
  when: { at: Date; asOf: LocalDate },
): Promise<void> {
  if (sirens.length === 0) return;
  const rows = await tx.query<LegalEventFacts & { companyId: string }>(
    `SELECT company_id AS "companyId", source_key AS "sourceKey", kind, published_on AS "publishedOn",
       related_key AS "relatedKey", relation
     FROM legal_event WHERE tenant_id = $1::uuid
       AND company_id IN (SELECT stable_id($1::text, s) FROM unnest($2::text[]) AS s)`,
    [tx.tenantId, [...sirens]],
  );
  const byCompany = new Map<string, LegalEventFacts[]>();
  for (const row of rows) {
    const events = byCompany.get(row.companyId);
    if (events === undefined) byCompany.set(row.companyId, [row]);
    else events.push(row);
  }
  const states = [...byCompany].map(([companyId, events]) => ({
    company_id: companyId,
    ...reduceLegalState(events, when.asOf),
  }));
  await tx.execute(
    `UPDATE company c SET insolvency = s.insolvency, insolvency_event_key = s."insolvencyEventKey",
       insolvency_on = s."insolvencyOn", struck_off_on = s."struckOffOn", struck_off_event_key = s."struckOffEventKey",
       updated_at = $3
     FROM jsonb_to_recordset($2::jsonb) AS s (company_id uuid, insolvency text, "insolvencyEventKey" text,
       "insolvencyOn" date, "struckOffOn" date, "struckOffEventKey" text)
     WHERE c.tenant_id = $1 AND c.company_id = s.company_id
       AND (c.insolvency, c.insolvency_event_key, c.insolvency_on, c.struck_off_event_key, c.struck_off_on)
         IS DISTINCT FROM (s.insolvency, s."insolvencyEventKey", s."insolvencyOn", s."struckOffEventKey",
           s."struckOffOn")`,
    [tx.tenantId, JSON.stringify(states), when.at],
  );
}
