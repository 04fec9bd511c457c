/** A fault plan as people and other processes write it: JSON, every word of it checked. */
import { configError, type EncoursError } from '../../kernel';
import type { FaultPlan, RetryAfter } from './faults';

type Fields = Record<string, unknown>;
type Part = (value: unknown, field: string) => unknown;

const PLAN: Record<string, Part> = {
  seed: (value, field) => whole(value, field),
  latencyMs: (value, field) => {
    const [least, most] = Array.isArray(value) ? (value as unknown[]) : [value, value];
    return [whole(least, field), whole(most, field)];
  },
  rateLimited: (value, field) => {
    const fields = fieldsOf(value, field, ['share', 'retryAfter']);
    return { share: shareOf(fields, field), retryAfter: retryAfterOf(fields['retryAfter'], field) };
  },
  serverError: (value, field) => {
    const fields = fieldsOf(value, field, ['share', 'status']);
    const status = fields['status'] === undefined ? 503 : whole(fields['status'], field);
    if (status < 500 || status > 599) throw invalid(`${field}.status`, 'from 500 to 599');
    return { share: shareOf(fields, field), status };
  },
  slowBody: (value, field) => {
    const fields = fieldsOf(value, field, ['share', 'ms']);
    return { share: shareOf(fields, field), ms: whole(fields['ms'] ?? 1000, `${field}.ms`) };
  },
  drift: (value, field) => {
    const fields = fieldsOf(value, field, ['share', 'path']);
    const path = fields['path'];
    if (path !== undefined && typeof path !== 'string') throw invalid(`${field}.path`, 'a text');
    return { share: shareOf(fields, field), ...(path === undefined ? {} : { path }) };
  },
  quota: (value, field) => {
    const fields = fieldsOf(value, field, ['requests', 'status']);
    const status = whole(fields['status'] ?? 402, `${field}.status`);
    if (status < 400 || status > 499) throw invalid(`${field}.status`, 'from 400 to 499');
    return { requests: whole(fields['requests'], `${field}.requests`), status };
  },
  reset: onlyShare,
  truncatedJson: onlyShare,
  hang: onlyShare,
  html: onlyShare,
  paymentRequired: onlyShare,
};

/** Throws CONFIG FAULT_PLAN_INVALID with the field that is unknown or wrong, or when the shares exceed 1 together. */
export function readFaultPlan(value: unknown): FaultPlan {
  const fields = fieldsOf(value, '', Object.keys(PLAN));
  const entries = Object.entries(fields).map(([name, part]) => [name, PLAN[name]?.(part, name)]);
  const shares = entries.map(([, part]) => (part as { share?: number } | undefined)?.share ?? 0);
  const sum = shares.reduce((total, share) => total + share, 0);
  if (sum > 1) throw invalid('share', 'at most 1 over all faults together');
  return Object.fromEntries(entries) as FaultPlan;
}

function onlyShare(value: unknown, field: string): { share: number } {
  return { share: shareOf(fieldsOf(value, field, ['share']), field) };
}

function retryAfterOf(value: unknown, field: string): RetryAfter {
  const fields = fieldsOf(value ?? {}, `${field}.retryAfter`, ['seconds', 'as']);
  const as = fields['as'] ?? 'seconds';
  if (as !== 'seconds' && as !== 'http-date') {
    throw invalid(`${field}.retryAfter.as`, '"seconds" or "http-date"');
  }
  return { seconds: whole(fields['seconds'] ?? 1, `${field}.retryAfter.seconds`), as };
}

function shareOf(fields: Fields, field: string): number {
  const { share } = fields as { share?: unknown };
  if (typeof share === 'number' && share >= 0 && share <= 1) return share;
  throw invalid(`${field}.share`, 'a number from 0 to 1');
}

function whole(value: unknown, field: string): number {
  if (Number.isSafeInteger(value) && Number(value) >= 0) return Number(value);
  throw invalid(field, 'a whole number from 0');
}

function fieldsOf(value: unknown, field: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(field === '' ? 'faults' : field, 'an object');
  }
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const place = field === '' ? unknown : `${field}.${unknown}`;
    throw invalid(place, `left out: known are ${known.join(', ')}`);
  }
  return value as Fields;
}

function invalid(field: string, expected: string): EncoursError {
  return configError('FAULT_PLAN_INVALID', `faults: ${field} must be ${expected}`, {
    place: { field },
    remedy: `Write for example {"serverError":{"share":0.1},"reset":{"share":0.05}}.`,
  });
}
