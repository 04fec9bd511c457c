import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { connectors, simulators } from '../../connectors';
import { auditConnector } from '../../src/connector-kit/audits';
import {
  templateAccounting,
  templateAccountingSimulator,
} from '../../connectors/_template/template-accounting';
import { templateFile } from '../../connectors/_template/template-file';
import { templateHttp, templateHttpSimulator } from '../../connectors/_template/template-http';

const FOLDER = resolve(__dirname, '../../connectors');

it('lists every connector that has a folder, and none that has not', () => {
  const folders = readdirSync(FOLDER, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== '_template')
    .map(({ name }) => name);
  expect(connectors.map(({ id }) => id).toSorted()).toEqual(folders.toSorted());
});

it('has a simulator for every connector that calls somebody', () => {
  const callers = connectors.filter(({ kind }) => kind !== 'file').map(({ id }) => id);
  expect(simulators.map(({ connectorId }) => connectorId).toSorted()).toEqual(callers.toSorted());
});

/** Bureaux and insurers whose word limits are set by; of the registries all. */
const SILVER = ['altares-dnb', 'atradius', 'creditsafe', 'ellisphere'];
const tierOf = (id: string): string =>
  (JSON.parse(readFileSync(join(FOLDER, id, 'report.json'), 'utf8')) as { tier: string }).tier;

it.each(connectors.map(({ id }) => id))('has %s fit for use: every MUST stands', (id) => {
  expect(['bronze', 'silver']).toContain(tierOf(id));
});

it('has the connectors that decisions rest on at silver', () => {
  const registries = connectors.filter(({ kind }) => kind === 'registry').map(({ id }) => id);
  const below = [...registries, ...SILVER].filter((id) => tierOf(id) !== 'silver');
  expect(below).toEqual([]);
});

it.each([
  ['template-http', templateHttp, { simulator: templateHttpSimulator }],
  ['template-file', templateFile, {}],
  ['template-accounting', templateAccounting, { simulator: templateAccountingSimulator }],
] as const)(
  'gives authors a %s that passes every audit',
  async (id, connector, more) => {
    const folder = join(FOLDER, '_template', id);
    const { outcomes, tier } = await auditConnector(connector, { folder, ...more });
    expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(tier).toBe('silver');
  },
  120_000,
);
