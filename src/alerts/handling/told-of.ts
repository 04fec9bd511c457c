import type { AlertChangeCode } from '../events';

/** What of an alert the log has not heard; null when it has heard it all. */
export type Untold = 'RAISED' | 'ESCALATED' | null;

/**
 * What the log hears of a change, and what it has not heard after it. A mute keeps back that an alert was raised and that
 * it got worse; of what the log never heard of, it hears neither what people did with it nor its end.
 */
export function toldOf(
  change: AlertChangeCode,
  { isMuted, untold }: { isMuted: boolean; untold: Untold },
): { change: AlertChangeCode | null; untold: Untold } {
  const isUnheardOf = untold === 'RAISED' || change === 'RAISED';
  if (isMuted && isUnheardOf) return { change: null, untold: 'RAISED' };
  if (isMuted && change === 'ESCALATED') return { change: null, untold: 'ESCALATED' };
  if (isUnheardOf && change === 'RESOLVED') return { change: null, untold };
  if (isUnheardOf) return { change: 'RAISED', untold: null };
  return { change, untold: change === 'ESCALATED' ? null : untold };
}
