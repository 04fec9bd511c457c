import { epochDay, type LocalDate } from '../../kernel';
import type { LegalEventKind, SimulatedNotice } from '../../connector-kit';
import { weekday } from '../calendar';
import type { Random } from '../random';

export interface NoticeText {
  kind: LegalEventKind;
  publishedOn: LocalDate;
  court: string;
  nature?: string;
  decidedOn?: LocalDate;
  complement?: string;
  accountsClosedOn?: LocalDate;
  accountsConfidential?: boolean;
}

const BULLETIN: Partial<Record<LegalEventKind, 'B' | 'C'>> = {
  ACCOUNTS_FILED: 'C',
  MODIFIED: 'B',
  STRUCK_OFF: 'B',
};

/** The official gazette: gives each notice its bulletin, its issue of the day and a number nobody else has. */
export class Gazette {
  private readonly used = new Set<string>();

  publish(text: NoticeText, random: Random): SimulatedNotice {
    const { publishedOn } = text;
    const bulletin = BULLETIN[text.kind] ?? 'A';
    const parution = issueOf(publishedOn);
    let number = random.int(1, 4_999);
    while (this.used.has(`${bulletin}${parution}${number}`)) number++;
    const id = `${bulletin}${parution}${number}`;
    this.used.add(id);
    return {
      ...{ id, bulletin, parution, number, publishedOn },
      kind: text.kind,
      nature: text.nature ?? null,
      decidedOn: text.decidedOn ?? null,
      complement: text.complement ?? null,
      court: `Greffe du Tribunal de Commerce de ${text.court}`,
      accountsClosedOn: text.accountsClosedOn ?? null,
      accountsConfidential: text.accountsConfidential ?? false,
    };
  }
}

const issues = new Map<LocalDate, string>();

function issueOf(date: LocalDate): string {
  let known = issues.get(date);
  if (known === undefined) {
    known = countIssues(date);
    issues.set(date, known);
  }
  return known;
}

/** "20250005": the year and the ordinal of the working day in it. */
function countIssues(date: LocalDate): string {
  const year = date.slice(0, 4);
  let ordinal = 0;
  for (let day = epochDay(`${year}-01-01`); day <= epochDay(date); day++)
    if (weekday(day) !== 0 && weekday(day) !== 6) ordinal++;
  return `${year}${String(ordinal).padStart(4, '0')}`;
}
