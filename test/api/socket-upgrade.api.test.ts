import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../src/api';
import type { Database } from '../../src/database';
import { connectApp } from '../reports/seller-fixture';
import { useDatabase } from '../support/postgres';
import { startApi } from './api-harness';

let app: Database;
let api: Api;
afterAll(async () => {
  await api.close();
  await app.close();
});
const database = useDatabase();

beforeAll(async () => {
  app = await connectApp(database().url);
  api = await startApi(app);
});

function upgrade(target: string): Socket {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  const headers = [
    'Host: hub',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
  ];
  socket.write(`GET ${target} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`);
  return socket;
}

async function answerTo(target: string): Promise<string> {
  const socket = upgrade(target);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  for (let waited = 0; !text.includes('\r\n') && waited < 5_000; waited += 10) await sleep(10);
  socket.destroy();
  return text.split('\r\n')[0] ?? '';
}

test.each(['/elsewhere', '//', '//graphql', 'http://[', '/graphql/', '*', '/graphqlx'])(
  'an upgrade of %s is not found, and takes nothing down',
  async (target) => {
    expect(await answerTo(target)).toBe('HTTP/1.1 404 Not Found');
    expect(await answerTo('/graphql?with=anything')).toBe('HTTP/1.1 101 Switching Protocols');
  },
);

test('who asks for an upgrade and breaks off takes nothing down, wherever it was to lead', async () => {
  for (let n = 0; n < 40; n += 1) {
    const socket = upgrade(n % 2 === 0 ? '/elsewhere' : '/graphql');
    await sleep(n % 5);
    socket.resetAndDestroy();
  }
  await sleep(200);
  expect(await answerTo('/graphql')).toBe('HTTP/1.1 101 Switching Protocols');
});
