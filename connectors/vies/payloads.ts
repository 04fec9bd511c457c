/** Decoders for answers of VIES, which are 200 also when they are errors. */
import {
  array,
  boolean,
  isoDay,
  mapped,
  object,
  optional,
  optionalText,
  text,
  type Decoder,
} from '../../src/connector-kit';

/** Text a member state discloses: "---" and "" stand for nothing. */
const disclosed: Decoder<string | null> = mapped(optionalText, (value) =>
  value === null || /^-+$/.test(value) ? null : value,
);

export const check = object({
  countryCode: text,
  vatNumber: text,
  requestDate: optional(isoDay),
  valid: boolean,
  requestIdentifier: disclosed,
});

export const outcome = object({
  actionSucceed: optional(boolean),
  errorWrappers: optional(array(object({ error: optionalText }))),
});
