import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { createHash } from 'node:crypto';
import { describeError, isEncoursError, type Progress } from '../kernel';
import { validateConfig, type Connector } from '../connector-kit';
import type { Hub } from '../hub';
import { findFiles, sourceFileIdOf, type Connection } from '../landing';
import { applySmallFiles, countImported, type AppliedFile, type SmallFile } from '../ledger';
import {
  applyContext,
  ensureConnectionOnce,
  fileConnectorOf,
  importInto,
  isDone,
  type ImportedFile,
} from './import-file';

export interface ImportSource {
  tenantId: string;
  connection: Connection;
  connector: Connector;
  signal: AbortSignal;
  progress?: Progress;
  /** The files were found, not handed over: what a newer one replaced stays replaced. */
  isFound?: boolean;
}

/** What became of one file: imported, or the error that kept it out. */
export type ImportOutcome =
  | { path: string; imported: ImportedFile; error: null }
  | { path: string; imported: null; error: unknown };

/** Files stored in one transaction, and claims computed once for all of them. */
const FILES_AT_ONCE = 200;
/** A file larger than this is read by itself, as a stream. */
const SMALL_BYTES = 2 * 1024 * 1024;
/** Held in memory together, at most. */
const BLOCK_BYTES = 64 * 1024 * 1024;

/**
 * Imports files one after another, many small documents at once. One that cannot be imported does not keep the others out.
 * Each path is answered, once.
 */
export async function* importFiles(
  hub: Hub,
  request: {
    tenantId: string;
    connectorId: string;
    paths: readonly string[];
    signal: AbortSignal;
    progress?: Progress;
  },
): AsyncGenerator<ImportOutcome> {
  const { paths, connectorId, ...run } = request;
  const connector = fileConnectorOf(hub, connectorId);
  const connection = await hub.database.tenant(run.tenantId, (tx) =>
    ensureConnectionOnce(tx, connector.id),
  );
  yield* importEach(hub, { ...run, connection, connector }, paths);
}

/** As `importFiles`, into a connection that is known. */
export async function* importEach(
  hub: Hub,
  source: ImportSource,
  paths: readonly string[],
): AsyncGenerator<ImportOutcome> {
  const unique = [...new Set(paths)];
  const isMany = source.connector.file?.isOneDocument === true && unique.length > 1;
  const block = isMany ? FILES_AT_ONCE : 1;
  for (let start = 0; start < unique.length; start += block) {
    source.signal.throwIfAborted();
    const some = unique.slice(start, start + block);
    const together = isMany ? await importTogether(hub, source, some) : new Map<string, never>();
    for (const path of some) {
      const imported = together.get(path);
      yield imported === undefined
        ? await importAlone(hub, source, path)
        : { path, imported, error: null };
    }
    if (isMany) source.progress?.advance(start + some.length);
  }
}

async function importAlone(hub: Hub, source: ImportSource, path: string): Promise<ImportOutcome> {
  try {
    return { path, imported: await importInto(hub, { ...source, path }), error: null };
  } catch (error) {
    source.signal.throwIfAborted();
    return { path, imported: null, error };
  }
}

/** What could be imported together, by path; the rest is to be tried by itself, which says what is wrong with it. */
async function importTogether(
  hub: Hub,
  source: ImportSource,
  paths: readonly string[],
): Promise<Map<string, ImportedFile>> {
  const { tenantId, connection, connector, signal } = source;
  const { connectionId } = connection;
  const small = await readSmallFiles(connectionId, paths);
  const { fresh, done } = await sortOut(hub, source, small);
  const target = { tenantId, connectionId, connector, signal };
  const config = validateConfig(connector, connection.config);
  const files = [...new Map(fresh.map(({ file }) => [file.sourceFileId, file])).values()];
  const applied = await applySmallFiles(applyContext(hub), { ...target, config }, files).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      // One value that cannot be stored must not keep the others out; a database that fails does.
      if (isEncoursError(error)) throw error;
      hub.logger.debug('files are imported one by one', { reason: describeError(error) });
      return new Map<string, AppliedFile>();
    },
  );
  const imported = new Map<string, ImportedFile>(done);
  for (const { path, file } of fresh) {
    const one = applied.get(file.sourceFileId);
    if (one !== undefined) imported.set(path, { ...one, name: file.name, isUnchanged: false });
  }
  return imported;
}

interface PathFile {
  path: string;
  file: SmallFile;
}

/** Those that are new, and the answers for those that had been imported before. */
async function sortOut(
  hub: Hub,
  source: ImportSource,
  files: readonly PathFile[],
): Promise<{ fresh: PathFile[]; done: [string, ImportedFile][] }> {
  return hub.database.tenant(source.tenantId, async (tx) => {
    const ids = files.map(({ file }) => file.sourceFileId);
    const known = await findFiles(tx, ids);
    const fresh = files.filter(({ file }) => !known.has(file.sourceFileId));
    const done: [string, ImportedFile][] = [];
    let counts: AppliedFile | null = null;
    for (const { path, file } of files) {
      const landed = known.get(file.sourceFileId);
      if (landed === undefined || !isDone(landed, { ...source, path })) continue;
      counts ??= await countImported(tx, file.sourceFileId);
      done.push([
        path,
        { ...counts, ...ofFile(landed.summary), name: file.name, isUnchanged: true },
      ]);
    }
    return { fresh, done };
  });
}

/** What differs from file to file; claims and customers are the connection's. */
function ofFile(summary: Record<string, unknown> | null): Pick<AppliedFile, 'landed'> {
  const lines = summary?.['dataLines'];
  return { landed: typeof lines === 'number' ? lines : 0 };
}

/** Files that cannot be read, or are large, are left out: imported by themselves they say why. */
async function readSmallFiles(connectionId: string, paths: readonly string[]): Promise<PathFile[]> {
  const files: PathFile[] = [];
  let held = 0;
  for (const path of paths) {
    if (held > BLOCK_BYTES) break;
    const content = await readSmall(path);
    if (content === null) continue;
    held += content.length;
    const identity = {
      ...{ path, name: basename(path), sizeBytes: content.length },
      sha256: createHash('sha256').update(content).digest('hex'),
    };
    const sourceFileId = sourceFileIdOf(connectionId, identity);
    const { name, sha256, sizeBytes } = identity;
    const chunks = [{ firstLine: 1, content }];
    files.push({ path, file: { sourceFileId, name, sha256, sizeBytes, chunks } });
  }
  return files;
}

/** Null for a file that cannot be read, is empty or too large. */
async function readSmall(path: string): Promise<Buffer | null> {
  try {
    const { size } = await stat(path);
    return size === 0 || size > SMALL_BYTES ? null : await readFile(path);
  } catch {
    return null;
  }
}
