/** Whether the ledger of calls and the providers' own bills say the same. */
import type { Client } from 'pg';

/** A line of a provider's bill. */
export interface BilledLine {
  connectorId: string;
  call: string;
  subject: string | null;
  units: number;
}

export interface BillFigures {
  booked: number;
  settled: number;
  notCharged: number;
  released: number;
  unanswered: number;
  /** Lines of the bills. */
  billed: number;
  /** Billed though no answer arrived: counted in the budget, and the only difference there may be. */
  billedUnanswered: number;
  /** What is wrong: settled and not billed, or billed and not in the ledger. */
  disagreements: string[];
}

interface LedgerRow {
  key: string;
  status: string;
  calls: number;
  units: number;
}

/** Compares units per connector, call and company. */
export async function compareBill(
  client: Pick<Client, 'query'>,
  bill: readonly BilledLine[],
): Promise<BillFigures> {
  const { rows } = await client.query<LedgerRow>(
    `SELECT concat_ws(' ', connector_id, call, subject) AS key, status, count(*)::int AS calls, sum(units)::float8 AS units
     FROM provider_call GROUP BY 1, 2`,
  );
  const callsOf = (status: string): number =>
    rows.filter((row) => row.status === status).reduce((sum, row) => sum + row.calls, 0);
  const settled = unitsBy(rows.filter(({ status }) => status === 'SETTLED'));
  const unanswered = unitsBy(rows.filter(({ status }) => status === 'UNANSWERED'));
  const billed = unitsBy(
    bill.map(({ connectorId, call, subject, units }) => ({
      key: [connectorId, call, ...(subject === null ? [] : [subject])].join(' '),
      units,
    })),
  );
  const disagreements: string[] = [];
  let billedUnanswered = 0;
  for (const key of new Set([...settled.keys(), ...billed.keys()])) {
    const more = (billed.get(key) ?? 0) - (settled.get(key) ?? 0);
    if (more > 0) billedUnanswered += 1;
    if (more < 0 || more > (unanswered.get(key) ?? 0)) {
      disagreements.push(
        `${key}: ${settled.get(key) ?? 0} settled, ${billed.get(key) ?? 0} billed`,
      );
    }
  }
  return {
    booked: rows.reduce((sum, row) => sum + row.calls, 0),
    settled: callsOf('SETTLED'),
    notCharged: callsOf('NOT_CHARGED'),
    released: callsOf('RELEASED'),
    unanswered: callsOf('UNANSWERED'),
    billed: bill.length,
    billedUnanswered,
    disagreements,
  };
}

function unitsBy(rows: readonly { key: string; units: number }[]): Map<string, number> {
  const units = new Map<string, number>();
  for (const row of rows) units.set(row.key, (units.get(row.key) ?? 0) + row.units);
  return units;
}
