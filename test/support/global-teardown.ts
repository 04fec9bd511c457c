import { rmSync } from 'node:fs';
import { runOnce, urlOfDatabase } from './test-server';

/**
 * Drops what the run made, except the databases of files that failed: those are named, to be looked
 * into.
 */
export default async function stopDatabases(): Promise<void> {
  const run = globalThis.encoursTestRun;
  if (run === undefined) return;
  const { server, name } = run;
  await runOnce(server.url, `DROP DATABASE IF EXISTS ${name}_template WITH (FORCE)`);
  const kept = await runOnce(
    server.url,
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${name}_') ORDER BY 1`,
  );
  await server.stop();
  const names = kept.map((row) => String(row['datname']));
  if (server.folder === null) {
    report(names.map((database) => urlOfDatabase(server.url, database)));
  } else if (names.length > 0) {
    report([...names, `Open them with: npx tsx test/support/open-kept.ts ${server.folder}`]);
  } else {
    rmSync(server.folder, { recursive: true, force: true });
  }
}

function report(lines: string[]): void {
  if (lines.length === 0) return;
  process.stderr.write(`\nDatabases kept after failures:\n  ${lines.join('\n  ')}\n`);
}
