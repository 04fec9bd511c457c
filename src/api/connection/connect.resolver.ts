import {
  Arg,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Resolver,
  Root,
} from 'type-graphql';
import { configError } from '../../kernel';
import type { ApiRole } from '../../database';
import { connectionsById, watchedPortfolios } from '../../reports';
import { keyOf } from '../global-ids';
import { hookPathOf } from '../http/hooks';
import { found, orRefusal, Refusal } from '../refusal.type';
import { indexRows, type RequestContext } from '../request-context';
import { ConnectInput, Monitoring } from './connect.type';
import { Connection, toConnectionNode } from './connection.type';

const ConnectResult = createUnionType({
  name: 'ConnectResult',
  description: 'The connection as it stands after the mutation, or why it was refused.',
  types: () => [Connection, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'Connection'),
});

const DisconnectResult = createUnionType({
  name: 'DisconnectResult',
  description: 'The connection as it stands after the mutation, or why it was not disconnected.',
  types: () => [Connection, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'Connection'),
});

const THE_CONNECTION = { description: 'The connection.' };
const NAME_MAX = 100;

@Resolver(() => Connection)
export class ConnectResolver {
  @FieldResolver(() => Monitoring, {
    nullable: true,
    description: 'What its provider watches for us; null when it watches nothing.',
  })
  monitoring(
    @Root() { connectionId }: Connection,
    @Ctx() context: RequestContext,
  ): Promise<Monitoring | null> {
    return context
      .batch('portfolios', async (tx, ids) =>
        indexRows(await watchedPortfolios(tx, ids), (row) => row.connectionId),
      )
      .load(connectionId);
  }

  @Authorized<ApiRole>('ADMIN')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Path on this server that its provider may POST to when something has changed; whoever knows it can ask for a sync and nothing else. Null until `renewConnectionHook`. For ADMIN.',
  })
  async hookPath(
    @Root() { connectionId }: Connection,
    @Ctx() context: RequestContext,
  ): Promise<string | null> {
    const { actions } = context.services;
    const token = await actions.hookToken(context.actor, connectionId);
    return token === null ? null : hookPathOf(token);
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => ConnectResult, {
    description:
      'Connects a source, or corrects the settings of the connection of this connector and name and resumes it.',
  })
  connect(
    @Ctx() context: RequestContext,
    @Arg('input', () => ConnectInput, { description: 'What to connect.' }) input: ConnectInput,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const draft = {
        connectorId: input.connectorId,
        name: nameOf(input.name),
        config: settingsOf(input.config),
      };
      const { connectionId } = await context.services.actions.connect(context.actor, draft);
      return load(context, connectionId);
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => ConnectResult, {
    description: 'Lets a paused connection be synced again with the settings it has.',
  })
  resumeConnection(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, THE_CONNECTION) id: string,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const connectionId = keyOf('Connection', id);
      await load(context, connectionId);
      await context.services.actions.resumeConnection(context.actor, connectionId);
      return load(context, connectionId);
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => DisconnectResult, {
    description:
      'Ends a connection: it is not synced any more and its credentials and hook are forgotten, while what it brought stays. Refused with SYNC_ALREADY_RUNNING while it is being read. `connect` with the same connector and name takes it up again.',
  })
  disconnect(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, THE_CONNECTION) id: string,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const connectionId = keyOf('Connection', id);
      await load(context, connectionId);
      await context.services.actions.disconnect(context.actor, connectionId);
      return load(context, connectionId);
    });
  }

  @Authorized<ApiRole>('ADMIN')
  @Mutation(() => ConnectResult, {
    description:
      'Gives a connection a new path that its provider may ring (`hookPath`); an earlier one stops working at once.',
  })
  renewConnectionHook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, THE_CONNECTION) id: string,
  ): Promise<Connection | Refusal> {
    return orRefusal(async () => {
      const connectionId = keyOf('Connection', id);
      const connection = await load(context, connectionId);
      await context.services.actions.renewHook(context.actor, connectionId);
      return connection;
    });
  }
}

/** Throws NOT_FOUND, also for another tenant's connection. */
async function load(context: RequestContext, connectionId: string): Promise<Connection> {
  const [row] = await context.read((tx) => connectionsById(tx, [connectionId]));
  return toConnectionNode(found(row, 'connection'));
}

function nameOf(given: string | null | undefined): string {
  const name = (given ?? 'main').trim();
  if (name !== '' && name.length <= NAME_MAX) return name;
  throw configError('CONNECTION_NAME_INVALID', `a name has 1 to ${NAME_MAX} characters`, {
    place: { field: 'input.name' },
    remedy: 'Give a shorter name, or none: it is only to tell connections of one connector apart.',
  });
}

function settingsOf(config: unknown): Record<string, unknown> {
  if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
    return { ...config };
  }
  throw configError('CONNECTOR_CONFIG_INVALID', 'settings are an object of names and values', {
    place: { field: 'input.config' },
    remedy: 'Give an object such as { "apiKey": "…" }, with the settings the connector names.',
  });
}
