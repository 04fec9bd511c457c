/** What the provider sends, decoded: every field we use, with the type it really has. */
import {
  boolean,
  isoDate,
  object,
  optional,
  optionalText,
  siren,
  text,
  type Decoded,
} from '../../../src/connector-kit';

export const companyPayload = object({
  siren,
  name: text,
  closed: boolean,
  created: optional(isoDate),
  postcode: optionalText,
  city: optionalText,
});
export type CompanyPayload = Decoded<typeof companyPayload>;
