import { fromEpochDay } from '../../kernel';
import { euros, outcome, type Actor, type Happening } from './stage';

/** Nobody is called about less. */
const WORTH_CALLING_MINOR = 100_000n;
/** Nor again so soon. */
const CALLED_AGAIN_DAYS = 20;

/** A collector had a promise on the telephone; its day has passed and the bank shows nothing. */
export const promiseBroken: Happening = {
  kind: 'PROMISE_BROKEN',
  weight: 4,
  affects: 'people',
  happen(stage, random) {
    const today = stage.today();
    const lateOf = ({ customer }: Actor): bigint =>
      stage.receivables
        .claims(customer.index)
        .filter(({ dueOn }) => today - dueOn > 10)
        .reduce((sum, claim) => sum + claim.owedMinor, 0n);
    const isCalled = (actor: Actor): boolean => {
      const last = stage.promisedOn.get(actor.customer.code);
      if (last !== undefined && today - last < CALLED_AGAIN_DAYS) return false;
      return stage.isTrading(actor) && lateOf(actor) >= WORTH_CALLING_MINOR;
    };
    const actor = stage.draw(random, isCalled);
    if (actor === null) return null;
    stage.promisedOn.set(actor.customer.code, today);
    const promise = {
      promisedOn: fromEpochDay(today - random.int(1, 4)),
      amountMinor: lateOf(actor),
    };
    const text = `${actor.customer.label} had promised ${euros(promise.amountMinor)}`;
    const told = outcome(actor, `${text} for ${promise.promisedOn}: nothing came`);
    return told === null ? null : { ...told, promise };
  },
};
