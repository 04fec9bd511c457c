import type { GraphQLResolveInfo } from 'graphql';
import { Args, Resolver, Root, Subscription } from 'type-graphql';
import { EVENT_TYPES, type EventType } from '../../alerts';
import type { RequestContext } from '../request-context';
import { alertTest, toRiskAlertFilter } from '../risk-alert/risk-alert.input';
import { RiskAlertEvent, toRiskAlert } from '../risk-alert/risk-alert.type';
import type { AlertChange } from '../risk-alert/risk-alert.enums';
import { followLog } from '../subscriptions/follow-log';
import { alertTopics, type LogEntry } from '../subscriptions/log-entry';
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

/** Made once of each entry, so that subscribers are seen to be told the same. */
function onceOfEntry<Item>(make: (entry: LogEntry) => Item): (entry: LogEntry) => Item {
  const made = new WeakMap<LogEntry, { item: Item }>();
  return (entry) => {
    const known = made.get(entry) ?? { item: make(entry) };
    made.set(entry, known);
    return known.item;
  };
}

const eventOf = onceOfEntry(({ tenantId, event }) => toEvent(tenantId, event));
const alertEventOf = onceOfEntry(({ event, cursor, alert }): RiskAlertEvent | null =>
  alert === null
    ? null
    : {
        ...{ cursor, id: event.eventId, change: CHANGES[event.type] ?? 'UPDATED' },
        alert: toRiskAlert(alert),
      },
);

@Resolver()
export class EventSubscriptions {
  @Subscription(() => Event, {
    description: 'What happens, as it happens.',
    subscribe: ({ args, context }: Subscribed<EventStreamArgs>) =>
      followLog(context, {
        after: args.after ?? null,
        types: args.types ?? null,
        topics: null,
        pick: eventOf,
      }),
  })
  events(@Root() event: Event, @Args(() => EventStreamArgs) _args: EventStreamArgs): Event {
    return event;
  }

  @Subscription(() => RiskAlertEvent, {
    description: 'What happens to alerts, as it happens.',
    subscribe: ({ args, context }: Subscribed<RiskAlertStreamArgs>) => {
      const filter = toRiskAlertFilter(args.filter);
      const isWanted = alertTest(filter);
      return followLog(context, {
        after: args.after ?? null,
        types: ALERT_EVENTS,
        topics: alertTopics(filter),
        pick: (entry) =>
          entry.alert !== null && isWanted(entry.alert) ? alertEventOf(entry) : null,
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
