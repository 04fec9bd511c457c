/** What comes over the wire to a simulator, as its routes see it. */
import type { IncomingMessage } from 'node:http';
import type { Json } from '../json';
import type { SimulatedMethod, SimulatedRequest } from './simulator';

const BODY_BYTES_MAX = 1024 * 1024;

/** The request below the first segment of its path, with its body read; what is beyond 1 MB of it is dropped. */
export async function simulatedRequest(
  incoming: IncomingMessage,
  url: URL,
): Promise<SimulatedRequest> {
  const headers = Object.entries(incoming.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(', ') : (value ?? ''),
  ]);
  return {
    method: (incoming.method ?? 'GET') as SimulatedMethod,
    path: decodePath(`/${url.pathname.split('/').slice(2).join('/')}`),
    params: {},
    query: url.searchParams,
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: await readBody(incoming),
  };
}

function decodePath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** JSON when it is JSON, else the text; bytes that are not UTF-8 are read as Latin-1, which loses none. */
async function readBody(incoming: IncomingMessage): Promise<Json> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= BODY_BYTES_MAX) chunks.push(chunk);
  }
  const text = textOf(Buffer.concat(chunks));
  if (text === '') return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
