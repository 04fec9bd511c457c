import {
  payloadRestriction,
  restrictionOf,
  type Licence,
  type RecordType,
  type UseRestriction,
} from '../../connector-kit';
import {
  connectionsById,
  connectionsOf,
  type ConnectionRow,
  type LicensedRow,
} from '../../reports';
import { indexRows, type RequestContext } from '../request-context';
import { isReadable } from '../use-restriction';

/** Under which terms what came through a connection stands: records of a type, or payloads as they were received. */
export async function termsOfConnection(
  context: RequestContext,
  connectionId: string,
  type: RecordType | 'payload',
): Promise<LicensedRow> {
  const connection = await context
    .batch('connectionsById', async (tx, ids) =>
      indexRows(await connectionsById(tx, ids), (row) => row.connectionId),
    )
    .load(connectionId);
  const connectorId = connection?.connectorId ?? 'unknown';
  return { connectorId, useRestriction: restrictionIn(context, connection, type) };
}

/** The tenant's connections whose records of the type the caller may not read. */
export async function hiddenConnections(
  context: RequestContext,
  type: RecordType,
): Promise<string[]> {
  const all = await context.read(connectionsOf);
  return all
    .filter((row) => !isReadable(context, restrictionIn(context, row, type)))
    .map(({ connectionId }) => connectionId);
}

/** Of a connector that is gone nobody knows the terms any more: the strictest are assumed. */
function restrictionIn(
  { services }: RequestContext,
  connection: Pick<ConnectionRow, 'connectorId' | 'useRestrictionOverride'> | null,
  type: RecordType | 'payload',
): UseRestriction {
  const info = services.connectors.find(({ id }) => id === connection?.connectorId);
  if (connection === null || info === undefined) return 'NO_REDISTRIBUTION';
  const licence: Licence = info.licence;
  const override = connection.useRestrictionOverride;
  return type === 'payload'
    ? payloadRestriction(licence, override)
    : restrictionOf(licence, type, override);
}
