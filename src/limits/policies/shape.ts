/** What a JSON document may hold, as data: one description checks documents, types them and makes their JSON Schema. */
export type Shape =
  | TextShape
  | ChoiceShape
  | AmountShape
  | NumberShape
  | FlagShape
  | ListShape<Shape>
  | ObjectShape<Readonly<Record<string, Member>>>;

/** A text of at least one character. */
export interface TextShape {
  readonly kind: 'text';
  readonly maxLength: number;
  readonly pattern?: string;
  /** What the pattern means, for people. */
  readonly form?: string;
}

export interface ChoiceShape<Value extends string = string> {
  readonly kind: 'choice';
  readonly values: readonly Value[];
}

/** A decimal string in the document's currency, zero or more. */
export interface AmountShape {
  readonly kind: 'amount';
  readonly isPositive?: boolean;
}

/** A JSON number within bounds: whole, or with at most six decimals. */
export interface NumberShape {
  readonly kind: 'number';
  readonly isWhole: boolean;
  readonly least: number;
  readonly most: number;
  readonly unit: string;
}

export interface FlagShape {
  readonly kind: 'flag';
}

export interface ListShape<Item extends Shape> {
  readonly kind: 'list';
  readonly of: Item;
  readonly least: number;
  readonly most: number;
}

export interface ObjectShape<Members> {
  readonly kind: 'object';
  readonly members: Members;
  readonly least?: number;
}

export interface Member {
  readonly shape: Shape;
  readonly says: string;
  readonly isOptional: boolean;
}

/** The value a shape describes. */
export type ValueOf<S> = S extends { kind: 'choice'; values: readonly (infer Value)[] }
  ? Value
  : S extends { kind: 'text' | 'amount' }
    ? string
    : S extends { kind: 'number' }
      ? number
      : S extends { kind: 'flag' }
        ? boolean
        : S extends { kind: 'list'; of: infer Item }
          ? readonly ValueOf<Item>[]
          : S extends { kind: 'object'; members: infer Members }
            ? RequiredOf<Members> & OptionalOf<Members>
            : never;

type RequiredOf<Members> = {
  readonly [
    Name in keyof Members as Members[Name] extends { isOptional: false } ? Name : never
  ]: ShapeIn<Members[Name]>;
};

type OptionalOf<Members> = {
  readonly [
    Name in keyof Members as Members[Name] extends { isOptional: true } ? Name : never
  ]?: ShapeIn<Members[Name]>;
};

type ShapeIn<M> = M extends { shape: infer S } ? ValueOf<S> : never;

export function text(maxLength: number, more: { pattern?: string; form?: string } = {}): TextShape {
  return { kind: 'text', maxLength, ...more };
}

export function oneOfThese<Value extends string>(values: readonly Value[]): ChoiceShape<Value> {
  return { kind: 'choice', values };
}

export const amount: AmountShape = { kind: 'amount' };
export const positiveAmount: AmountShape = { kind: 'amount', isPositive: true };
export const flag: FlagShape = { kind: 'flag' };

export function number(least: number, most: number): NumberShape {
  return { kind: 'number', isWhole: false, least, most, unit: 'number' };
}

/** A share: 0.2 is 20 %. */
export const rate: NumberShape = {
  ...{ kind: 'number', isWhole: false, least: 0, most: 1 },
  unit: 'share (0.2 is 20 %)',
};

export function whole(unit: string, least: number, most: number): NumberShape {
  return { kind: 'number', isWhole: true, least, most, unit: `whole number of ${unit}` };
}

export function list<const Item extends Shape>(
  of: Item,
  size: { least?: number; most: number },
): ListShape<Item> {
  return { kind: 'list', of, least: size.least ?? 1, most: size.most };
}

export function object<const Members extends Readonly<Record<string, Member>>>(
  members: Members,
  least = 0,
): ObjectShape<Members> {
  return { kind: 'object', members, least };
}

export function required<const S extends Shape>(
  says: string,
  shape: S,
): { shape: S; says: string; isOptional: false } {
  return { shape, says, isOptional: false };
}

export function optional<const S extends Shape>(
  says: string,
  shape: S,
): { shape: S; says: string; isOptional: true } {
  return { shape, says, isOptional: true };
}
