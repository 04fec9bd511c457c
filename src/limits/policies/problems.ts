/** One thing wrong with a document: where, what, and what to do about it. */
export interface PolicyProblem {
  /** As in `segments[1].grades.C.equityRate`; empty for the document as a whole. */
  readonly path: string;
  readonly message: string;
}

/** What is wrong, in the order it was found; beyond so many, nobody reads on. */
export interface Problems {
  readonly all: readonly PolicyProblem[];
  readonly isFull: boolean;
  add(path: string, message: string): void;
}

export const PROBLEMS_MAX = 100;

export function problemList(): Problems {
  const all: PolicyProblem[] = [];
  return {
    all,
    get isFull() {
      return all.length >= PROBLEMS_MAX;
    },
    add(path, message) {
      if (all.length < PROBLEMS_MAX) all.push({ path, message });
    },
  };
}
