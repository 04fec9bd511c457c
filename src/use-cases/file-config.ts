import { validateConfig, type Connector, type Json } from '../connector-kit';
import type { Transaction } from '../database';
import { fileMappings, type Connection } from '../landing';

/** What one import is told besides: put before what the connection says, and kept nowhere. */
export type ToldSettings = { readonly [key: string]: Json };

/**
 * The configuration files of a connection are read with: its own, with the mappings saved for it. Throws CONFIG
 * CONNECTOR_CONFIG_INVALID.
 */
export async function fileConfig(
  tx: Transaction,
  { connection, connector }: { connection: Connection; connector: Connector },
  told: ToldSettings = {},
): Promise<object> {
  if (connector.file?.guide === undefined) return validateConfig(connector, connection.config);
  const { mapping, ...settings } = told;
  // What is told of one file comes before all that was saved of others with its header.
  if (Object.keys(told).length > 0) {
    const only = mapping === undefined ? [] : [mapping];
    return validateConfig(connector, { ...connection.config, ...settings, mappings: only });
  }
  const saved = await fileMappings(tx, connection.connectionId);
  const own = connection.config['mappings'];
  const mappings = [
    ...saved.map((each) => ({ ...each.mapping, fingerprint: each.fingerprint })),
    ...(Array.isArray(own) ? (own as Json[]) : []),
  ];
  return validateConfig(connector, { ...connection.config, mappings });
}
