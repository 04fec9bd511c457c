/** Ellisphere's events to legal events, under the gazette's own number where they give one. Pure. */
import {
  listed,
  stableId,
  type LegalEventKind,
  type LegalEventRecord,
  type LocalDate,
} from '../../src/connector-kit';
import { dayWith } from './elements';
import type { Event } from './payloads';

/** The codes of LEGEVE that were seen with their words; the list itself is not public. */
const KINDS: Readonly<Record<string, LegalEventKind>> = {
  '144': 'MODIFIED',
  '147': 'MODIFIED',
  '153': 'MODIFIED',
  '265': 'ACCOUNTS_FILED',
  '286': 'ACCOUNTS_FILED',
};
const CONFIDENTIAL_ACCOUNTS = '286';
const ACCOUNTS_CODES = ['265', CONFIDENTIAL_ACCOUNTS];

/** One event per notice: what one notice changes at once is listed several times. */
export function legalEvents(siren: string, events: readonly Event[]): LegalEventRecord[] {
  const byKey = new Map<string, LegalEventRecord>();
  for (const [index, source] of events.entries()) {
    const record = eventRecord(siren, source, `event[${index}]`);
    if (record === null) continue;
    const earlier = byKey.get(record.sourceKey);
    byKey.set(record.sourceKey, earlier === undefined ? record : joined(earlier, record));
  }
  return [...byKey.values()];
}

function joined(earlier: LegalEventRecord, later: LegalEventRecord): LegalEventRecord {
  const titles = earlier.title.split(' · ');
  const title = titles.includes(later.title) ? earlier.title : `${earlier.title} · ${later.title}`;
  const kind = earlier.kind === 'OTHER' ? later.kind : earlier.kind;
  return { ...earlier, title, kind };
}

function eventRecord(siren: string, source: Event, path: string): LegalEventRecord | null {
  const dates = source.registration?.date ?? [];
  const publishedOn = dayWith(dates, 'publication', path) ?? dayWith(dates, 'effective', path);
  const title = source.description.text;
  if (publishedOn === null || title === null) return null;
  const code = source.description.attributes.get('code') ?? '';
  const isAccounts = ACCOUNTS_CODES.includes(code);
  return {
    type: 'legalEvent',
    sourceKey: keyOf(siren, source, { code, publishedOn }),
    siren,
    kind: listed(KINDS, code) ?? 'OTHER',
    publishedOn,
    decidedOn: null,
    court: null,
    title,
    detail: source.comment[0]?.text ?? null,
    url: null,
    relatedKey: null,
    relation: null,
    accountsClosedOn: null,
    accountsConfidential: isAccounts ? code === CONFIDENTIAL_ACCOUNTS : null,
  };
}

function keyOf(
  siren: string,
  { registration }: Event,
  { code, publishedOn }: { code: string; publishedOn: LocalDate },
): string {
  const authority = registration?.authority?.name ?? '';
  const reference = registration?.reference ?? null;
  const isGazette = authority.toUpperCase() === 'BODACC' && reference !== null;
  const notice = isGazette ? noticeId(reference) : null;
  return notice ?? stableId(siren, 'ellisphere', authority, reference ?? '', code, publishedOn);
}

/**
 * "22011B0495" is notice 495 of issue 11 of 2022, bulletin B; "2200900565" has no letter: filed accounts, bulletin C.
 * Gives the id the gazette itself uses, "B20220011495"; null for another form.
 */
export function noticeId(reference: string): string | null {
  const lettered = /^(\d{2})(\d{3})([ABC])(\d{1,6})$/.exec(reference);
  const accounts = /^(\d{2})(\d{3})(\d{5})$/.exec(reference);
  const [year, issue] = (lettered ?? accounts)?.slice(1, 3) ?? [];
  const number = lettered?.[4] ?? accounts?.[3];
  if (year === undefined || issue === undefined || number === undefined) return null;
  return `${lettered?.[3] ?? 'C'}20${year}0${issue}${Number(number)}`;
}
