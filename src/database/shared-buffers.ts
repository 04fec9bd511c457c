const MB = 1024 * 1024;
const LEAST_MB = 256;
const MOST_MB = 2_048;
const SHARE = 8;

/**
 * How much the embedded server keeps of its tables, in MB: an eighth of the memory there is, within bounds. Work over a whole
 * portfolio comes to the same pages again and again, and each that is not kept is copied anew. Only what is used is ever
 * taken.
 */
export function sharedBuffersMb(memory: {
  /** Of the machine, in bytes. */
  total: number;
  /** What a container grants of it, in bytes; 0 when nothing is known of a limit. */
  allowed: number;
}): number {
  const { total, allowed } = memory;
  const bytes = allowed > 0 ? Math.min(allowed, total) : total;
  return Math.min(MOST_MB, Math.max(LEAST_MB, Math.floor(bytes / SHARE / MB)));
}
