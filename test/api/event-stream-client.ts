import { get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from '../../src/api';

/** A message of an event stream, as the standard has browsers read it. */
export interface Message {
  id: string;
  event: string;
  data: Record<string, unknown>;
}

export interface EventReader {
  status: number;
  headers: IncomingMessage['headers'];
  messages: Message[];
  /** The stream's last event id, which comments with an id move too. */
  lastId: () => string;
  comments: () => number;
  isEnded: () => boolean;
  body: () => string;
  until(isEnough: () => boolean): Promise<void>;
  messagesOf(count: number): Promise<Message[]>;
  pause(): void;
  resume(): void;
  close(): void;
}

/** Opens `/events` and reads it line by line. */
export async function readEventStream(
  api: Api,
  path: string,
  headers: Record<string, string>,
): Promise<EventReader> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(`${api.url}/events${path}`, { headers, agent: false }, resolve).on('error', reject);
  });
  const parsed = { text: '', rest: '', lastId: '', comments: 0, isEnded: false };
  const messages: Message[] = [];
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => {
    parsed.text += chunk;
    const blocks = (parsed.rest + chunk).split('\n\n');
    parsed.rest = blocks.pop() ?? '';
    for (const block of blocks) take(block, parsed, messages);
  });
  response.on('error', () => undefined);
  response.on('close', () => {
    parsed.isEnded = true;
  });
  const until = async (isEnough: () => boolean): Promise<void> => {
    for (let waited = 0; !isEnough() && waited < 15_000; waited += 10) await sleep(10);
    expect(isEnough()).toBe(true);
  };
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    messages,
    lastId: () => parsed.lastId,
    comments: () => parsed.comments,
    isEnded: () => parsed.isEnded,
    body: () => parsed.text,
    until,
    messagesOf: async (count) => {
      await until(() => messages.length >= count);
      return messages;
    },
    pause: () => response.pause(),
    resume: () => response.resume(),
    close: () => response.destroy(),
  };
}

function take(
  block: string,
  parsed: { lastId: string; comments: number },
  messages: Message[],
): void {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    if (line.startsWith(':')) parsed.comments += 1;
    else fields.set(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2));
  }
  const id = fields.get('id');
  if (id !== undefined) parsed.lastId = id;
  const text = fields.get('data');
  if (text === undefined) return;
  const data = JSON.parse(text) as Record<string, unknown>;
  messages.push({ id: id ?? '', event: fields.get('event') ?? 'message', data });
}
