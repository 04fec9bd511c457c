import { readdir, stat } from 'node:fs/promises';
import { configError, errorMessage, isEncoursError } from '../kernel';
import { connectorOf, type Hub } from '../hub';
import { getConnection, type Connection } from '../landing';
import { openReading } from './open-reading';
import { wantedStreams } from './sync-providers';

export interface TestedConnection {
  isOk: boolean;
  /** The error's code when it is not. */
  code: string | null;
  message: string;
  durationMs: number;
}

/** A company every French registry knows (La Poste), asked for so that an empty portfolio can be tested too. */
const KNOWN_SIREN = '356000000';
const TIMEOUT_MS = 20_000;

/**
 * Asks a connection's source one question and lands nothing. At a source that is paid per call, the question costs what
 * reading one company costs, and is booked in the budget like any other.
 */
export async function testConnection(
  hub: Hub,
  tenantId: string,
  connectionId: string,
): Promise<TestedConnection> {
  const connection = await hub.database.tenant(tenantId, (tx) => getConnection(tx, connectionId));
  const startedAt = performance.now();
  const tested = (isOk: boolean, code: string | null, message: string): TestedConnection => {
    return { isOk, code, message, durationMs: Math.round(performance.now() - startedAt) };
  };
  try {
    return tested(true, null, await ask(hub, tenantId, connection));
  } catch (error) {
    if (!isEncoursError(error)) throw error;
    return tested(false, error.code, error.message);
  }
}

async function ask(hub: Hub, tenantId: string, connection: Connection): Promise<string> {
  const connector = connectorOf(hub, connection.connectorId);
  if (connector.file !== undefined) return askFolder(connection.config['folder']);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT_MS);
  try {
    const context = openReading(hub, {
      ...{ tenantId, connection, connector, signal: stop.signal, stream: null },
      ...{ subjects: [KNOWN_SIREN], neededSince: hub.clock.now() },
    });
    if (connector.probe !== undefined) return await connector.probe(context);
    if (connector.search !== undefined && connector.searchBuys === undefined) {
      const found = await connector.search(context, { name: 'la poste' });
      return `${connector.name} answers (${found.length} companies for a name)`;
    }
    const [stream] = wantedStreams(connector, context.config);
    if (stream === undefined) return `${connector.name} has nothing to ask`;
    for await (const page of stream.read(context, null)) {
      return `${connector.name} answers (${page.items.length} records for a company)`;
    }
    return `${connector.name} answers (nothing on the company asked for)`;
  } finally {
    clearTimeout(timer);
    stop.abort();
  }
}

async function askFolder(folder: unknown): Promise<string> {
  if (typeof folder !== 'string') return 'files of this connection are handed over';
  try {
    if ((await stat(folder)).isFile()) return 'the file is there';
    return `the folder holds ${(await readdir(folder)).length} entries`;
  } catch (error) {
    throw configError('FOLDER_NOT_READABLE', `${folder} cannot be read: ${errorMessage(error)}`, {
      cause: error,
      place: { file: folder },
      remedy: "correct the folder in the connection's configuration",
    });
  }
}
