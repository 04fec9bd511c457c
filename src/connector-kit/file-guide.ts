/** What a file's columns seem to be, for a person to correct before it is imported. */
import type { Json } from './json';

export interface GuidedColumn {
  /** As the header has it; "#3" for a column without a title. */
  title: string;
  /** What it is taken for; null for a column nothing is read from. */
  field: string | null;
  /** 0..1: 1 for a usual title or one that was told, lower for what only its values suggest. */
  confidence: number;
  /** Its first values. */
  samples: string[];
}

export interface GuidedField {
  name: string;
  /** No line can be read without it. */
  isRequired: boolean;
}

export interface FileGuide {
  /** What the file is taken for; a layout of a program that names no columns has no more to tell. */
  kind: string;
  layout: string | null;
  /** The kinds it could be told to be. */
  kinds: readonly string[];
  /** Line of the header, 0 for none. */
  headerLine: number;
  /** Of the header: what a saved mapping is found by; null where there is nothing to map. */
  fingerprint: string | null;
  columns: GuidedColumn[];
  /** What columns of this kind of file may be. */
  fields: GuidedField[];
  /** Fields no column was found for, without which no line can be read. */
  missing: string[];
  /** The mapping the file would be read with; what is told is put over it. */
  mapping: { [key: string]: Json };
}
