/**
 * Mutants: connectors broken in exactly one way each. They prove that an audit can fail; an audit without a mutant
 * does not count. `healthy` and `healthyFile` are what they are broken from, and pass everything.
 */
export { FILE_MUTANTS } from './file-mutants';
export { healthy, healthySimulator } from './healthy';
export { healthyFile } from './healthy-file';
export { HTTP_MUTANTS } from './http-mutants';
