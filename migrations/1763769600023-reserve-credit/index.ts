import type { MigrationInterface, QueryRunner } from 'typeorm';
import { DOORS } from './doors';
import { READS } from './reads';
import { TABLES } from './tables';

/** Credit set aside for orders, supply that is held, and exceptions granted; exposure counts what is set aside. */
export class ReserveCredit1763769600023 implements MigrationInterface {
  name = 'ReserveCredit1763769600023';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
    await runner.query(READS);
    await runner.query(DOORS);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: what was promised to customers is not un-promised');
  }
}
