/** A process of checkInParallel: audits the connectors it is told, one after the other, until it is ended. */
import { describeError } from '../../kernel';
import { checkConnectors } from './check-connectors';
import type { Ask, Told } from './check-in-parallel';

process.on('message', (question: Ask) => {
  void answer(question).then((told) => process.send?.(told));
});
// Whoever asked is gone: an audit in the middle of a wait for a timeout must not outlive it.
process.on('disconnect', () => process.exit());

async function answer(question: Ask): Promise<Told> {
  try {
    const [checked] = await checkConnectors(question);
    return checked === undefined ? { error: 'nothing was checked' } : { checked };
  } catch (error) {
    return { error: describeError(error) };
  }
}
