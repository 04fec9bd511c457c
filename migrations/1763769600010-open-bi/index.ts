import type { MigrationInterface, QueryRunner } from 'typeorm';
import { CUSTOMER_VIEWS } from './customer-views';
import { DOOR, GRANTS, HARDENING } from './sql-door';
import { FOUNDATION, PAST } from './functions';
import { RECEIVABLE_VIEWS } from './receivable-views';
import { RECORD_VIEWS } from './record-views';
import { viewSql } from './view-sql';

/** The read model of BI tools: documented views in schema `bi`, and logins of their own that see one tenant through them. */
export class OpenBi1763769600010 implements MigrationInterface {
  name = 'OpenBi1763769600010';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(FOUNDATION);
    for (const view of [...RECEIVABLE_VIEWS, ...CUSTOMER_VIEWS, ...RECORD_VIEWS]) {
      await runner.query(viewSql(view));
    }
    await runner.query(PAST);
    await runner.query(DOOR);
    await runner.query(GRANTS);
    await runner.query(HARDENING);
  }

  async down(): Promise<void> {
    throw new Error('restore a backup instead: reports and logins outside depend on the views');
  }
}
