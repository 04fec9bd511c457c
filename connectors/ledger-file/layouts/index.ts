import type { TextLine } from '../../../src/connector-kit';
import { CEGID_CSV, EBP, ISACOMPTA, SAGE_GRAND_LIVRE } from './delimited-layouts';
import { CIEL_XIMPORT, QUADRA, SAGE_PNM } from './fixed-layouts';
import type { BookLayout } from './layout';

export { LayoutTools, type BookLayout, type LayoutReader } from './layout';

const LAYOUTS: readonly BookLayout[] = [
  SAGE_PNM,
  SAGE_GRAND_LIVRE,
  QUADRA,
  CIEL_XIMPORT,
  CEGID_CSV,
  ISACOMPTA,
  EBP,
];

/** The layout the first lines are of; null when they are of none, and columns have to be told. */
export function layoutOf(lines: readonly TextLine[]): BookLayout | null {
  return LAYOUTS.find((layout) => layout.detect(lines)) ?? null;
}
