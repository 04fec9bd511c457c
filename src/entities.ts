import { alertEntities } from './alerts';
import { databaseEntities } from './database';
import { landingEntities } from './landing';
import { ledgerEntities } from './ledger';
import { limitEntities } from './limits';
import { purchasingEntities } from './purchasing';
import { reportEntities } from './reports';
import { JobOccurrenceEntity } from './schedule/job-occurrence.entity';
import { scoringEntities } from './scoring';
import { unifyEntities } from './unify';

/** Every table as TypeORM knows it; test/architecture compares them with what the migrations make. */
export const entities = [
  ...databaseEntities,
  ...purchasingEntities,
  ...landingEntities,
  ...unifyEntities,
  ...ledgerEntities,
  ...scoringEntities,
  ...limitEntities,
  ...alertEntities,
  ...reportEntities,
  JobOccurrenceEntity,
];
