/** What Creditsafe's monitoring would report of a simulated company: its rating as accounts and judgments change it. */
import {
  addDays,
  creditViewOf,
  draw,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedCreditView,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { limitText } from './simulator-report';

export interface SimulatedEvent {
  company: SimulatedCompany;
  id: number;
  ruleCode: number;
  ruleName: string;
  happenedOn: LocalDate;
  /** The day it was entered, up to two days later. */
  createdOn: LocalDate;
  oldValue: string;
  newValue: string;
}

/** 101 is documented as the rule of the rating band; the number of the limit's rule is not, 1815 is one that was seen. */
const RULES = {
  rating: { ruleCode: 101, ruleName: 'International Rating' },
  limit: { ruleCode: 1815, ruleName: 'Credit Limit' },
} as const;

/** Events entered by today, oldest first. */
export function eventsOf(
  company: SimulatedCompany | undefined,
  world: SimulatedWorld,
): SimulatedEvent[] {
  if (company === undefined) return [];
  const today = world.today();
  const days = new Set([
    ...company.statements.map(({ filedOn }) => filedOn),
    ...company.notices.map(({ publishedOn }) => publishedOn),
  ]);
  return [...days]
    .filter((day) => day <= today)
    .sort()
    .flatMap((day) => eventsOn(company, day))
    .filter(({ createdOn }) => createdOn <= today);
}

function eventsOn(company: SimulatedCompany, day: LocalDate): SimulatedEvent[] {
  const before = creditViewOf(company, addDays(day, -1));
  const after = creditViewOf(company, day);
  return [
    ...changed('rating', { company, day, oldValue: bandOf(before), newValue: bandOf(after) }),
    ...changed('limit', {
      company,
      day,
      oldValue: limitText(company, before),
      newValue: limitText(company, after),
    }),
  ];
}

function bandOf({ riskClass }: SimulatedCreditView): string {
  return 'ABCDE'[riskClass - 1] ?? 'E';
}

interface Change {
  company: SimulatedCompany;
  day: LocalDate;
  oldValue: string;
  newValue: string;
}

function changed(rule: keyof typeof RULES, change: Change): SimulatedEvent[] {
  const { company, day, oldValue, newValue } = change;
  if (oldValue === newValue) return [];
  const lateDays = Math.floor(draw(company, `entered ${day}`) * 3);
  return [
    {
      company,
      id: 1 + Math.floor(draw(company, `${rule} ${day}`) * 4_000_000_000),
      ...RULES[rule],
      happenedOn: day,
      createdOn: addDays(day, lateDays),
      oldValue,
      newValue,
    },
  ];
}
