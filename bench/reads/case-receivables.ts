import { decimalOf, idOf, type ReadCase, type Reader } from './read-case';

const PAGES = 40;
const SIZE = 1_000;

const QUERY = `query OpenReceivables($after: Cursor) {
  receivables(filter: { status: [OPEN, OVERDUE] }, first: ${SIZE}, after: $after) {
    nodes {
      id number kind issuedOn dueOn total { amount } open { amount currency } status daysOverdue
      customer { id name assessment { grade } }
    }
  }
}`;

/** $1 tenant, $2 today, $3 and $4 day and id of the last receivable of the page before. */
const SQL = `
SELECT json_build_object('receivables', json_build_object('nodes', coalesce(json_agg(json_build_object(
  'id', ${idOf('Receivable', 'r.receivable_id')}, 'number', r.number, 'kind', r.kind, 'issuedOn', r.issued_on,
  'dueOn', r.due_on, 'total', json_build_object('amount', ${decimalOf('r.total_minor')}),
  'open', json_build_object('amount', ${decimalOf('r.open_minor')}, 'currency', r.currency),
  'status', CASE WHEN r.due_on < $2::date THEN 'OVERDUE' ELSE 'OPEN' END,
  'daysOverdue', greatest(0, coalesce($2::date - r.due_on, 0)),
  'customer', (
    SELECT json_build_object('id', ${idOf('Customer', 'c.customer_id')}, 'name', c.name, 'assessment', (
      SELECT json_build_object('grade', a.grade) FROM credit_assessment a
      WHERE a.tenant_id = c.tenant_id AND a.customer_id = c.customer_id AND a.is_current AND a.grade IS NOT NULL))
    FROM customer c WHERE c.tenant_id = r.tenant_id AND c.customer_id = r.customer_id)
)), '[]')))::text
FROM (
  SELECT * FROM receivable r
  WHERE r.tenant_id = $1::uuid AND r.open_minor > 0
    AND r.issued_on <= $3::date AND (r.issued_on < $3::date OR r.receivable_id > $4::uuid)
  ORDER BY r.issued_on DESC, r.receivable_id LIMIT ${SIZE}) r`;

const ENDS = `query Ends($after: Cursor) {
  receivables(filter: { status: [OPEN, OVERDUE] }, first: 10000, after: $after) {
    edges { cursor } pageInfo { endCursor }
  }
}`;

interface Ends {
  receivables: { edges: { cursor: string }[]; pageInfo: { endCursor: string | null } };
}

/** 1,000 open receivables: what a collector's list or a BI tool pulls page by page. */
export async function receivablesCase(reader: Reader): Promise<ReadCase> {
  const cursors = await readCursors(reader);
  const places = await reader.select<{ id: string; issuedOn: string }>(
    `SELECT receivable_id AS id, issued_on::text AS "issuedOn" FROM receivable
     WHERE tenant_id = $1 AND open_minor > 0 ORDER BY issued_on DESC, receivable_id LIMIT $2`,
    [reader.tenantId, cursors.length],
  );
  const stride = Math.max(1, Math.floor(cursors.length / PAGES));
  const requests = cursors
    .map((after, index) => ({
      variables: { after },
      params: [reader.tenantId, reader.today, places[index]?.issuedOn, places[index]?.id],
    }))
    .filter((_, index) => index % stride === stride - 1);
  return {
    name: 'b',
    title: '1,000 open receivables with customer name and grade',
    aim: 0.6,
    query: QUERY,
    sql: SQL,
    requests,
  };
}

/** The first 40 pages; there may be fewer. */
async function readCursors(reader: Reader): Promise<string[]> {
  const cursors: string[] = [];
  let after: string | null = null;
  while (cursors.length < PAGES * SIZE) {
    const { receivables } = (await reader.ask(ENDS, { after })) as Ends;
    if (receivables.edges.length === 0) break;
    cursors.push(...receivables.edges.map(({ cursor }) => cursor));
    after = receivables.pageInfo.endCursor;
  }
  return cursors;
}
