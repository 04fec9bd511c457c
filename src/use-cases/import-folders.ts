import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { configError, describeError, errorMessage, type Progress } from '../kernel';
import type { Hub } from '../hub';
import { listConnections, type Connection } from '../landing';
import { isNews } from './failure-news';
import { noteFailedRun } from './import-file';
import { importEach, type ImportOutcome, type ImportSource } from './import-files';

/** Imports what is new in the folders that file connections watch. Answers the customers it touched. */
export async function importFolders(
  hub: Hub,
  run: {
    tenantId: string;
    connectionIds: readonly string[] | null;
    signal: AbortSignal;
    progress?: Progress;
  },
): Promise<string[]> {
  const connections = await hub.database.tenant(run.tenantId, listConnections);
  const touched: string[] = [];
  for (const connection of connections) {
    const connector = hub.connectors.get(connection.connectorId);
    const folder = connection.config['folder'];
    if (connector?.file === undefined || typeof folder !== 'string') continue;
    if (connection.status !== 'ACTIVE') continue;
    if (run.connectionIds !== null && !run.connectionIds.includes(connection.connectionId))
      continue;
    const paths = await foundFiles(hub, { ...run, connection, folder });
    const source = { ...run, connection, connector, isFound: true };
    for await (const outcome of importEach(hub, source, paths)) {
      touched.push(...tellQuietly(hub, source, outcome));
    }
  }
  return touched;
}

/** One bad file in a folder must not keep the good ones out; its failure is in its sync run. Answers whom it touched. */
function tellQuietly(
  hub: Hub,
  { connection }: ImportSource,
  { path, imported, error }: ImportOutcome,
): readonly string[] {
  const subject = `file ${connection.connectionId} ${path}`;
  if (imported !== null) {
    isNews(hub, subject, null);
    return imported.customerIds;
  }
  const reason = describeError(error);
  const level = isNews(hub, subject, reason) ? 'warn' : 'debug';
  hub.logger[level](`${path} was not imported`, { reason });
  return [];
}

/** A folder that is gone must not keep the other connections from being read; its failure is a failed run. */
async function foundFiles(
  hub: Hub,
  watch: { tenantId: string; connection: Connection; folder: string },
): Promise<string[]> {
  const subject = `folder ${watch.connection.connectionId}`;
  try {
    const files = await filesIn(watch.folder);
    isNews(hub, subject, null);
    return files;
  } catch (error) {
    await noteFailedRun(hub, watch, error);
    const reason = describeError(error);
    const level = isNews(hub, subject, reason) ? 'warn' : 'debug';
    hub.logger[level]('a watched folder was not imported', { reason });
    return [];
  }
}

/** The files among the paths a person gave, and those in the folders among them. Throws FOLDER_EMPTY. */
export async function filesOf(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    // What is not there is told by its name when it is read.
    const isFolder = await stat(path).then(
      (entry) => entry.isDirectory(),
      () => false,
    );
    const files = isFolder ? await filesIn(path) : [path];
    if (files.length === 0) {
      throw configError('FOLDER_EMPTY', `the folder ${path} has no files in it`, {
        place: { file: path },
        remedy: 'name the folder the files are in; folders within it are not looked into',
      });
    }
    found.push(...files);
  }
  return found;
}

async function filesIn(folder: string): Promise<string[]> {
  try {
    if ((await stat(folder)).isFile()) return [folder];
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && !/^\.|\.(tmp|part)$/.test(entry.name))
      .map((entry) => join(folder, entry.name))
      .sort();
  } catch (error) {
    throw configError(
      'FOLDER_NOT_READABLE',
      `the folder ${folder} cannot be read: ${errorMessage(error)}`,
      {
        cause: error,
        remedy: "correct the folder in the connection's configuration",
      },
    );
  }
}
