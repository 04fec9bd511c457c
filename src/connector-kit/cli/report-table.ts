/** Audit reports as a table for a terminal: a row per connector, a column per audit, failures in words below. */
import { tierOn, type AuditOutcome, type AuditReport } from '../audits';

const MARKS = { passed: '✓', failed: '✗', waived: 'w', 'not-applicable': '·' } as const;

export function renderTable(reports: readonly AuditReport[]): string {
  const audits = reports[0]?.outcomes.map(({ id }) => id) ?? [];
  const width = Math.max(9, ...reports.map(({ connector }) => connector.length));
  const header = row(
    'connector',
    audits.map((id) => id.slice(1)),
    { width, tier: 'tier' },
  );
  const rows = reports.map((report) =>
    row(
      report.connector,
      report.outcomes.map(({ status }) => MARKS[status]),
      { width, tier: tierOn(report) },
    ),
  );
  const notes = [...waivers(reports), ...failures(reports)];
  return [header, ...rows, legend(reports), ...notes, ''].join('\n');
}

function row(name: string, cells: string[], layout: { width: number; tier: string }): string {
  const padded = cells.map((cell) => cell.padStart(2)).join(' ');
  return `${name.padEnd(layout.width)}  ${padded}  ${layout.tier}`;
}

function legend(reports: readonly AuditReport[]): string {
  const failed = reports.flatMap(({ outcomes }) => outcomes).filter(isFailed).length;
  return `✓ passed  ✗ failed  w waived  · does not apply${failed === 0 ? '' : `  (${failed} failed)`}`;
}

function waivers(reports: readonly AuditReport[]): string[] {
  return reports.flatMap(({ connector, outcomes }) =>
    outcomes
      .filter(({ status }) => status === 'waived')
      .map(({ id, level, detail }) => `${connector} ${id} ${level} is waived ${detail}`),
  );
}

function failures(reports: readonly AuditReport[]): string[] {
  return reports.flatMap(({ connector, outcomes }) =>
    outcomes
      .filter(isFailed)
      .map(({ id, level, claim, detail }) =>
        ['', `${connector} ${id} ${level}: the connector ${claim}`, `  ${detail}`].join('\n'),
      ),
  );
}

function isFailed({ status }: AuditOutcome): boolean {
  return status === 'failed';
}
