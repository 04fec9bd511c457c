/** How to connect to a simulated provider, as lines for a terminal. */
import { secretNames, validateConfig, type Connector, type Json } from '../connector-kit';
import { isEncoursError } from '../kernel';

const SETTINGS_MAX = 12;

/** The command that connects a tenant, with every setting that has no default; what it should be is for the reader to say. */
export function howToReach(
  connector: Connector,
  baseUrl: string,
  known: Readonly<Record<string, Json>> = {},
): string[] {
  const given = Object.entries(known).map(([name, value]) => `--set ${name}=${shellWord(value)}`);
  const settings = [`--set baseUrl=${baseUrl}`, ...given, ...required(connector, baseUrl, known)];
  return [
    `  connect  npx encours connections create ${connector.id} -t <slug> ${settings.join(' ')}`,
  ];
}

function shellWord(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return /^[\w.:/-]+$/.test(text) ? text : `'${text}'`;
}

/** Settings the connector refuses to be without, found by leaving them out. */
function required(
  connector: Connector,
  baseUrl: string,
  known: Readonly<Record<string, Json>>,
): string[] {
  const names: string[] = [];
  const config: Record<string, unknown> = { baseUrl, ...known };
  while (names.length < SETTINGS_MAX) {
    const field = refusedField(connector, config);
    if (field === null || names.includes(field)) break;
    names.push(field);
    config[field] = 'simulated';
  }
  const secrets = secretNames(connector.config);
  return names.map((name) => `--set ${name}=${secrets.includes(name) ? 'simulated' : '…'}`);
}

function refusedField(connector: Connector, config: Record<string, unknown>): string | null {
  try {
    validateConfig(connector, config);
    return null;
  } catch (error) {
    return isEncoursError(error, 'CONFIG') ? (error.place.field ?? null) : null;
  }
}
