/**
 * The load generator, a process of its own: eight connections that ask as fast as they are answered, of the API over
 * HTTP or of Postgres directly. Neither side's answer is parsed.
 */
import { Agent, request as httpRequest } from 'node:http';
import { Client } from 'pg';
import type { ReadCase } from './read-case';

export interface Target {
  apiUrl: string;
  key: string;
  databaseUrl: string;
  tenantId: string;
}

export type Side = 'ours' | 'limit';

/** What the parent asks; `load` comes before any `run` of its case. */
export type DriveCommand =
  | { kind: 'load'; target: Target; cases: readonly ReadCase[] }
  | { kind: 'run'; name: string; side: Side; connections: number; seconds: number };

export interface Round {
  requests: number;
  seconds: number;
  bytes: number;
  latenciesMs: number[];
}

export type DriveAnswer = { kind: 'round'; round: Round } | { kind: 'failed'; message: string };

/** Asks for request n and answers how many bytes came back. */
type Ask = (n: number) => Promise<number>;

/** As the product's own reads: without parallel workers, which eight readers on two cores only get in each other's way with. */
const APP_ROLE =
  '-c role=encours_app -c timezone=UTC -c jit=off -c max_parallel_workers_per_gather=0';
const loaded: { target: Target | null; cases: Map<string, ReadCase>; next: number } = {
  target: null,
  cases: new Map(),
  next: 0,
};

process.on('message', (command: DriveCommand) => {
  void obey(command).then(
    (round) => {
      if (round !== null) answer({ kind: 'round', round });
    },
    (error: unknown) => answer({ kind: 'failed', message: String(error) }),
  );
});

function answer(message: DriveAnswer): void {
  process.send?.(message);
}

async function obey(command: DriveCommand): Promise<Round | null> {
  if (command.kind === 'load') {
    loaded.target = command.target;
    loaded.cases = new Map(command.cases.map((each) => [each.name, each]));
    return null;
  }
  const asked = loaded.cases.get(command.name);
  if (asked === undefined || loaded.target === null) throw new Error(`no case ${command.name}`);
  const { connections, seconds } = command;
  const open = command.side === 'ours' ? openHttp : openPostgres;
  const lines = await open(loaded.target, asked, connections);
  try {
    return await drive(lines.asks, seconds);
  } finally {
    await lines.close();
  }
}

/** Requests go on in turn over all connections and rounds; the round ends when the last answer is there. */
async function drive(asks: readonly Ask[], seconds: number): Promise<Round> {
  const round: Round = { requests: 0, seconds: 0, bytes: 0, latenciesMs: [] };
  const started = performance.now();
  const deadline = started + seconds * 1_000;
  const work = async (ask: Ask): Promise<void> => {
    for (let now = performance.now(); now < deadline; now = performance.now()) {
      const bytes = await ask(loaded.next++);
      round.bytes += bytes;
      round.latenciesMs.push(performance.now() - now);
      round.requests += 1;
    }
  };
  await Promise.all(asks.map(work));
  round.seconds = (performance.now() - started) / 1_000;
  return round;
}

interface Lines {
  asks: Ask[];
  close(): Promise<void>;
}

async function openHttp(target: Target, asked: ReadCase, connections: number): Promise<Lines> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const url = new URL('/graphql', target.apiUrl);
  const bodies = asked.requests.map(({ variables }) =>
    Buffer.from(JSON.stringify({ query: asked.query, variables })),
  );
  const ask: Ask = (n) => {
    const body = bodies[n % bodies.length] ?? Buffer.alloc(0);
    return post({ url, agent, key: target.key }, body);
  };
  return {
    asks: Array.from({ length: connections }, () => ask),
    close: async () => agent.destroy(),
  };
}

function post(to: { url: URL; agent: Agent; key: string }, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(to.url, {
      method: 'POST',
      agent: to.agent,
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        authorization: `Bearer ${to.key}`,
      },
    });
    call.on('error', reject);
    call.on('response', (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => (bytes += chunk.length));
      response.on('error', reject);
      response.on('end', () =>
        response.statusCode === 200
          ? resolve(bytes)
          : reject(new Error(`HTTP status ${response.statusCode}`)),
      );
    });
    call.end(body);
  });
}

async function openPostgres(target: Target, asked: ReadCase, connections: number): Promise<Lines> {
  const clients = await Promise.all(
    Array.from({ length: connections }, async () => {
      const client = new Client({
        connectionString: target.databaseUrl,
        options: APP_ROLE,
        types: { getTypeParser: () => String },
        // One round trip a read here too. The driver's types do not know the option yet.
        ...{ pipeline: true },
      });
      await client.connect();
      return client;
    }),
  );
  const begin = `BEGIN READ ONLY; SET LOCAL app.tenant_id = '${target.tenantId}'`;
  const asks = clients.map((client): Ask => async (n) => {
    const { params } = asked.requests[n % asked.requests.length] ?? { params: [] };
    const [, { rows }] = await Promise.all([
      client.query(begin),
      client.query<[string]>({
        name: asked.name,
        text: asked.sql,
        values: [...params],
        rowMode: 'array',
      }),
      client.query('COMMIT'),
    ]);
    return Buffer.byteLength(rows[0]?.[0] ?? '');
  });
  return {
    asks,
    close: async () => {
      await Promise.all(clients.map((client) => client.end()));
    },
  };
}
