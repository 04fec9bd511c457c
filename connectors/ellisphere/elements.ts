/** XML elements as the kit reads them: text with attributes, and the dates and amounts inside them. */
import {
  decimalToMinor,
  isLocalDate,
  mapOf,
  optionalText,
  payloadInvalid,
  string,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

export interface Element {
  attributes: ReadonlyMap<string, string>;
  text: string | null;
}

const content = mapOf<unknown>((value) => value);

/** An element whose text matters, with or without attributes. */
export const element: Decoder<Element> = (value, path) => {
  if (typeof value === 'string') return { attributes: new Map(), text: optionalText(value, path) };
  const attributes = new Map<string, string>();
  let text: string | null = null;
  for (const [name, inner] of content(value, path)) {
    if (name.startsWith('@')) attributes.set(name.slice(1), string(inner, `${path}.${name}`));
    else if (name === '#text') text = optionalText(inner, path);
  }
  return { attributes, text };
};

/** The text of the first element with this attribute. */
export function textWith(
  elements: readonly Element[],
  attribute: string,
  value: string,
): string | null {
  const found = elements.find(({ attributes }) => attributes.get(attribute) === value);
  return found?.text ?? null;
}

/** A day as "2022-08-01", "2022-08-01T13:00:18" or, in older answers, "20220801". */
export const reportDay: Decoder<LocalDate | null> = (value, path) => {
  const written = value == null ? null : element(value, path).text;
  return written === null ? null : dayOf(written, path);
};

export function dayOf(written: string, path: string): LocalDate {
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*)?$/.exec(written);
  const day = match === null ? '' : `${match[1] ?? ''}-${match[2] ?? ''}-${match[3] ?? ''}`;
  if (!isLocalDate(day)) throw payloadInvalid(path, 'a date YYYY-MM-DD or YYYYMMDD', written);
  return day;
}

export function dayWith(dates: readonly Element[], type: string, path: string): LocalDate | null {
  const written = textWith(dates, 'type', type);
  return written === null ? null : dayOf(written, `${path}.date`);
}

/** Minor units of an amount in whole units of its currency ("currencyUnit" 0); another unit is refused, not guessed. */
export function minorOf(source: Element, currency: string, path: string): bigint | null {
  const unit = source.attributes.get('currencyUnit');
  if (unit !== undefined && unit !== '0') {
    throw payloadInvalid(`${path}.@currencyUnit`, '"0"', unit);
  }
  return source.text === null ? null : decimalToMinor(currency)(source.text, path);
}
