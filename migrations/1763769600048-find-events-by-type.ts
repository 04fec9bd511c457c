import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who follows a few types of events reads those, wherever in the log they are, and not all that lies between them.
 *
 * About 3 seconds per million events.
 */
export class FindEventsByType1763769600048 implements MigrationInterface {
  name = 'FindEventsByType1763769600048';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX event_type_idx ON event (tenant_id, type, position) WHERE position IS NOT NULL',
    );
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: readers of the log rely on the index');
  }
}
