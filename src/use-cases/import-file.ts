import {
  configError,
  describeError,
  isEncoursError,
  silentProgress,
  type Progress,
} from '../kernel';
import type { Connector } from '../connector-kit';
import { connectorOf, type Hub } from '../hub';
import {
  ensureConnection,
  fileChunks,
  filesToFinish,
  findFile,
  identifiedChunks,
  finishSyncRun,
  identifyFile,
  isMappedAnew,
  landedChunks,
  landFile,
  listConnections,
  markRefused,
  sourceFileIdOf,
  startSyncRun,
  type Connection,
  type FileIdentity,
  type LandedFile,
} from '../landing';
import {
  applyFile,
  countImported,
  resumeFile,
  type AppliedFile,
  type ApplyContext,
} from '../ledger';
import { fileConfig } from './file-config';
import { tellCompanyChanges } from './tell-company-changes';
import { tellMatches } from './tell-matches';

/** Files handed over by hand all belong to one connection: one set of books per connector and tenant. */
export const FILES_CONNECTION = 'files';

export interface ImportedFile extends AppliedFile {
  name: string;
  /** The same bytes had been imported before; nothing was done. */
  isUnchanged: boolean;
}

/** Imports one ledger file: lands its bytes, then makes them count. The same file again changes nothing. */
export async function importFile(
  hub: Hub,
  request: {
    tenantId: string;
    connectorId: string;
    path: string;
    signal: AbortSignal;
    progress?: Progress;
  },
): Promise<ImportedFile> {
  const connector = fileConnectorOf(hub, request.connectorId);
  const connection = await hub.database.tenant(request.tenantId, (tx) =>
    ensureConnectionOnce(tx, connector.id),
  );
  return importInto(hub, { ...request, connection, connector });
}

/** Throws CONNECTOR_UNKNOWN and CONNECTOR_NOT_FILE. */
export function fileConnectorOf(hub: Hub, connectorId: string): Connector {
  const connector = connectorOf(hub, connectorId);
  if (connector.file !== undefined) return connector;
  throw configError('CONNECTOR_NOT_FILE', `connector ${connector.id} reads no files`, {
    remedy: 'use a connector of kind file, such as fec',
  });
}

/** Keeps the configuration of an existing connection. */
export async function ensureConnectionOnce(
  tx: Parameters<typeof listConnections>[0],
  connectorId: string,
): Promise<Connection> {
  const known = (await listConnections(tx)).filter(
    (connection) => connection.connectorId === connectorId,
  );
  const [connection] = known;
  return connection ?? ensureConnection(tx, { connectorId, name: FILES_CONNECTION, config: {} });
}

export interface Import {
  tenantId: string;
  connection: Connection;
  connector: Connector;
  path: string;
  signal: AbortSignal;
  progress?: Progress;
  /** The file was found, not handed over: what a newer export replaced stays replaced. */
  isFound?: boolean;
}

/** What applying a file works with, and whom it tells. */
export function applyContext(hub: Hub): ApplyContext {
  return { ...hub, onChanges: tellCompanyChanges, onMatched: tellMatches(hub) };
}

/** The configuration a connection's files are read with, mappings saved for it included. */
export function configOf(
  hub: Hub,
  source: Pick<Import, 'tenantId' | 'connection' | 'connector'>,
): Promise<object> {
  return hub.database.tenant(source.tenantId, (tx) => fileConfig(tx, source));
}

export async function importInto(hub: Hub, request: Import): Promise<ImportedFile> {
  const { tenantId, connection, connector, path } = request;
  const identity = await identifyFile(path);
  const target = { tenantId, connectionId: connection.connectionId };
  const sourceFileId = sourceFileIdOf(target.connectionId, identity);
  const known = await hub.database.tenant(tenantId, (tx) => findFile(tx, sourceFileId));
  if (known !== null && isDone(known, request) && !(await isTold(hub, request, sourceFileId))) {
    const counts = await hub.database.tenant(tenantId, (tx) => countImported(tx, sourceFileId));
    return { ...counts, name: identity.name, isUnchanged: true };
  }
  if (known?.status === 'STORED' && known.appliedVersion === connector.version) {
    const resumed = await resumeFile(hub, { ...target, sourceFileId, signal: request.signal });
    return { ...resumed, name: identity.name, isUnchanged: false };
  }
  await checkFormat(hub, request, identity);
  return applyNew(hub, request, { identity, sourceFileId, isAgain: known !== null });
}

/** Whether somebody has since said what the columns of the file are: it is then read again. */
async function isTold(hub: Hub, request: Import, sourceFileId: string): Promise<boolean> {
  if (request.connector.file?.guide === undefined) return false;
  return hub.database.tenant(request.tenantId, (tx) => isMappedAnew(tx, sourceFileId));
}

