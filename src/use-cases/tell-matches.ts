import { appendEvents, type EventDraft } from '../alerts';
import type { Transaction } from '../database';
import type { Hub } from '../hub';
import type { MatchChange } from '../unify';

/** Tells subscribers which customers are a company now, or are not any more, in the transaction that decides it. */
export function tellMatches(
  hub: Pick<Hub, 'clock'>,
): (tx: Transaction, changes: readonly MatchChange[]) => Promise<void> {
  return (tx, changes) => appendEvents(tx, changes.map(matchEvent), hub.clock.now());
}

/** As when a person decides: who follows the log learns of every match one way. */
function matchEvent({ customerId, siren, isMatch }: MatchChange): EventDraft {
  const decision = isMatch ? 'CONFIRMED' : 'REJECTED';
  return {
    ...{ type: 'MATCH_DECIDED', customerId, subjectId: null },
    data: { siren, decision, by: 'encours' },
  };
}
