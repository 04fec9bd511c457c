export const POLICY_PROBLEM_CODES = [
  'MISSING',
  'UNKNOWN_MEMBER',
  'INVALID_VALUE',
  'REPEATED',
  'CONFLICT',
  'TOO_LARGE',
] as const;
export type PolicyProblemCode = (typeof POLICY_PROBLEM_CODES)[number];

/** One thing wrong with a document: where, what, and what to do about it. */
export interface PolicyProblem {
  /** As in `segments[1].grades.C.equityRate`; `$` for the document as a whole. */
  readonly path: string;
  readonly message: string;
  readonly code: PolicyProblemCode;
}

/** What is wrong, in the order it was found; beyond so many, nobody reads on. */
export interface Problems {
  readonly all: readonly PolicyProblem[];
  readonly isFull: boolean;
  /** INVALID_VALUE unless said otherwise. */
  add(path: string, message: string, code?: PolicyProblemCode): void;
}

/** The path of the document as a whole, as JSONPath writes it. */
export const WHOLE = '$';

export const PROBLEMS_MAX = 100;

export function problemList(): Problems {
  const all: PolicyProblem[] = [];
  return {
    all,
    get isFull() {
      return all.length >= PROBLEMS_MAX;
    },
    add(path, message, code = 'INVALID_VALUE') {
      if (all.length < PROBLEMS_MAX) all.push({ path, message, code });
    },
  };
}
