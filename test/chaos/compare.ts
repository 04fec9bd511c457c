/** The log against what was received: the same set, in order per customer, nothing twice under another id. */
import { existsSync, readFileSync } from 'node:fs';
import { CLIENTS, receivedFile, type Delivery } from './follower';
import { MAILBOXES } from './mailbox';

export interface LogLine {
  slug: string;
  id: string;
  customerId: string | null;
  atMs: number;
  /** What the writer called it. */
  mark: string | null;
  type: string;
}

export interface Reception {
  delivery: Delivery;
  /** Different events that are to be received, and that were. */
  due: number;
  received: number;
  repeats: number;
  /** From the moment an event was written, in a transaction that may have stayed open, to the client. */
  slowestMs: number;
  /** Null when nothing differs. */
  difference: string | null;
}

/** Webhooks promise the order per customer; the others that of the log. */
const LANE_OF: Record<Delivery, (line: LogLine) => string> = {
  subscription: ({ slug }) => slug,
  sse: ({ slug }) => slug,
  pull: ({ slug }) => slug,
  webhook: ({ slug, customerId }) => `${slug} ${customerId ?? ''}`,
  email: ({ slug }) => slug,
};

export function compareAll(folder: string, log: readonly LogLine[]): Reception[] {
  const linesOf = (delivery: Delivery): string[] => {
    const file = receivedFile(folder, delivery);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  };
  return [
    ...CLIENTS.map((delivery) => compare(delivery, linesOf(delivery), log)),
    compareMails(linesOf('email'), log),
  ];
}

/** Each alert is in one mail to each mailbox, in the order of the log; a mail that comes again has the id it had. */
export function compareMails(lines: readonly string[], log: readonly LogLine[]): Reception {
  const mailed = log.filter(({ type }) => type === 'RISK_ALERT_RAISED');
  const boxes = Array.from({ length: MAILBOXES }, (_, n) =>
    mailed.map((line) => ({ ...line, slug: `${line.slug}.${n}`, id: line.mark ?? '' })),
  );
  const reception = compare('email', lines, boxes.flat());
  const mails = new Map<string, string>();
  for (const text of lines) {
    const [box = '', mark = '', , mail = ''] = text.split(' ');
    const before = mails.get(`${box} ${mark}`) ?? mail;
    if (before === mail) mails.set(`${box} ${mark}`, mail);
    else reception.difference ??= `${mark} is in two mails to ${box}: ${before} and ${mail}`;
  }
  return reception;
}

/** `lines` as a client wrote them: tenant, id and when, in the order of their arrival. */
export function compare(
  delivery: Delivery,
  lines: readonly string[],
  log: readonly LogLine[],
): Reception {
  const known = new Map(log.map((line) => [`${line.slug} ${line.id}`, line]));
  const reception = { delivery, due: log.length, received: 0, repeats: 0, slowestMs: 0 };
  const lanes = new Map<string, string[]>();
  const seen = new Set<string>();
  let strange: string | null = null;
  for (const text of lines) {
    const [slug = '', id = '', receivedMs] = text.split(' ');
    const line = known.get(`${slug} ${id}`);
    if (line === undefined) strange ??= `${slug}: ${id} was received and is not in the log`;
    else if (seen.has(`${slug} ${id}`)) reception.repeats += 1;
    else {
      seen.add(`${slug} ${id}`);
      reception.slowestMs = Math.max(reception.slowestMs, Number(receivedMs) - line.atMs);
      laneIn(lanes, LANE_OF[delivery](line)).push(id);
    }
  }
  return {
    ...reception,
    received: seen.size,
    difference: strange ?? firstDifference(delivery, lanes, log),
  };
}

function firstDifference(
  delivery: Delivery,
  lanes: Map<string, string[]>,
  log: readonly LogLine[],
): string | null {
  const places = new Map<string, number>();
  for (const line of log) {
    const lane = LANE_OF[delivery](line);
    const place = places.get(lane) ?? 0;
    places.set(lane, place + 1);
    const found = lanes.get(lane)?.[place];
    if (found === line.id) continue;
    return `${lane}, event ${place + 1} of the log: ${line.id} (${line.mark ?? ''}) is due, ${found ?? 'nothing'} was received`;
  }
  return null;
}

function laneIn(lanes: Map<string, string[]>, lane: string): string[] {
  const known = lanes.get(lane);
  if (known !== undefined) return known;
  const made: string[] = [];
  lanes.set(lane, made);
  return made;
}

/** What the log itself broke of its promise to writers: each commit that was answered is in it, once and in order. */
export function brokenPromises(
  marks: readonly (readonly string[])[],
  log: readonly LogLine[],
): string | null {
  const places = new Map<string, number>();
  for (const [place, { mark, slug }] of log.entries()) {
    if (mark === null) continue;
    if (places.has(mark)) return `${mark} is in the log twice (${slug})`;
    places.set(mark, place);
  }
  const slugs = new Map(log.map(({ mark, slug }) => [mark, slug]));
  for (const writer of marks) {
    const last = new Map<string, number>();
    for (const mark of writer) {
      const place = places.get(mark);
      const slug = slugs.get(mark) ?? '';
      if (place === undefined) return `${mark} was committed and is not in the log`;
      if (place < (last.get(slug) ?? -1))
        return `${mark} is before what its writer committed earlier`;
      last.set(slug, place);
    }
  }
  return null;
}
