/**
 * Landing: whatever arrives is kept as it arrived, with its hash and a reference that leads back to it, before anything
 * is made of it. Promises: a page or file is landed whole or not at all, once, and unreadable parts are quarantined
 * with code, place and reason. Reads connectors; writes connection, sync_run, checkpoint, raw_record, raw_chunk,
 * source_file and quarantined_record.
 */
export * from './connections';
export { landingEntities } from './entities';
export { fileChunks, identifiedChunks, identifyFile, type FileIdentity } from './file-chunks';
export {
  filesToFinish,
  findFile,
  landedChunks,
  landFile,
  markRefused,
  sourceFileIdOf,
  type LandedFile,
} from './land-file';
export { landStream, type LandingContext, type StreamSource } from './land-stream';
export { quarantineRecords, type QuarantineDraft } from './quarantine';
export { markMapped, readUnmapped, type RawRecord } from './raw-record';
export { finishSyncRun, recordProgress, startSyncRun, type SyncCounts } from './sync-run';
