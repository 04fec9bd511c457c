import type { GraphQLResolveInfo } from 'graphql';
import { Args, Resolver, Root, Subscription } from 'type-graphql';
import { EVENT_TYPES, type EventType, type LoggedEvent } from '../../alerts';
import type { Transaction } from '../../database';
import { riskAlertsById } from '../../reports';
import type { RequestContext } from '../request-context';
import { indexRows } from '../request-context';
import { passes, toRiskAlertFilter } from '../risk-alert/risk-alert.input';
import { RiskAlertEvent, toRiskAlert } from '../risk-alert/risk-alert.type';
import type { AlertChange } from '../risk-alert/risk-alert.enums';
import { followLog } from '../subscriptions/follow-log';
import { encodeEventCursor } from './event-cursor';
import { EventStreamArgs, RiskAlertStreamArgs } from './event.args';
import { Event, toEvent } from './event.type';

interface Subscribed<Args> {
  args: Args;
  context: RequestContext;
  info: GraphQLResolveInfo;
}

const CHANGES: Readonly<Partial<Record<EventType, AlertChange>>> = {
  RISK_ALERT_RAISED: 'RAISED',
  RISK_ALERT_UPDATED: 'UPDATED',
  RISK_ALERT_RESOLVED: 'RESOLVED',
};
const ALERT_EVENTS = EVENT_TYPES.filter((type) => CHANGES[type] !== undefined);

@Resolver()
export class EventSubscriptions {
  @Subscription(() => Event, {
    description: 'What happens, as it happens.',
    subscribe: ({ args, context }: Subscribed<EventStreamArgs>) =>
      followLog(context, {
        after: args.after ?? null,
        types: args.types ?? null,
        select: (_tx, events) =>
          Promise.resolve(events.map((event) => toEvent(context.key.tenantId, event))),
      }),
  })
  events(@Root() event: Event, @Args(() => EventStreamArgs) _args: EventStreamArgs): Event {
    return event;
  }

  @Subscription(() => RiskAlertEvent, {
    description: 'What happens to alerts, as it happens.',
    subscribe: ({ args, context }: Subscribed<RiskAlertStreamArgs>) => {
      const filter = toRiskAlertFilter(args.filter);
      return followLog(context, {
        after: args.after ?? null,
        types: ALERT_EVENTS,
        select: async (tx, events) =>
          (await withAlerts(tx, events)).flatMap(({ event, alert }) =>
            alert !== undefined && passes(filter, alert)
              ? [
                  {
                    cursor: encodeEventCursor(context.key.tenantId, event.position),
                    change: CHANGES[event.type] ?? 'UPDATED',
                    alert: toRiskAlert(alert),
                  },
                ]
              : [],
          ),
      });
    },
  })
  riskAlerts(
    @Root() event: RiskAlertEvent,
    @Args(() => RiskAlertStreamArgs) _args: RiskAlertStreamArgs,
  ): RiskAlertEvent {
    return event;
  }
}

type RiskAlertRows = Awaited<ReturnType<typeof riskAlertsById>>;

async function withAlerts(
  tx: Transaction,
  events: readonly LoggedEvent[],
): Promise<{ event: LoggedEvent; alert: RiskAlertRows[number] | undefined }[]> {
  const ids = new Set(events.flatMap(({ subjectId }) => (subjectId === null ? [] : [subjectId])));
  const alerts = indexRows(await riskAlertsById(tx, [...ids]), (each) => each.riskAlertId);
  return events.map((event) => ({ event, alert: alerts.get(event.subjectId ?? '') }));
}
