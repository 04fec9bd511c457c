import type { InsolvencyFacts } from './types';

/**
 * Why proceedings ended, from the words of the closing judgment ("Jugement de clôture pour insuffisance d'actif"); null
 * when they do not say.
 */
export function closureReason(title: string): InsolvencyFacts['closedFor'] {
  if (/insuffisance\s+d.actif/i.test(title)) return 'INSUFFICIENT_ASSETS';
  return /extinction\s+du\s+passif|mettant\s+fin\s+[àa]/i.test(title) ? 'OTHER' : null;
}
