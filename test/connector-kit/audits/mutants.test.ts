/** An audit that cannot fail proves nothing: each must catch every mutant made for it, and spare the healthy ones. */
import { join } from 'node:path';
import { auditConnector, AUDITS } from '../../../src/connector-kit/audits';
import {
  BUREAU_MUTANTS,
  bureauSimulator,
  FILE_MUTANTS,
  healthy,
  healthyBureau,
  healthyFile,
  healthySimulator,
  HTTP_MUTANTS,
} from '../../../src/connector-kit/audits/mutants';

const FOLDER = join(__dirname, '../../../src/connector-kit/audits/mutants');
const MUTANTS = [...HTTP_MUTANTS, ...BUREAU_MUTANTS, ...FILE_MUTANTS];

const failed = (report: Awaited<ReturnType<typeof auditConnector>>): string[] =>
  report.outcomes
    .filter(({ status }) => status === 'failed')
    .map(({ id, detail }) => `${id}: ${detail}`);

it('spares the healthy connector', async () => {
  const folder = join(FOLDER, 'healthy');
  const report = await auditConnector(healthy, { folder, simulator: healthySimulator });
  expect(failed(report)).toEqual([]);
  expect(report.tier).toBe('silver');
}, 120_000);

it('spares the healthy bureau', async () => {
  const folder = join(FOLDER, 'healthy-bureau');
  const report = await auditConnector(healthyBureau, { folder, simulator: bureauSimulator });
  expect(failed(report)).toEqual([]);
  expect(report.tier).toBe('silver');
}, 120_000);

it('spares the healthy file connector', async () => {
  const report = await auditConnector(healthyFile, { folder: join(FOLDER, 'healthy-file') });
  expect(failed(report)).toEqual([]);
  expect(report.tier).toBe('silver');
});

it.each(MUTANTS.map((mutant) => [mutant.audit, mutant.breaks, mutant] as const))(
  '%s catches a connector when %s',
  async (id, _breaks, mutant) => {
    const connector = { ...mutant.connector, ...mutant.declares };
    const base = mutant.isBureau === true ? bureauSimulator : healthySimulator;
    const simulator = { ...base, connectorId: connector.id };
    const audits = AUDITS.filter((audit) => audit.id === id);
    const folder = join(FOLDER, mutant.folder);
    const { outcomes } = await auditConnector(connector, { folder, simulator }, audits);
    expect(outcomes.map(({ status }) => status)).toEqual(['failed']);
  },
  120_000,
);

it('has a mutant for every audit', () => {
  const covered = new Set(MUTANTS.map(({ audit }) => audit));
  expect(AUDITS.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});
