import type { UseRestriction } from '../connector-kit';
import { stableId, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { reduceLegalState, type LegalEventFacts, type LegalState } from './insolvency';
import type { RestrictedValue } from './restricted-value';

interface NoticeRow extends LegalEventFacts {
  companyId: string;
  useRestriction: UseRestriction;
  connectorId: string;
  expiresOn: LocalDate | null;
}

/**
 * Recomputes the legal state of companies from all their notices: in the columns what follows from those that everybody
 * may read, in `restricted` what the others make of it where that is something else.
 */
export async function refreshLegalState(
  tx: Transaction,
  sirens: readonly string[],
  when: { at: Date; asOf: LocalDate },
): Promise<void> {
  if (sirens.length === 0) return;
  const rows = await tx.query<NoticeRow>(
    `SELECT company_id AS "companyId", source_key AS "sourceKey", kind, published_on AS "publishedOn",
       related_key AS "relatedKey", relation, use_restriction AS "useRestriction", connector_id AS "connectorId",
       expires_on AS "expiresOn"
     FROM legal_event WHERE tenant_id = $1::uuid AND coalesce(expires_on > $3::date, true)
       AND company_id = ANY ($2::uuid[])`,
    [
      tx.tenantId,
      sirens.map((siren) => stableId(tx.tenantId, siren)),
      when.at.toISOString().slice(0, 10),
    ],
  );
  const byCompany = new Map<string, NoticeRow[]>();
  for (const row of rows) {
    const events = byCompany.get(row.companyId);
    if (events === undefined) byCompany.set(row.companyId, [row]);
    else events.push(row);
  }
  const states = [...byCompany].map(([companyId, notices]) => stateOf(companyId, notices, when));
  await tx.execute(STORE, [tx.tenantId, JSON.stringify(states), when.at, [...sirens]]);
}

function stateOf(
  companyId: string,
  notices: readonly NoticeRow[],
  when: { asOf: LocalDate },
): LegalState & { company_id: string; restricted: Record<string, RestrictedValue> } {
  const open = notices.filter((notice) => notice.useRestriction === 'NONE');
  const state = reduceLegalState(open, when.asOf);
  const whole = open.length === notices.length ? state : reduceLegalState(notices, when.asOf);
  const restricted: Record<string, RestrictedValue> = {};
  // What a notice undoes is told under that notice's terms; the strictest of the notices stands for one we cannot name.
  const termsOf = (key: string | null): NoticeRow | undefined =>
    notices.find((notice) => notice.sourceKey === key && notice.useRestriction !== 'NONE') ??
    notices.find((notice) => notice.useRestriction !== 'NONE');
  if (whole.insolvencyEventKey !== state.insolvencyEventKey) {
    const { insolvency: kind, insolvencyOn: on, insolvencyEventKey: eventKey } = whole;
    keep(restricted, 'insolvency', { value: { kind, on, eventKey }, by: termsOf(eventKey) });
  }
  if (whole.struckOffEventKey !== state.struckOffEventKey) {
    const { struckOffOn: on, struckOffEventKey: eventKey } = whole;
    keep(restricted, 'struck_off_on', { value: { on, eventKey }, by: termsOf(eventKey) });
  }
  return { company_id: companyId, ...state, restricted };
}

function keep(
  restricted: Record<string, RestrictedValue>,
  field: string,
  said: { value: RestrictedValue['value']; by: NoticeRow | undefined },
): void {
  if (said.by === undefined) return;
  const { useRestriction, connectorId, expiresOn } = said.by;
  restricted[field] = {
    value: said.value,
    restriction: useRestriction,
    connector: connectorId,
    expiresOn,
  };
}

/** A company whose last notice has gone is back to nothing known. */
const STORE = `
  UPDATE company c SET insolvency = s.insolvency, insolvency_event_key = s.insolvency_event_key,
    insolvency_on = s.insolvency_on, struck_off_on = s.struck_off_on, struck_off_event_key = s.struck_off_event_key,
    restricted = c.restricted - '{insolvency,struck_off_on}'::text[] || s.restricted, updated_at = $3
  FROM (
    SELECT k.company_id, coalesce(s.insolvency, 'NONE') AS insolvency, s."insolvencyEventKey" AS insolvency_event_key,
      s."insolvencyOn" AS insolvency_on, s."struckOffOn" AS struck_off_on,
      s."struckOffEventKey" AS struck_off_event_key, coalesce(s.restricted, '{}') AS restricted
    FROM company k LEFT JOIN jsonb_to_recordset($2::jsonb) AS s (company_id uuid, insolvency text,
      "insolvencyEventKey" text, "insolvencyOn" date, "struckOffOn" date, "struckOffEventKey" text, restricted jsonb)
      ON s.company_id = k.company_id
    WHERE k.tenant_id = $1 AND k.siren = ANY ($4::text[])
  ) s
  WHERE c.tenant_id = $1 AND c.company_id = s.company_id
    AND (c.insolvency, c.insolvency_event_key, c.insolvency_on, c.struck_off_event_key, c.struck_off_on, c.restricted)
      IS DISTINCT FROM (s.insolvency, s.insolvency_event_key, s.insolvency_on, s.struck_off_event_key, s.struck_off_on,
        c.restricted - '{insolvency,struck_off_on}'::text[] || s.restricted)`;
