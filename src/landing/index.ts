/**
 * Landing: whatever arrives is kept as it arrived, with its hash and a reference that leads back to it, before anything
 * is made of it. Promises: a page or file is landed whole or not at all, once, and unreadable parts are quarantined
 * with code, place and reason. Reads connectors; writes connection, sync_run, checkpoint, raw_record, raw_chunk,
 * source_file, quarantined_record, subject_reading, fact_waterfall, stream_mapper, watched_company, connection_hook
 * connection_credential and file_mapping.
 */
export { ConnectionEntity } from './connection.entity';
export * from './connections';
export { findHook, hookToken, renewHook, ringHook, sealHooks } from './hooks';
export { sealCredentials } from './connection-credentials';
export { PostgresVault, type VaultOptions } from './credential-vault';
export {
  fileMappings,
  isMappedAnew,
  saveFileMapping,
  type SavedFileMapping,
} from './file-mappings';
export * from './secret-keys';
export { adoptMapper } from './stream-mapper';
export * from './watched-companies';
export { landingEntities } from './entities';
export { dueBecause, refreshDaysOf, type DueBecause } from './age-rule';
export { dueSubjects, type DueQuestion, type DueSubjects, type SkipReason } from './due-subjects';
export { fileChunks, identifiedChunks, identifyFile, type FileIdentity } from './file-chunks';
export {
  filesToFinish,
  findFile,
  findFiles,
  landedChunks,
  landFile,
  landSmallFiles,
  markRefused,
  sourceFileIdOf,
  type LandedFile,
} from './land-file';
export { landStream, type LandingContext, type StreamSource } from './land-stream';
export { noticeSubjects, readingsOf, type Reading } from './subject-readings';
export {
  DEFAULT_WATERFALL,
  readWaterfall,
  setWaterfall,
  type ConnectedSource,
  type Waterfall,
} from './waterfall';
export { forgetQuarantinedOfFile, quarantineRecords, type QuarantineDraft } from './quarantine';
export {
  forgetPayloads,
  hasUnmapped,
  mapAgain,
  markMapped,
  readUnmapped,
  type RawRecord,
} from './raw-record';
export {
  failLatestRun,
  finishSyncRun,
  recordProgress,
  startSyncRun,
  type SyncCounts,
} from './sync-run';
