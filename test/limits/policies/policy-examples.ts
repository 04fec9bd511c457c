import { toPolicyDocument } from '../../../src/limits/policies/policy-document';
import { DEFAULT_CREDIT_POLICY } from '../../../src/limits/policies/default.policy';

/** A value of JSON that a test changes at will. */
export type Draft = { [name: string]: Draft } & { [index: number]: Draft };

/** The default policy's document, as it would be sent. */
export function draftDocument(): Draft {
  return JSON.parse(JSON.stringify(toPolicyDocument(DEFAULT_CREDIT_POLICY))) as Draft;
}

/**
 * The document with the value at a path replaced, or left out when it is `undefined`. Paths are written as problems write
 * them: `segments[0].grades.C.equityRate`.
 */
export function changed(path: string, value: unknown, document: object = draftDocument()): object {
  const names = path.split(/[.[\]]+/).filter((name) => name !== '');
  const last = names.pop() ?? '';
  let place = document as Record<string, unknown>;
  for (const name of names) place = place[name] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(place, last);
  else place[last] = value;
  return document;
}

/** The document with a segment of other customers put before the default one. */
export function withSegments(...whens: (object | undefined)[]): object {
  const document = draftDocument();
  const [byDefault] = document['segments'] as unknown as object[];
  const before = whens.map((when, index) => ({
    ...structuredClone(byDefault),
    name: `segment ${index}`,
    ...(when === undefined ? {} : { when }),
  }));
  return { ...document, segments: [...before, byDefault] };
}
