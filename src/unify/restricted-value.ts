import type { Json, UseRestriction } from '../connector-kit';
import type { LocalDate } from '../kernel';

/** A value of a company that only sources with terms of their own state, as `company.restricted` keeps it by field. */
export interface RestrictedValue {
  value: Json;
  restriction: UseRestriction;
  connector: string;
  /** The first day it must not be used any more; null when it may be kept. */
  expiresOn: LocalDate | null;
}

/**
 * SQL for what is known of a company inside the house, restricted or not: a restricted value of `key` while it may be
 * used, else the column. For decisions, which carry the terms of what they rest on; never for what is shown as it is.
 */
export function knownInside(
  company: string,
  place: { key: string; path?: string; column: string; type: string; today: string },
): string {
  const { key, path, column, type, today } = place;
  const value = `${company}.restricted #>> '{${[key, 'value', ...(path === undefined ? [] : [path])].join(',')}}'`;
  return `CASE WHEN ${isRestricted(company, key, today)} THEN (${value})::${type} ELSE ${company}.${column} END`;
}

/** SQL for the terms of those restricted values of the company that are in use, as a list of {restriction, connector}. */
export function termsInside(company: string, keys: readonly string[], today: string): string {
  const wanted = keys.map((key) => `'${key}'`).join(', ');
  // Of nearly every company nothing is restricted: no need to look into it.
  return `CASE WHEN ${company}.restricted <> '{}' THEN (SELECT jsonb_agg(jsonb_build_object('restriction', e.value ->> 'restriction', 'connector',
      e.value ->> 'connector') ORDER BY e.key)
    FROM jsonb_each(${company}.restricted) e
    WHERE e.key IN (${wanted}) AND ${isInUse(`e.value`, today)}) END`;
}

function isRestricted(company: string, key: string, today: string): string {
  return `${company}.restricted ? '${key}' AND ${isInUse(`${company}.restricted -> '${key}'`, today)}`;
}

function isInUse(said: string, today: string): string {
  return `coalesce((${said} ->> 'expiresOn')::date > ${today}, true)`;
}
