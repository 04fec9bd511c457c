/** Loads the list of connectors at run time: the kit itself knows none of them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Connector } from '../connector';
import type { Simulator } from '../simulator';

export interface Listed {
  connector: Connector;
  simulator: Simulator | undefined;
  folder: string;
  isTemplate: boolean;
}

const TEMPLATES = ['template-http', 'template-file', 'template-accounting'];

/** The connectors of connectors/index.ts in their order, then the templates. */
export async function loadConnectors(root: string): Promise<Listed[]> {
  const folder = join(root, 'connectors');
  const list = await load(join(folder, 'index.ts'));
  const connectors = list['connectors'] as readonly Connector[];
  const simulators = list['simulators'] as readonly Simulator[];
  const listed = connectors.map((connector) => ({
    connector,
    simulator: simulators.find(({ connectorId }) => connectorId === connector.id),
    folder: join(folder, connector.id),
    isTemplate: false,
  }));
  const templates = TEMPLATES.map((id) => join(folder, '_template', id)).filter(existsSync);
  return [...listed, ...(await Promise.all(templates.map(loadTemplate)))];
}

async function loadTemplate(folder: string): Promise<Listed> {
  const exported: unknown[] = Object.values(await load(join(folder, 'index.ts')));
  const connector = exported.find((value) => hasOwn(value, 'hosts')) as Connector;
  const simulator = exported.find((value) => hasOwn(value, 'routes')) as Simulator | undefined;
  return { connector, simulator, folder, isTemplate: true };
}

function hasOwn(value: unknown, property: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, property);
}

async function load(path: string): Promise<Record<string, unknown>> {
  return (await import(pathToFileURL(path).href)) as Record<string, unknown>;
}
