import type { ScoringModel } from './models';

/** A parameter by its path, with its values in two models as JSON; null where a model has none. */
export interface ModelDifference {
  readonly parameter: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** What every model says of itself. */
const OF_ITSELF: readonly string[] = ['version', 'summary', 'isCandidate'];

/** The parameters two models do not share. */
export function modelDifferences(before: ScoringModel, after: ScoringModel): ModelDifference[] {
  return differences('', before, after).filter(({ parameter }) => !OF_ITSELF.includes(parameter));
}

function differences(path: string, before: unknown, after: unknown): ModelDifference[] {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) =>
      differences(path === '' ? name : `${path}.${name}`, before[name], after[name]),
    );
  }
  const left = textOf(before);
  const right = textOf(after);
  return left === right ? [] : [{ parameter: path, before: left, after: right }];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}
