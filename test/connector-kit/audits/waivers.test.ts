import { join } from 'node:path';
import {
  AUDITS,
  AuditSubject,
  renderReport,
  runAudit,
  tierOf,
  tierOn,
  type AuditReport,
} from '../../../src/connector-kit/audits';
import { healthyFile } from '../../../src/connector-kit/audits/mutants';
import { declarationFaults } from '../../../src/connector-kit';
import { renderTable } from '../../../src/connector-kit/cli/report-table';
import { defined } from '../../../src/kernel';

const C20 = defined(
  AUDITS.find(({ id }) => id === 'C20'),
  'C20',
);
const waiver = { audit: 'C20', reason: 'its page is being written', until: '2026-06-30' };
const bare = join(__dirname, '../../../src/connector-kit/audits/mutants/bare');
const audited = (waivers: (typeof waiver)[]): AuditSubject =>
  new AuditSubject({ ...healthyFile, waivers }, { folder: bare });

it('bears with what is waived, to the last day and not longer', async () => {
  const subject = audited([waiver]);
  expect(await runAudit(C20, subject, '2026-06-30')).toMatchObject({
    status: 'waived',
    detail: 'until 2026-06-30: its page is being written',
  });
  const late = await runAudit(C20, subject, '2026-07-01');
  expect(late.status).toBe('failed');
  expect(late.detail).toContain('its waiver ended on 2026-06-30');
});

it('waives the audit named and no other', async () => {
  const subject = audited([{ ...waiver, audit: 'C19' }]);
  expect((await runAudit(C20, subject, '2026-01-01')).status).toBe('failed');
});

it('shows what is waived in the table, with the reason', async () => {
  const outcome = await runAudit(C20, audited([waiver]), '2026-01-01');
  const report: AuditReport = {
    ...{ connector: 'x', version: '1.0.0', kind: 'file', live: null },
    ...{ tier: tierOf([outcome]), outcomes: [outcome] },
  };
  expect(renderTable([report])).toContain('x C20 SHOULD is waived until 2026-06-30: its page');
  expect(renderReport(report)).toContain('"status": "waived"');
});

it.each([
  ['no reason', { ...waiver, reason: 'later' }],
  ['no day', { ...waiver, until: 'soon' }],
  ['no audit', { ...waiver, audit: 'all' }],
])('refuses a waiver with %s', (_what, wrong) => {
  const faults = declarationFaults({ ...healthyFile, waivers: [wrong] });
  expect(faults.map(({ field }) => field)).toEqual([`waivers.${wrong.audit}`]);
});

it('takes a live check for gold while it is fresh, on top of silver alone', () => {
  const live = { on: '2026-01-01', audits: ['C03'] };
  expect(tierOn({ tier: 'silver', live }, '2026-01-01')).toBe('gold');
  expect(tierOn({ tier: 'silver', live }, '2026-04-01')).toBe('gold');
  expect(tierOn({ tier: 'silver', live }, '2026-04-02')).toBe('silver');
  expect(tierOn({ tier: 'silver', live }, '2025-12-31')).toBe('silver');
  expect(tierOn({ tier: 'bronze', live }, '2026-01-01')).toBe('bronze');
  expect(tierOn({ tier: 'silver', live: null }, '2026-01-01')).toBe('silver');
});
