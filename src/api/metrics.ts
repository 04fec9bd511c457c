import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What the API measures of itself. No label can take values that callers make up. */
export interface ApiMetrics {
  registry: Registry;
  httpSeconds: Histogram<'method' | 'route' | 'status'>;
  operationSeconds: Histogram<'type' | 'field' | 'outcome'>;
  operationCost: Histogram<'type'>;
  refused: Counter<'code'>;
  subscriptionsOpen: Gauge<'field'>;
  socketsOpen: Gauge;
  eventsDelivered: Counter<'field'>;
  eventsSequenced: Counter;
  eventLagSeconds: Histogram;
  eventStreamsOpen: Gauge;
  streamsClosed: Counter<'kind' | 'code'>;
}

const SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Its own registry, so that several servers in one process do not mix. */
export function createMetrics(): ApiMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'encours_' });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: 'encours_http_request_duration_seconds',
      help: 'Time to answer an HTTP request.',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS,
      registers,
    }),
    operationSeconds: new Histogram({
      name: 'encours_graphql_operation_duration_seconds',
      help: 'Time to execute a GraphQL operation, by its first root field.',
      labelNames: ['type', 'field', 'outcome'],
      buckets: SECONDS,
      registers,
    }),
    operationCost: new Histogram({
      name: 'encours_graphql_operation_cost',
      help: 'Measured cost of admitted GraphQL operations.',
      labelNames: ['type'],
      buckets: [1, 10, 100, 1_000, 10_000, 100_000],
      registers,
    }),
    refused: new Counter({
      name: 'encours_graphql_refused_total',
      help: 'Operations refused before execution.',
      labelNames: ['code'],
      registers,
    }),
    ...streamMetrics(registers),
  };
}

/** Of what is delivered as it happens. */
function streamMetrics(
  registers: Registry[],
): Pick<
  ApiMetrics,
  | 'subscriptionsOpen'
  | 'socketsOpen'
  | 'eventsDelivered'
  | 'eventsSequenced'
  | 'eventLagSeconds'
  | 'eventStreamsOpen'
  | 'streamsClosed'
> {
  return {
    subscriptionsOpen: new Gauge({
      name: 'encours_subscriptions_open',
      help: 'GraphQL subscriptions being served.',
      labelNames: ['field'],
      registers,
    }),
    socketsOpen: new Gauge({
      name: 'encours_websockets_open',
      help: 'Web sockets being served.',
      registers,
    }),
    eventsDelivered: new Counter({
      name: 'encours_events_delivered_total',
      help: 'Events handed to subscribers.',
      labelNames: ['field'],
      registers,
    }),
    eventsSequenced: new Counter({
      name: 'encours_events_sequenced_total',
      help: 'Events this server put in order.',
      registers,
    }),
    eventLagSeconds: new Histogram({
      name: 'encours_event_lag_seconds',
      help: 'From when an event happened until live subscribers were offered it.',
      buckets: SECONDS,
      registers,
    }),
    eventStreamsOpen: new Gauge({
      name: 'encours_event_streams_open',
      help: 'Server-sent event streams being served.',
      registers,
    }),
    streamsClosed: new Counter({
      name: 'encours_streams_closed_total',
      help: 'Web sockets and event streams that ended, by the code they were closed with.',
      labelNames: ['kind', 'code'],
      registers,
    }),
  };
}
