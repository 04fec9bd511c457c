/** Decoders for LEI records. */
import {
  array,
  isoDay,
  json,
  mapped,
  object,
  optional,
  optionalText,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';

const country: Decoder<string | null> = mapped(optionalText, (value) =>
  value !== null && /^[A-Z]{2}$/.test(value) ? value : null,
);

const leiRecord = object({
  attributes: object({
    lei: text,
    entity: object({
      legalName: object({ name: optionalText }),
      legalAddress: optional(object({ country })),
      registeredAt: optional(object({ id: optionalText })),
      registeredAs: optionalText,
      jurisdiction: optionalText,
    }),
    registration: object({
      status: optionalText,
      lastUpdateDate: optional(isoDay),
    }),
  }),
});
export type LeiRecord = Decoded<typeof leiRecord>;

/** One record as /lei-records/{lei} and the routes to parents answer it. */
export const recordAnswer = object({ data: leiRecord });

export const recordList = object({ data: array(json) });

/** What lands for a company above: whose parent it is, and its record as received. */
export const landedParent = object({
  siren: text,
  relation: mapped(text, (value) => {
    if (value === 'DIRECT_PARENT' || value === 'ULTIMATE_PARENT') return value;
    throw new Error('DIRECT_PARENT or ULTIMATE_PARENT');
  }),
  parent: recordAnswer,
});
