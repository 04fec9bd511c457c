import { ConnectionEntity } from './connection.entity';
import { ConnectionCredentialEntity } from './connection-credential.entity';
import { FileMappingEntity } from './file-mapping.entity';
import { ConnectionHookEntity } from './connection-hook.entity';
import { SyncRunEntity } from './sync-run.entity';
import { CheckpointEntity } from './checkpoint.entity';
import { RawRecordEntity } from './raw-record.entity';
import { QuarantinedRecordEntity } from './quarantined-record.entity';
import { SourceFileEntity } from './source-file.entity';
import { RawChunkEntity } from './raw-chunk.entity';
import { SubjectReadingEntity } from './subject-reading.entity';
import { FactWaterfallEntity } from './fact-waterfall.entity';
import { StreamMapperEntity } from './stream-mapper.entity';
import { WatchedCompanyEntity } from './watched-company.entity';

/** The tables this stage writes. */
export const landingEntities = [
  ConnectionEntity,
  SyncRunEntity,
  CheckpointEntity,
  RawRecordEntity,
  QuarantinedRecordEntity,
  SourceFileEntity,
  RawChunkEntity,
  SubjectReadingEntity,
  FactWaterfallEntity,
  StreamMapperEntity,
  WatchedCompanyEntity,
  ConnectionHookEntity,
  ConnectionCredentialEntity,
  FileMappingEntity,
] as const;
