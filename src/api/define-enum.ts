import { registerEnumType } from 'type-graphql';

type EnumObject<Value extends string> = Readonly<Record<Value, Value>>;

/**
 * A GraphQL enum from a stage's own list of codes. Forgetting to describe a value, or describing one that is gone, does
 * not compile; a value without description fails at import.
 */
export function defineEnum<Value extends string>(
  name: string,
  description: string,
  values: Readonly<Record<Value, string>>,
): EnumObject<Value> {
  const codes = Object.keys(values) as Value[];
  const enumObject = Object.fromEntries(codes.map((code) => [code, code])) as EnumObject<Value>;
  registerEnumType<EnumObject<Value>>(enumObject, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      codes.map((code) => [code, { description: values[code] }]),
    ) as Record<Value, { description: string }>,
  });
  return enumObject;
}
