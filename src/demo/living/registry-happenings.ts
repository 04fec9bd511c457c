import { addDays, addMonths, fromEpochDay } from '../../kernel';
import type { LegalEventKind, SimulatedStatement } from '../../connector-kit';
import type { Random } from '../random';
import { accountsNotice, JUDGMENTS, judgment, strikingOff } from '../registry/history';
import { isFilingDue, nextStatement } from '../registry/statements';
import { euros, outcome, type Actor, type Happening, type Stage } from './stage';

/**
 * No more than this share of customers is in a court's hands at a time, and this share is ever struck off: a portfolio that only
 * got worse would be no portfolio.
 */
const INSOLVENT_AT_MOST = 0.04;
const STRUCK_OFF_AT_MOST = 0.015;
/** Forms whose insolvency a commercial court publishes. */
const COMMERCIAL = new Set(['5710', '5499', '5599', '5458', '5202']);

type Opening = readonly [kind: LegalEventKind, nature: string, name: string];
const OPENINGS: readonly (readonly [Opening, weight: number])[] = [
  [['RECEIVERSHIP_OPENED', JUDGMENTS.receivership, 'Redressement judiciaire'], 50],
  [['LIQUIDATION_OPENED', JUDGMENTS.liquidation, 'Liquidation judiciaire'], 35],
  [['SAFEGUARD_OPENED', JUDGMENTS.safeguard, 'Sauvegarde'], 15],
];

export const insolvencyOpened: Happening = {
  kind: 'INSOLVENCY_OPENED',
  weight: 16,
  affects: 'registry',
  happen(stage, random) {
    const most = Math.max(1, Math.floor(stage.size() * INSOLVENT_AT_MOST));
    // Rarer the nearer the bound, so that a long demonstration does not use them all up at its start.
    if (!random.chance(1 - stage.inProceedings() / most)) return null;
    const isExposed = (actor: Actor): boolean =>
      stage.isTrading(actor) &&
      COMMERCIAL.has(actor.company.legalFormCode) &&
      stage.receivables.owedMinor(actor.customer.index) > 50_000n;
    const isWeak = (actor: Actor): boolean =>
      isExposed(actor) && ['FRAGILE', 'FAILING'].includes(actor.customer.profile?.health ?? '');
    const actor =
      (random.chance(0.75) ? stage.draw(random, isWeak) : null) ?? stage.draw(random, isExposed);
    if (actor === null) return null;
    const [kind, nature, name] = random.weighted(OPENINGS);
    const notice = judgment(kind, nature, judgedBy(stage, actor, random));
    actor.company.notices.push(stage.world.gazette.publish(notice, random));
    stage.insolvent.add(actor.company.siren);
    const owed = euros(stage.receivables.owedMinor(actor.customer.index));
    return outcome(actor, `${name} opened against ${actor.company.name}, which owes ${owed}`);
  },
};

export const insolvencyConverted: Happening = {
  kind: 'INSOLVENCY_CONVERTED',
  weight: 4,
  affects: 'registry',
  happen(stage, random) {
    const canWorsen = (actor: Actor): boolean =>
      stage.insolvent.has(actor.company.siren) &&
      ['RECEIVERSHIP_OPENED', 'SAFEGUARD_OPENED'].includes(proceedingsOf(actor) ?? '');
    const actor = stage.draw(random, canWorsen);
    if (actor === null) return null;
    const [kind, nature, into] =
      proceedingsOf(actor) === 'RECEIVERSHIP_OPENED'
        ? (['CONVERTED_TO_LIQUIDATION', JUDGMENTS.conversion, 'liquidation'] as const)
        : (['CONVERTED_TO_RECEIVERSHIP', JUDGMENTS.safeguardConversion, 'receivership'] as const);
    const notice = judgment(kind, nature, judgedBy(stage, actor, random));
    actor.company.notices.push(stage.world.gazette.publish(notice, random));
    return outcome(actor, `Proceedings against ${actor.company.name} converted into ${into}`);
  },
};

