import type { Licence } from '../../src/connector-kit';

/** Terms that allow everything for ever. */
export const OPEN_LICENCE: Licence = {
  name: 'Licence Ouverte 2.0',
  restriction: 'NONE',
  retentionDays: null,
  attribution: null,
  source: 'assumed: a test',
};
