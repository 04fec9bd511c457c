import { ConnectionEntity } from './connection.entity';
import { SyncRunEntity } from './sync-run.entity';
import { CheckpointEntity } from './checkpoint.entity';
import { RawRecordEntity } from './raw-record.entity';
import { QuarantinedRecordEntity } from './quarantined-record.entity';
import { SourceFileEntity } from './source-file.entity';
import { RawChunkEntity } from './raw-chunk.entity';

/** The tables this stage writes. */
export const landingEntities = [
  ConnectionEntity,
  SyncRunEntity,
  CheckpointEntity,
  RawRecordEntity,
  QuarantinedRecordEntity,
  SourceFileEntity,
  RawChunkEntity,
] as const;
