/** What has decided is never edited: limits and grades of the past name the version they were computed by. */
import { createHash } from 'node:crypto';
import { SCORING_MODELS } from '../../src/scoring/models';
import { RATIO_TABLE } from '../../src/scoring/scorecards/ratio.scorecard';
import ratio1 from '../../src/scoring/scorecards/tables/ratio-1.json';
import released from './released-versions.json';

/** The same for the same values, in whatever order members are written; curves and scales are lists, whose order counts. */
function canonical(value: unknown): string {
  if (value instanceof Map) return canonical(Object.fromEntries(value));
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, member]) => `${name}:${canonical(member)}`).join(',')}}`;
}

const digestOf = (value: unknown): string =>
  createHash('sha256').update(canonical(value)).digest('hex');

/** What a model says of itself, and whether it is on trial, decide nothing. */
const MODELS = SCORING_MODELS.map(({ summary: _said, isCandidate: _tried, ...model }) => model);

const DIGESTS: ReadonlyMap<string, string> = new Map([
  [RATIO_TABLE.version, digestOf(ratio1)],
  ...MODELS.map((model) => [model.version, digestOf(model)] as const),
]);

const RELEASED = new Map<string, string>(Object.entries(released));

const WHAT_TO_DO =
  'make a new version beside it (src/scoring/models, scorecards/tables) and add its digest to test/scoring/released-versions.json; ' +
  'only what no release has carried may have its digest rewritten';

it.each([...RELEASED])('%s is as it was released', (version, digest) => {
  const now = DIGESTS.get(version) ?? 'gone';
  const verdict = now === digest ? 'as released' : `${version} was edited (${now}): ${WHAT_TO_DO}`;
  expect(verdict).toBe('as released');
});

it('no version comes without its digest', () => {
  const missing = [...DIGESTS].filter(([version]) => !RELEASED.has(version));
  expect({ missing, otherwise: WHAT_TO_DO }).toEqual({ missing: [], otherwise: WHAT_TO_DO });
});

it('sees the smallest change of a model, a curve, a scale and a table', () => {
  const [model] = MODELS;
  if (model === undefined) throw new Error('there is no model');
  const edited = [
    { ...model, reviewMonths: model.reviewMonths + 1 },
    { ...model, gradeFloors: { ...model.gradeFloors, B: 0.0051 } },
    { ...model, behaviour: { ...model.behaviour, daysLate: model.behaviour.daysLate.slice(1) } },
    {
      ...model,
      external: {
        ...model.external,
        scales: { ...model.external.scales, scales: model.external.scales.scales.slice(1) },
      },
    },
    { ...RATIO_TABLE, intercept: RATIO_TABLE.intercept + 1 / 256 },
  ];
  const known = new Set(DIGESTS.values());
  expect(edited.map(digestOf).filter((digest) => known.has(digest))).toEqual([]);
  expect(digestOf({ one: 1, other: [2, 3] })).toBe(digestOf({ other: [2, 3], one: 1 }));
  expect(digestOf([2, 3])).not.toBe(digestOf([3, 2]));
});
