/** What a mutant is: which audit must catch it, and what is broken. */
import type { Connector } from '../../connector';

export interface Mutant {
  audit: string;
  breaks: string;
  connector: Connector;
  /** Folder below mutants/ with its README and fixtures. */
  folder: string;
  /** Broken from the bureau, and audited against its simulator. */
  isBureau?: true;
  /** Further changes to the declaration. */
  declares?: Partial<Connector>;
}
