/**
 * Mutants: connectors broken in exactly one way each. They prove that an audit can fail; an audit without a mutant
 * does not count. `healthy`, `healthyBureau` and `healthyFile` are what they are broken from, and pass everything.
 */
export { BUREAU_MUTANTS } from './bureau-mutants';
export { FILE_MUTANTS } from './file-mutants';
export { healthy, healthySimulator } from './healthy';
export { bureauSimulator, healthyBureau } from './healthy-bureau';
export { healthyFile } from './healthy-file';
export { HTTP_MUTANTS } from './http-mutants';
