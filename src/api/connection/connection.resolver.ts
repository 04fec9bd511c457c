import {
  Arg,
  Args,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import {
  connectionsById,
  connectionsOf,
  countQuarantine,
  countSyncRuns,
  latestRunsOf,
  listQuarantine,
  listSyncRuns,
  syncRunsById,
  type SyncRunRow,
} from '../../reports';
import { keyOf } from '../global-ids';
import { found, orRefusal, Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { ForwardPageArgs, pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import { ConnectionHealthEnum, type ConnectionHealth } from './connection.enums';
import {
  Connection,
  ConnectionTest,
  Connector,
  type QuarantinedRecord,
  QuarantinedRecordConnection,
  SyncRun,
  SyncRunConnection,
  toConnectionNode,
  toConnector,
  toQuarantinedRecord,
  toSyncRun,
} from './connection.type';

const TestConnectionResult = createUnionType({
  name: 'TestConnectionResult',
  description: 'What came of trying the connection out, or why it was not tried.',
  types: () => [ConnectionTest, Refusal] as const,
  resolveType: (value) => ('ok' in value ? 'ConnectionTest' : 'Refusal'),
});

const OF_CONNECTION = { nullable: true, description: 'Only of this connection.' };

@Resolver(() => Connection)
export class ConnectionResolver {
  @Query(() => [Connector], { description: 'What can be connected, by id.' })
  connectors(@Ctx() context: RequestContext): Connector[] {
    return context.services.connectors
      .map(toConnector)
      .sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  @Query(() => [Connection], { description: 'What is connected, by connector and name.' })
  async connections(@Ctx() context: RequestContext): Promise<Connection[]> {
    return (await context.read(connectionsOf)).map(toConnectionNode);
  }

  @Query(() => SyncRunConnection, { description: 'Sync runs, newest first.' })
  syncRuns(
    @Ctx() context: RequestContext,
    @Arg('connectionId', () => ID, OF_CONNECTION) connectionId: string | null,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<SyncRun> {
    const id = connectionKey(connectionId);
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listSyncRuns(tx, id, page)),
      count: () => context.read((tx) => countSyncRuns(tx, id)),
      toNode: toSyncRun,
    });
  }

  @Query(() => QuarantinedRecordConnection, {
    description: 'What could not be used, newest first.',
  })
  quarantine(
    @Ctx() context: RequestContext,
    @Arg('connectionId', () => ID, OF_CONNECTION) connectionId: string | null,
    @Args(() => ForwardPageArgs) args: ForwardPageArgs,
  ): ConnectionValue<QuarantinedRecord> {
    const id = connectionKey(connectionId);
    const page = pageOf(args);
    return toConnection({
      page,
      load: () => context.read((tx) => listQuarantine(tx, id, page)),
      count: () => context.read((tx) => countQuarantine(tx, id)),
      toNode: toQuarantinedRecord,
    });
  }

  @FieldResolver(() => Connector, {
    nullable: true,
    description: 'Its connector; null when this hub no longer has it.',
  })
  connector(@Root() connection: Connection, @Ctx() context: RequestContext): Connector | null {
    const info = context.services.connectors.find(({ id }) => id === connection.connectorId);
    return info === undefined ? null : toConnector(info);
  }

  @FieldResolver(() => [SyncRun], { description: 'The latest run of each of its streams.' })
  async latestRuns(
    @Root() connection: Connection,
    @Ctx() context: RequestContext,
  ): Promise<SyncRun[]> {
    return (await loadLatestRuns(context, connection)).map(toSyncRun);
  }

  @FieldResolver(() => ConnectionHealthEnum, { description: 'How it does.' })
  async health(
    @Root() connection: Connection,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionHealth> {
    return healthOf(connection, await loadLatestRuns(context, connection));
  }

  @FieldResolver(() => Int, {
    nullable: true,
    description: 'Freshness: seconds since a run of it last succeeded; null before the first.',
  })
  ageSeconds(@Root() connection: Connection, @Ctx() context: RequestContext): number | null {
    const last = connection.lastSucceededAt;
    if (last === null) return null;
    return Math.max(0, Math.floor((context.now.getTime() - last.getTime()) / 1_000));
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => SyncRun, {
    description: 'Starts a sync now and answers its run, which may still be going on.',
  })
  async syncConnection(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The connection.' }) id: string,
  ): Promise<SyncRun> {
    const connectionId = keyOf('Connection', id);
    await requireConnection(context, connectionId);
    const { actions } = context.services;
    const { syncRunId } = await actions.syncConnection(context.actor, connectionId);
    const [row] = await context.read((tx) => syncRunsById(tx, [syncRunId]));
    return toSyncRun(found(row, 'sync run'));
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => TestConnectionResult, {
    description: 'Asks the source one cheap question, to see whether it answers.',
  })
  testConnection(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The connection.' }) id: string,
  ): Promise<ConnectionTest | Refusal> {
    return orRefusal(async () => {
      const connectionId = keyOf('Connection', id);
      await requireConnection(context, connectionId);
      const outcome = await context.services.actions.testConnection(context.actor, connectionId);
      return {
        ok: outcome.isOk,
        errorCode: outcome.code,
        message: outcome.message,
        durationMs: outcome.durationMs,
      };
    });
  }
}

function connectionKey(id: string | null | undefined): string | null {
  return id === null || id === undefined ? null : keyOf('Connection', id, 'connectionId');
}

/** Throws NOT_FOUND, also for another tenant's connection. */
async function requireConnection(context: RequestContext, connectionId: string): Promise<void> {
  const [row] = await context.read((tx) => connectionsById(tx, [connectionId]));
  found(row, 'connection');
}

async function loadLatestRuns(
  context: RequestContext,
  { connectionId }: Connection,
): Promise<SyncRunRow[]> {
  const rows = await context
    .batch('latestRuns', async (tx, ids) => {
      const runs = await latestRunsOf(tx, ids);
      return new Map(ids.map((id) => [id, runs.filter((run) => run.connectionId === id)]));
    })
    .load(connectionId);
  return rows ?? [];
}

function healthOf(connection: Connection, runs: readonly SyncRunRow[]): ConnectionHealth {
  if (connection.status !== 'ACTIVE') return connection.status;
  if (runs.some((run) => run.status === 'RUNNING')) return 'SYNCING';
  if (runs.some((run) => run.status !== 'SUCCEEDED')) return 'FAILING';
  return runs.length === 0 && connection.lastSucceededAt === null ? 'NEVER_SYNCED' : 'HEALTHY';
}
