import type { BiColumn } from './bi-columns';
import type { Params } from './keyset';

/** A list as SQL over schema `bi`: the source is named `v`. */
export interface BiSource {
  columns: readonly BiColumn[];
  from: string;
  where: readonly string[];
  /** After the conditions, for sources that sum. */
  groupBy?: string;
  /** Ends in a unique key, so that the same rows come in the same order. */
  order: string;
  params: Params;
}