/** Keeps the bytes and reads them at the same time, each over a connection of its own. */
async function applyNew(
  hub: Hub,
  request: Import,
  file: { identity: FileIdentity; sourceFileId: string; isAgain: boolean },
): Promise<ImportedFile> {
  const { tenantId, connection, connector, signal } = request;
  const { name, sizeBytes } = file.identity;
  const progress = request.progress ?? silentProgress;
  progress.start(`Importing ${name}`, sizeBytes);
  const target = { tenantId, connectionId: connection.connectionId };
  const landed = landFile(hub.database, { ...target, at: hub.clock.now() }, file.identity);
  // A refusal by the reader may come first; the landing's own failure is seen where it is awaited.
  landed.catch(() => undefined);
  const applied = await applyFile(applyContext(hub), {
    ...target,
    sourceFileId: file.sourceFileId,
    isAgain: file.isAgain,
    name,
    connector,
    config: await configOf(hub, request),
    chunks: counted(file.identity, progress),
    landed,
    signal,
  }).catch(async (error: unknown) => {
    await landed.catch(() => undefined);
    if (isEncoursError(error, 'CONTRACT', 'CONFIG')) {
      await hub.database.tenant(tenantId, (tx) => markRefused(tx, file.sourceFileId));
    }
    throw error;
  });
  progress.finish();
  return { ...applied, name, isUnchanged: false };
}

export function isDone(landed: LandedFile, { connector, isFound }: Import): boolean {
  const isCurrent = landed.status === 'APPLIED';
  const isReplaced = isFound === true && landed.status === 'SUPERSEDED';
  return (isCurrent || isReplaced) && landed.appliedVersion === connector.version;
}

async function* counted(
  file: FileIdentity,
  progress: Progress,
): AsyncGenerator<{ firstLine: number; content: Uint8Array }> {
  let bytes = 0;
  for await (const chunk of identifiedChunks(file)) {
    yield chunk;
    bytes += chunk.content.length;
    progress.advance(bytes);
  }
}

/** A file that cannot be one of the connector's is refused before a byte is kept; the refusal is a failed run. */
async function checkFormat(hub: Hub, request: Import, identity: FileIdentity): Promise<void> {
  const { connector, path } = request;
  if (connector.file === undefined) return;
  for await (const chunk of fileChunks(path)) {
    if (connector.file.sniff(identity.name, chunk.content.subarray(0, 65_536))) return;
    break;
  }
  const pages = connector.file.read(fileChunks(path), {
    config: await configOf(hub, request),
    fileName: identity.name,
    signal: request.signal,
  });
  try {
    await pages.next();
  } catch (error) {
    await noteFailedRun(hub, request, error);
    throw error;
  }
}

/** Takes up imports that a killed process left unfinished. Answers the customers it touched. */
export async function finishAbandoned(
  hub: Hub,
  run: { tenantId: string; signal: AbortSignal },
): Promise<string[]> {
  const { files, connections } = await hub.database.tenant(run.tenantId, async (tx) => ({
    files: await filesToFinish(tx, hub.clock.now()),
    connections: new Map((await listConnections(tx)).map((each) => [each.connectionId, each])),
  }));
  const touched: string[] = [];
  for (const file of files) {
    const connection = connections.get(file.connectionId);
    const connector = hub.connectors.get(connection?.connectorId ?? '');
    if (connection === undefined || connector?.file === undefined) continue;
    const target = { ...run, ...file };
    try {
      const finished =
        file.status === 'STORED'
          ? await resumeFile(hub, target)
          : await applyFile(applyContext(hub), {
              ...target,
              connector,
              config: await configOf(hub, { ...run, connection, connector }),
              chunks: landedChunks(hub.database, run.tenantId, file.sourceFileId),
              landed: Promise.resolve(),
            });
      touched.push(...finished.customerIds);
    } catch (error) {
      run.signal.throwIfAborted();
      hub.logger.warn(`${file.name} was not imported`, { reason: describeError(error) });
      // Only what the reader will never take is given up; a database that was busy is no fault of the file.
      if (!isEncoursError(error, 'CONTRACT', 'CONFIG')) continue;
      await hub.database.tenant(run.tenantId, (tx) => markRefused(tx, file.sourceFileId));
    }
  }
  return touched;
}

/** A refusal before anything was kept is a failed run, so that it can be seen. */
export async function noteFailedRun(
  hub: Hub,
  { tenantId, connection }: { tenantId: string; connection: Connection },
  error: unknown,
): Promise<void> {
  await hub.database.tenant(tenantId, async (tx) => {
    const run = { stream: 'ledger', at: hub.clock.now() };
    const syncRunId = await startSyncRun(tx, connection.connectionId, run);
    await finishSyncRun(tx, syncRunId, { at: hub.clock.now(), error });
  });
}
