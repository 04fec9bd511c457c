/** The receiving process: graphql-transport-ws over plain sockets, so that what is measured is the server. */
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { globalId, parseGlobalId } from '../../src/kernel';
import { filterOf, moment, range } from './filters';
import { customerId } from './writer';

export interface Target {
  /** Address of the API. */
  api: string;
  key: string;
  tenantId: string;
}

/** Alerts in the order they came, with the moment: `[alertId, moment]`. */
export type Heard = [string, number][];

const SUBSCRIPTION = `subscription ($filter: RiskAlertFilter) { riskAlerts(filter: $filter) {
  cursor change alert { id rule severity status title raisedAt deadlineOn customerId } } }`;

interface NextMessage {
  type: string;
  payload?: { data?: { riskAlerts: { alert: { id: string } } }; errors?: unknown };
}

/** Sockets opened at once, so that connecting is no denial of service. */
const AT_ONCE = 50;

/** Opens subscribers of the API; each hears into its own list. */
export async function subscribeAll(target: Target, count: number): Promise<Subscribers> {
  const subscribers = range(count).map((): Heard => []);
  const sockets: WebSocket[] = [];
  for (let n = 0; n < count; n += AT_ONCE) {
    const wave = range(Math.min(AT_ONCE, count - n)).map((k) =>
      subscribe(target, n + k, subscribers[n + k] ?? []),
    );
    sockets.push(...(await Promise.all(wave)));
  }
  return { heard: subscribers, close: () => closeAll(sockets) };
}

export interface Subscribers {
  heard: Heard[];
  close: () => Promise<void>;
}

async function subscribe(target: Target, number: number, heard: Heard): Promise<WebSocket> {
  const socket = new WebSocket(`${target.api.replace('http', 'ws')}/graphql`, [
    'graphql-transport-ws',
  ]);
  await once(socket, 'open');
  const say = (message: object): void => socket.send(JSON.stringify(message));
  say({ type: 'connection_init', payload: { apiKey: target.key } });
  await once(socket, 'message');
  socket.on('message', (data: Buffer) => {
    const at = moment();
    const { type, payload } = JSON.parse(data.toString('utf8')) as NextMessage;
    const alert = payload?.data?.riskAlerts.alert;
    if (type !== 'next' || alert === undefined || payload?.errors !== undefined) {
      throw new Error(`a subscriber was told ${data.toString('utf8')}`);
    }
    heard.push([parseGlobalId(alert.id).id, at]);
  });
  const { customers, rules, severities } = filterOf(number);
  const customerIds = customers?.map((n) => globalId('Customer', customerId(target.tenantId, n)));
  const filter = { customerIds, rules, severities };
  say({ type: 'subscribe', id: '1', payload: { query: SUBSCRIPTION, variables: { filter } } });
  return socket;
}

/** Opens the same number of bare clients of the yardstick. */
export async function echoAll(url: string, count: number): Promise<Subscribers> {
  const subscribers = range(count).map((): Heard => []);
  const sockets: WebSocket[] = [];
  for (let n = 0; n < count; n += 1) {
    const socket = new WebSocket(`${url}/${n}`);
    await once(socket, 'open');
    socket.on('message', (data: Buffer) => {
      const at = moment();
      const { alertId } = JSON.parse(data.toString('utf8')) as { alertId: string };
      subscribers[n]?.push([alertId, at]);
    });
    sockets.push(socket);
  }
  return { heard: subscribers, close: () => closeAll(sockets) };
}

/** Connects, subscribes and leaves, so many times. */
export async function comeAndGo(target: Target, times: number): Promise<void> {
  for (let n = 0; n < times; n += AT_ONCE) {
    const { close } = await subscribeAll(target, Math.min(AT_ONCE, times - n));
    await sleep(5);
    await close();
  }
}

async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  const closing = sockets.map((socket) => once(socket, 'close'));
  for (const socket of sockets) socket.close(1000);
  await Promise.all(closing);
}
