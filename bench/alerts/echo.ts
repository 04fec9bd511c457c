/** The yardstick: what one pg client hears is sent by a bare web socket server to the clients it is for. Nothing is kept. */
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { WebSocketServer, type WebSocket } from 'ws';
import { filterOf, isFor, type BenchAlert, type BenchFilter } from './filters';
import { ECHO_CHANNEL } from './writer';

/** Serves until the process ends; a client names its number in the address. Answers the address. */
export async function serveEcho(databaseUrl: string): Promise<string> {
  const clients = new Map<WebSocket, BenchFilter>();
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  server.on('connection', (socket, request) => {
    clients.set(socket, filterOf(Number(request.url?.slice(1))));
    socket.on('close', () => clients.delete(socket));
  });
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`LISTEN ${ECHO_CHANNEL}`);
  client.on('notification', ({ payload }) => {
    const alert = JSON.parse(payload ?? '') as BenchAlert;
    for (const [socket, filter] of clients) if (isFor(filter, alert)) socket.send(payload ?? '');
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
