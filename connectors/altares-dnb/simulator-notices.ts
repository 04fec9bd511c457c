/** What a D&B registration would queue about a simulated company: changes of its score and of its group. */
import {
  addDays,
  creditViewOf,
  draw,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedWorld,
} from '../../src/connector-kit';

export interface SimulatedNotification {
  key: string;
  notice: { [key: string]: Json };
}

/** A notice that nobody pulls is gone after four days. */
const QUEUE_DAYS = 4;

/** Notices queued about a company, oldest first. */
export function noticesOf(
  company: SimulatedCompany,
  world: SimulatedWorld,
  duns: string,
): SimulatedNotification[] {
  const days = Array.from({ length: QUEUE_DAYS }, (_, ago) => addDays(world.today(), -ago));
  return days
    .reverse()
    .flatMap((day) => [
      ...scoreNotice(company, day, duns),
      ...treeNotice(company, day, duns),
      ...reviewNotice(company, day, duns),
    ]);
}

function scoreNotice(
  company: SimulatedCompany,
  day: LocalDate,
  duns: string,
): SimulatedNotification[] {
  const before = creditViewOf(company, addDays(day, -1)).riskClass;
  const after = creditViewOf(company, day).riskClass;
  if (before === after) return [];
  const element = 'organization.dnbAssessment.failureScore.classScore';
  return [update({ company, day, duns }, { element, previous: before, current: after })];
}

/** The group of a company gains a member now and then. */
function treeNotice(
  company: SimulatedCompany,
  day: LocalDate,
  duns: string,
): SimulatedNotification[] {
  if (draw(company, `tree ${day}`) > 0.05) return [];
  const previous = Math.floor(draw(company, 'tree') * 40);
  const element = 'organization.corporateLinkage.globalUltimateFamilyTreeMembersCount';
  return [update({ company, day, duns }, { element, previous, current: previous + 1 })];
}

function reviewNotice(
  { siren }: SimulatedCompany,
  day: LocalDate,
  duns: string,
): SimulatedNotification[] {
  if (draw({ siren }, `review ${day}`) > 0.01) return [];
  const notice = { type: 'UNDER_REVIEW', organization: { duns }, elements: [] };
  return [{ key: `${siren} ${day} review`, notice }];
}

function update(
  { company, day, duns }: { company: SimulatedCompany; day: LocalDate; duns: string },
  change: { element: string; previous: Json; current: Json },
): SimulatedNotification {
  const elements = [{ ...change, timestamp: `${day}T04:07:46Z` }];
  return {
    key: `${company.siren} ${day} ${change.element}`,
    notice: { type: 'UPDATE', organization: { duns }, elements },
  };
}
