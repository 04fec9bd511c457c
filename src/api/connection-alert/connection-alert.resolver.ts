import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { connectionAlertDetail, connectionAlertTitle } from '../../alerts';
import type { ApiRole } from '../../database';
import { localeOf } from '../../kernel';
import {
  connectionAlertsById,
  connectionsById,
  countConnectionAlerts,
  listConnectionAlerts,
  openAlertsOfConnections,
} from '../../reports';
import { Connection, toConnectionNode } from '../connection/connection.type';
import { sentencesGiven } from '../credit-control-input';
import { keyOf, keysOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import {
  ConnectionAlert,
  ConnectionAlertConnection,
  ConnectionAlertResult,
  ConnectionAlertsArgs,
  toConnectionAlert,
} from './connection-alert.type';

const LOCALE = {
  defaultValue: 'en',
  description: 'Language tag: French for "fr" and its regions, else English.',
};
const OF_ALERT = { description: 'The alert.' };
const COMMENT = { nullable: true, description: 'Kept with the alert; up to 2,000 characters.' };

@Resolver(() => ConnectionAlert)
export class ConnectionAlertResolver {
  @Query(() => ConnectionAlertConnection, {
    description: 'Alerts about connections, the latest first.',
  })
  connectionAlerts(
    @Ctx() context: RequestContext,
    @Args(() => ConnectionAlertsArgs) args: ConnectionAlertsArgs,
  ): ConnectionValue<ConnectionAlert> {
    const page = pageOf(args);
    const { status, rules, severities, connectionIds } = args.filter ?? {};
    const wanted = {
      ...{ status: status ?? null, rules: rules ?? null, severities: severities ?? null },
      connectionIds: keysOf('Connection', connectionIds, 'filter.connectionIds'),
    };
    return toConnection({
      page,
      load: () => context.read((tx) => listConnectionAlerts(tx, wanted, page)),
      count: () => context.read((tx) => countConnectionAlerts(tx, wanted)),
      toNode: toConnectionAlert,
    });
  }

  @FieldResolver(() => String, { description: 'What is wrong, in one line.' })
  title(
    @Root() { row }: ConnectionAlert,
    @Arg('locale', () => String, LOCALE) locale: string,
  ): string {
    return connectionAlertTitle(row.textKey, row.params, localeOf(locale));
  }

  @FieldResolver(() => String, { description: 'What it means and what to do.' })
  detail(
    @Root() { row }: ConnectionAlert,
    @Arg('locale', () => String, LOCALE) locale: string,
  ): string {
    return connectionAlertDetail(row.textKey, row.params, localeOf(locale));
  }

  @FieldResolver(() => Connection, { description: 'The connection.' })
  async connection(
    @Root() { row }: ConnectionAlert,
    @Ctx() context: RequestContext,
  ): Promise<Connection> {
    const read = context.batch('connections', async (tx, ids) =>
      indexRows(await connectionsById(tx, ids), ({ connectionId }) => connectionId),
    );
    return toConnectionNode(found(await read.load(row.connectionId), 'connection'));
  }

  @Authorized<ApiRole>('CREDIT_MANAGER', 'INTEGRATOR')
  @Mutation(() => ConnectionAlertResult, {
    description: 'Says that somebody has seen an alert about a connection and is on it.',
  })
  acknowledgeConnectionAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<ConnectionAlert | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('ConnectionAlert', id);
      const noted = sentencesGiven(comment, 'comment');
      await context.services.actions.acknowledgeConnectionAlert(context.actor, key, noted);
      return readAlert(context, key);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER', 'INTEGRATOR')
  @Mutation(() => ConnectionAlertResult, {
    description: 'Says that an alert about a connection has been dealt with.',
  })
  resolveConnectionAlert(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, OF_ALERT) id: string,
    @Arg('comment', () => String, COMMENT) comment: string | null,
  ): Promise<ConnectionAlert | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('ConnectionAlert', id);
      const noted = sentencesGiven(comment, 'comment');
      await context.services.actions.resolveConnectionAlert(context.actor, key, noted);
      return readAlert(context, key);
    });
  }
}

@Resolver(() => Connection)
export class AlertsOfConnectionResolver {
  @FieldResolver(() => [ConnectionAlert], {
    description: 'Its alerts that are not resolved, the latest first: one per rule at most.',
  })
  async alerts(
    @Root() { connectionId }: Connection,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionAlert[]> {
    const read = context.batch('open alerts of connections', openAlertsOfConnections);
    return ((await read.load(connectionId)) ?? []).map(toConnectionAlert);
  }
}

async function readAlert(context: RequestContext, key: string): Promise<ConnectionAlert> {
  const [row] = await context.read((tx) => connectionAlertsById(tx, [key]));
  return toConnectionAlert(found(row, 'alert'));
}
