import { migrateDatabase } from '../../database';
import { quiet, runCommand, type OutputOptions } from '../command-run';
import { openPostgres } from '../open-database';

export function migrateCommand(options: OutputOptions): Promise<void> {
  return runCommand(options, async (run) => {
    const server = await openPostgres(run.config, quiet(run.logger));
    try {
      const result = await migrateDatabase(server.url);
      const { applied, alreadyApplied } = result;
      const lines =
        applied.length === 0
          ? [`Nothing to do: all ${alreadyApplied} migrations are there.`]
          : [...applied.map((name) => `applied ${name}`), 'The database is up to date.'];
      run.answer(result, lines);
    } finally {
      await server.release();
    }
  });
}
