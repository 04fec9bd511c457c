import { migrateDatabase } from '../../src/database';
import {
  newRunName,
  runOnce,
  startTestServer,
  urlOfDatabase,
  type TestServer,
} from './test-server';

/**
 * What global-teardown needs of global-setup: Jest runs both in one process and hands nothing over.
 */
export interface TestRun {
  server: TestServer;
  /** First part of the name of every database of this run. */
  name: string;
}

declare global {
  var encoursTestRun: TestRun | undefined;
}

/**
 * Once per run, before any database test: a server, and one migrated database that every file
 * clones.
 */
export default async function startDatabases(): Promise<void> {
  const server = await startTestServer();
  stopWhenInterrupted(server);
  const name = newRunName();
  globalThis.encoursTestRun = { server, name };
  const template = `${name}_template`;
  await runOnce(server.url, `CREATE DATABASE ${template} ENCODING 'UTF8'`);
  await migrateDatabase(urlOfDatabase(server.url, template));
  process.env['ENCOURS_TEST_SERVER_URL'] = server.url;
  process.env['ENCOURS_TEST_RUN'] = name;
}

/** Jest dies of Ctrl-C at once, without its teardown; the server would stay. */
function stopWhenInterrupted(server: TestServer): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void server.stop().finally(() => process.exit(130)));
  }
}
