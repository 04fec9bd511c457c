import { WHOLE, type PolicyProblem } from './problems';
import type { Shape, ValueOf } from './shape';

/** Which places of a document are wrong, so that nothing is concluded from what stands there. */
export interface Broken {
  /** The place, or all that it is in, is wrong. */
  at(path: string): boolean;
  /** Something in the place is wrong, or the place itself. */
  within(path: string): boolean;
}

export function brokenBy(problems: readonly PolicyProblem[]): Broken {
  const paths = problems.map(({ path }) => path);
  const at = (path: string): boolean => paths.some((each) => isIn(path, each));
  return { at, within: (path) => at(path) || paths.some((each) => isIn(each, path)) };
}

function isIn(path: string, outer: string): boolean {
  if (outer === WHOLE) return true;
  if (!path.startsWith(outer)) return false;
  const next = path[outer.length];
  return next === undefined || next === '.' || next === '[';
}

/**
 * The document with something of the right shape wherever it is wrong, so that what is right can be checked further; what
 * is put there means nothing. All that is wrong with the shape must be known.
 */
export function repaired<const S extends Shape>(
  value: unknown,
  shape: S,
  broken: Broken,
): ValueOf<S> {
  return repair({ value, path: '' }, shape, broken) as ValueOf<S>;
}

interface Place {
  readonly value: unknown;
  readonly path: string;
}

function repair(place: Place, shape: Shape, broken: Broken): unknown {
  const { value, path } = place;
  if (shape.kind === 'list') {
    const items: readonly unknown[] = Array.isArray(value) ? value : [];
    return items
      .slice(0, shape.most)
      .map((item, index) => repair({ value: item, path: `${path}[${index}]` }, shape.of, broken));
  }
  if (shape.kind !== 'object') return broken.at(path) ? standIn(shape, path) : value;
  const given = new Map<string, unknown>(
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : [],
  );
  const members = Object.entries(shape.members).flatMap(([name, member]) => {
    if (member.isOptional && !given.has(name)) return [];
    const at = path === '' ? name : `${path}.${name}`;
    return [[name, repair({ value: given.get(name), path: at }, member.shape, broken)]];
  });
  return Object.fromEntries(members) as unknown;
}

/** A text is its own path, so that no two are the same. */
function standIn(shape: Exclude<Shape, { kind: 'list' | 'object' }>, path: string): unknown {
  switch (shape.kind) {
    case 'text':
      return path;
    case 'choice':
      return shape.values[0];
    case 'amount':
      return '1';
    case 'number':
      return shape.least;
    case 'flag':
      return false;
  }
}
