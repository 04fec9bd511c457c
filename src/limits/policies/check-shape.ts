import { problemList, WHOLE, type Problems } from './problems';
import type { ListShape, Member, NumberShape, Shape, TextShape, ValueOf } from './shape';

/** Whether a value is as the shape says; what is wrong with it is added to the problems. */
export function isShaped<const S extends Shape>(
  value: unknown,
  shape: S,
  problems: Problems,
): value is ValueOf<S> {
  const found = problemList();
  check({ value, path: '' }, shape, found);
  for (const each of found.all) problems.add(each.path, each.message, each.code);
  return found.all.length === 0;
}

interface Place {
  readonly value: unknown;
  readonly path: string;
}

function check(place: Place, shape: Shape, problems: Problems): void {
  if (problems.isFull) return;
  switch (shape.kind) {
    case 'text':
      return checkText(place, shape, problems);
    case 'choice':
      if (shape.values.some((each) => each === place.value)) return;
      return wrong(place, problems, `write one of ${shape.values.join(', ')}`);
    case 'amount':
      return checkAmount(place, shape.isPositive === true, problems);
    case 'number':
      return checkNumber(place, shape, problems);
    case 'flag':
      if (typeof place.value !== 'boolean') wrong(place, problems, 'write true or false');
      return;
    case 'list':
      return checkList(place, shape, problems);
    case 'object':
      return checkObject(place, shape, problems);
  }
}

function checkText(place: Place, shape: TextShape, problems: Problems): void {
  const { value } = place;
  if (typeof value !== 'string' || value.trim() === '') {
    wrong(place, problems, `write a text${shape.form === undefined ? '' : `: ${shape.form}`}`);
  } else if (shape.pattern !== undefined && !new RegExp(shape.pattern).test(value)) {
    wrong(place, problems, `write ${shape.form ?? shape.pattern}`);
  } else if (value.length > shape.maxLength) {
    problems.add(place.path, `has ${value.length} characters; write at most ${shape.maxLength}`);
  } else if (hasControlCharacters(value)) {
    problems.add(place.path, 'holds control characters; write plain text on one line');
  }
}

/** Databases hold no zero bytes in text, and terminals obey the others. */
function hasControlCharacters(value: string): boolean {
  return /[\p{Cc}\p{Cs}]/u.test(value);
}

/** The most whole digits a limit can have: far beyond any, and within the 64 bits it is stored in. */
const AMOUNT = /^\d{1,13}(\.\d{1,4})?$/;

function checkAmount(place: Place, isPositive: boolean, problems: Problems): void {
  const { value, path } = place;
  if (typeof value === 'number') {
    problems.add(path, `is the number ${value}; write the amount as a text, like "${value}"`);
  } else if (typeof value !== 'string' || !AMOUNT.test(value)) {
    const isNegative = typeof value === 'string' && /^-\d/.test(value);
    const what = isNegative ? 'zero or more' : 'a decimal of at most 13 digits before the point';
    wrong(place, problems, `write ${what} as a text, like "250000" or "1250.50"`);
  } else if (isPositive && !/[1-9]/.test(value)) {
    wrong(place, problems, 'write an amount above 0');
  }
}

function checkNumber(place: Place, shape: NumberShape, problems: Problems): void {
  const { value, path } = place;
  const { least, most, unit } = shape;
  const wanted = `write a ${unit} from ${least} to ${most}, without quotes`;
  if (typeof value !== 'number' || !Number.isFinite(value)) wrong(place, problems, wanted);
  else if (value < least || value > most) wrong(place, problems, wanted);
  else if (shape.isWhole && !Number.isInteger(value)) wrong(place, problems, wanted);
  else if (Math.round(value * 1e6) / 1e6 !== value) {
    problems.add(path, `is ${value}; write at most six decimals`);
  }
}

