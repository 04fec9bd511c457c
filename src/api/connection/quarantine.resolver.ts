import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { payloadRestriction, type UseRestriction } from '../../connector-kit';
import { connectionsById } from '../../reports';
import { indexRows, type RequestContext } from '../request-context';
import { requireReadable } from '../use-restriction';
import { QuarantinedRecord } from './connection.type';

@Resolver(() => QuarantinedRecord)
export class QuarantineResolver {
  @FieldResolver()
  async payload(
    @Root() { row }: QuarantinedRecord,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const terms = await termsOfConnection(context, row.connectionId);
    requireReadable(terms, context, 'QuarantinedRecord.payload');
    return row.payload;
  }
}

/** Of a connector that is gone nobody knows the terms any more: the strictest are assumed. */
async function termsOfConnection(
  context: RequestContext,
  connectionId: string,
): Promise<{ connectorId: string; useRestriction: UseRestriction }> {
  const connection = await context
    .batch('connectionsById', async (tx, ids) =>
      indexRows(await connectionsById(tx, ids), (row) => row.connectionId),
    )
    .load(connectionId);
  const connectorId = connection?.connectorId ?? 'unknown';
  const info = context.services.connectors.find(({ id }) => id === connectorId);
  const override = connection?.useRestrictionOverride ?? null;
  const useRestriction =
    info === undefined ? 'NO_REDISTRIBUTION' : payloadRestriction(info.licence, override);
  return { connectorId, useRestriction };
}
