import { configError } from '../kernel';
import type { Transaction } from '../database';
import { listConnections, type Connection } from '../landing';

/**
 * The connection somebody means by its id, its connector, or "connector/name" where the connector has several. Throws
 * CONNECTION_NOT_FOUND and CONNECTION_AMBIGUOUS.
 */
export async function connectionNamed(tx: Transaction, text: string): Promise<Connection> {
  const connections = await listConnections(tx);
  const meant = connections.filter(
    ({ connectionId, connectorId, name }) =>
      connectionId === text || connectorId === text || `${connectorId}/${name}` === text,
  );
  const [only] = meant;
  if (only === undefined) {
    throw configError('CONNECTION_NOT_FOUND', `there is no connection ${JSON.stringify(text)}`, {
      remedy: 'see `npx encours connections list`',
    });
  }
  if (meant.length === 1) return only;
  throw configError('CONNECTION_AMBIGUOUS', `${text} has ${meant.length} connections`, {
    remedy: `name one: ${meant.map(({ connectorId, name }) => `${connectorId}/${name}`).join(', ')}`,
  });
}