/** A receivership ends in a plan, a safeguard because its reason is gone: the company trades on. */
export const proceedingsEnded: Happening = {
  kind: 'PROCEEDINGS_ENDED',
  weight: 5,
  affects: 'registry',
  happen(stage, random) {
    const actor = stage.draw(random, (one) =>
      ['RECEIVERSHIP_OPENED', 'SAFEGUARD_OPENED', 'CONVERTED_TO_RECEIVERSHIP'].includes(
        proceedingsOf(one) ?? '',
      ),
    );
    if (actor === null) return null;
    const isSafeguard = proceedingsOf(actor) === 'SAFEGUARD_OPENED';
    const [kind, nature, what] = isSafeguard
      ? (['PROCEEDINGS_CLOSED', JUDGMENTS.safeguardClosure, 'its safeguard is over'] as const)
      : (['PLAN_ADOPTED', JUDGMENTS.plan, 'the court adopted its plan'] as const);
    const notice = judgment(kind, nature, judgedBy(stage, actor, random));
    actor.company.notices.push(stage.world.gazette.publish(notice, random));
    return outcome(actor, `${actor.company.name} trades on: ${what}`);
  },
};

export const companyStruckOff: Happening = {
  kind: 'COMPANY_STRUCK_OFF',
  weight: 2,
  affects: 'registry',
  happen(stage, random) {
    if (stage.struckOff.size >= Math.max(1, Math.floor(stage.size() * STRUCK_OFF_AT_MOST)))
      return null;
    const isSmall = (actor: Actor): boolean =>
      stage.isTrading(actor) &&
      COMMERCIAL.has(actor.company.legalFormCode) &&
      actor.company.employeesMax < 20;
    const actor = stage.draw(random, isSmall);
    if (actor === null) return null;
    const { company } = actor;
    const today = stage.world.today();
    const decidedOn = addDays(today, -random.int(3, 10));
    const notice = strikingOff(decidedOn, { court: courtOf(actor), publishedOn: today });
    company.notices.push(stage.world.gazette.publish(notice, random));
    company.ceasedOn = decidedOn;
    stage.struckOff.add(company.siren);
    return outcome(actor, `${company.name} struck off the register`);
  },
};

export const accountsFiled: Happening = {
  kind: 'ACCOUNTS_FILED',
  weight: 9,
  affects: 'registry',
  happen(stage, random) {
    const today = stage.world.today();
    const lastOf = (actor: Actor): SimulatedStatement | undefined =>
      actor.company.statements.at(-1);
    const isDue = (actor: Actor): boolean => {
      const last = lastOf(actor);
      return (
        last !== undefined &&
        stage.isTrading(actor) &&
        isFilingDue(addMonths(last.closedOn, 12), today)
      );
    };
    const actor = stage.draw(random, isDue);
    const last = actor === null ? undefined : lastOf(actor);
    if (actor === null || last === undefined || actor.customer.profile === null) return null;
    const margin = random.chance(0.65) ? random.between(0.06, 0.2) : random.between(-0.06, -0.01);
    const filing = { filedOn: addDays(today, -random.int(2, 9)), margin, random };
    const statement = nextStatement(actor.customer.profile, last, filing);
    actor.company.statements.push(statement);
    const notice = accountsNotice(statement, courtOf(actor), today);
    actor.company.notices.push(stage.world.gazette.publish(notice, random));
    const result = `result ${statement.items.netIncome} EUR after ${last.items.netIncome} EUR`;
    const { name } = actor.company;
    return outcome(actor, `${name} filed its accounts of ${statement.closedOn}: ${result}`);
  },
};

function proceedingsOf({ company }: Actor): string | undefined {
  return company.notices.findLast((notice) => notice.nature !== null)?.kind;
}

function judgedBy(stage: Stage, actor: Actor, random: Random): Parameters<typeof judgment>[2] {
  const on = fromEpochDay(stage.today() - random.int(3, 9));
  return { on, court: courtOf(actor), random, publishedOn: stage.world.today() };
}

function courtOf(actor: Actor): string {
  return actor.customer.profile?.place.court ?? actor.company.address.city;
}