function checkList(place: Place, shape: ListShape<Shape>, problems: Problems): void {
  const { value, path } = place;
  if (!Array.isArray(value)) {
    wrong(place, problems, 'write a list in square brackets');
    return;
  }
  const items: readonly unknown[] = value;
  if (items.length < shape.least || items.length > shape.most) {
    const size = `from ${shape.least} to ${shape.most} entries`;
    problems.add(path, `has ${items.length} entries; write ${size}`);
  }
  const seen = new Set<string>();
  for (const [index, item] of items.slice(0, shape.most).entries()) {
    const at = `${path}[${index}]`;
    check({ value: item, path: at }, shape.of, problems);
    if (typeof item !== 'string' && typeof item !== 'number') continue;
    if (seen.has(String(item))) {
      problems.add(at, `repeats ${JSON.stringify(item)}; leave it out`, 'REPEATED');
    }
    seen.add(String(item));
  }
}

type Members = Readonly<Record<string, Member>>;

function checkObject(
  place: Place,
  shape: { members: Members; least?: number },
  problems: Problems,
): void {
  const { value, path } = place;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    wrong(place, problems, 'write an object in braces');
    return;
  }
  const given = new Map<string, unknown>(Object.entries(value));
  if (given.size < (shape.least ?? 0)) {
    problems.add(path, 'is empty; write at least one member, or leave it out');
  }
  for (const name of given.keys()) {
    if (!Object.hasOwn(shape.members, name)) {
      const known = Object.keys(shape.members);
      problems.add(under(path, name), unknownMember(name, known), 'UNKNOWN_MEMBER');
    }
  }
  for (const [name, member] of Object.entries(shape.members)) {
    const at = under(path, name);
    if (given.has(name)) check({ value: given.get(name), path: at }, member.shape, problems);
    else if (!member.isOptional) {
      problems.add(at, `is missing; write ${wantedOf(member.shape)}: ${member.says}`, 'MISSING');
    }
  }
}

/** `a.b`, or `a["b c"]` for names that are no identifiers; long ones are cut. */
function under(path: string, name: string): string {
  if (/^[A-Za-z_$][\w$]{0,40}$/.test(name)) return path === '' ? name : `${path}.${name}`;
  return `${path}[${shown(name)}]`;
}

function unknownMember(name: string, known: readonly string[]): string {
  const nearest = nearestTo(name, known);
  const hint =
    nearest === null ? `leave it out; there are ${known.join(', ')}` : `did you mean ${nearest}?`;
  return `is not a member the policy knows; ${hint}`;
}

function wrong(place: Place, problems: Problems, wanted: string): void {
  problems.add(place.path === '' ? WHOLE : place.path, `is ${shown(place.value)}; ${wanted}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** What is to be written where there is nothing. */
function wantedOf(shape: Shape): string {
  switch (shape.kind) {
    case 'text':
      return shape.form ?? 'a text';
    case 'choice':
      return `one of ${shape.values.join(', ')}`;
    case 'amount':
      return 'an amount as a text, like "250000"';
    case 'number':
      return `a ${shape.unit} from ${shape.least} to ${shape.most}`;
    case 'flag':
      return 'true or false';
    case 'list':
      return 'a list in square brackets';
    case 'object': {
      const required = Object.entries(shape.members).filter(([, { isOptional }]) => !isOptional);
      return `an object with ${required.map(([name]) => name).join(', ')}`;
    }
  }
}

/** The known name a slip or two of the finger away; null when none is, and of short names, which all are near. */
function nearestTo(name: string, known: readonly string[]): string | null {
  if (name.length > 60) return null;
  const byDistance = known
    .map((each) => ({ each, distance: distance(name.toLowerCase(), each.toLowerCase()) }))
    .sort((left, right) => left.distance - right.distance);
  const [nearest] = byDistance;
  if (nearest === undefined) return null;
  return nearest.distance <= SLIPS && nearest.each.length > 2 * SLIPS ? nearest.each : null;
}

const SLIPS = 2;

/** Letters to add, leave out or change (Levenshtein). */
function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (const [index, letter] of [...left].entries()) {
    const next = [index + 1];
    for (const [column, other] of [...right].entries()) {
      const change = (row[column] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
