import { GraphQLError, type GraphQLScalarType } from 'graphql';
import { configError, globalId, isUuid } from '../../kernel';
import { keyOf, type NodeType } from '../global-ids';
import { DateScalar, DateTimeScalar, SirenScalar } from '../scalars';

/**
 * Reads the query string of an export, each parameter once and by its type. Everything that is wrong is refused with a
 * code and the parameter's name before anything is read; so is what nobody asked for, at `done`.
 */
export class ExportParameters {
  private readonly unread: Set<string>;

  constructor(private readonly query: URLSearchParams) {
    this.unread = new Set(query.keys());
  }

  text(name: string): string | null {
    this.unread.delete(name);
    const values = this.query.getAll(name);
    if (values.length > 1) throw badFilter(name, 'it is given more than once');
    const [value = null] = values;
    if (value?.includes('\0') === true) throw badFilter(name, 'it holds U+0000', 'Leave that out.');
    if (value === '') throw badFilter(name, 'it is empty', 'Give a value, or leave it out.');
    return value;
  }

  /** Values between commas; a comma inside a value is written `\,`. */
  texts(name: string): string[] | null {
    const values = this.text(name)?.split(/(?<!\\),/) ?? null;
    if (values?.includes('') === true) throw badFilter(name, 'a value between commas is empty');
    return values?.map((value) => value.replaceAll('\\,', ',')) ?? null;
  }

  flag(name: string): boolean | null {
    const value = this.text(name);
    if (value === null) return null;
    if (value === 'true' || value === '1') return true;
    if (value === 'false' || value === '0') return false;
    throw badFilter(name, `it is ${JSON.stringify(value)}`, 'Give true or false.');
  }

  choices<Value extends string>(name: string, allowed: readonly Value[]): Value[] | null {
    return this.texts(name)?.map((value) => this.allowed(name, value, allowed)) ?? null;
  }

  choice<Value extends string>(name: string, allowed: readonly Value[]): Value | null {
    const value = this.text(name);
    return value === null ? null : this.allowed(name, value, allowed);
  }

  wholeNumbers(name: string): number[] | null {
    return (
      this.texts(name)?.map((value) => {
        if (/^\d{1,9}$/.test(value)) return Number(value);
        throw badFilter(name, `${JSON.stringify(value)} is no whole number`);
      }) ?? null
    );
  }

  /** Ids of the API, or the keys that exports and views show, as ids of the API. Throws INVALID_ID. */
  ids(name: string, type: NodeType): string[] | null {
    return this.texts(name)?.map((id) => this.apiId(name, id, type)) ?? null;
  }

  id(name: string, type: NodeType): string | null {
    const id = this.text(name);
    return id === null ? null : this.apiId(name, id, type);
  }

  /** The same as keys. */
  keys(name: string, type: NodeType): string[] | null {
    return this.ids(name, type)?.map((id) => keyOf(type, id, name)) ?? null;
  }

  day(name: string): string | null {
    const value = this.text(name);
    return value === null ? null : parsed(DateScalar, value, name);
  }

  instant(name: string): Date | null {
    const value = this.text(name);
    return value === null ? null : parsed(DateTimeScalar, value, name);
  }

  sirens(name: string): string[] | null {
    return this.texts(name)?.map((value) => parsed(SirenScalar, value, name)) ?? null;
  }

  /** Throws UNKNOWN_PARAMETER when something was given that nobody read. */
  done(): void {
    const [name] = this.unread;
    if (name === undefined) return;
    throw configError('UNKNOWN_PARAMETER', `there is no parameter ${JSON.stringify(name)} here`, {
      remedy: 'Leave it out, or correct its name; parameters are named as in the API’s filters.',
      place: { field: name },
    });
  }

  private apiId(name: string, id: string, type: NodeType): string {
    const asGiven = isUuid(id) ? globalId(type, id.toLowerCase()) : id;
    keyOf(type, asGiven, name);
    return asGiven;
  }

  private allowed<Value extends string>(
    name: string,
    value: string,
    allowed: readonly Value[],
  ): Value {
    const found = allowed.find((each) => each === value);
    if (found !== undefined) return found;
    const remedy = `Give ${allowed.join(', ')}.`;
    throw badFilter(name, `${JSON.stringify(value)} is none of its values`, remedy);
  }
}

function badFilter(name: string, reason: string, remedy?: string): Error {
  return configError('BAD_FILTER', `the parameter ${name} cannot be used: ${reason}`, {
    ...(remedy === undefined ? {} : { remedy }),
    place: { field: name },
  });
}

/** By the API's own scalar, whose refusal becomes ours, with its code. */
function parsed<Value>(
  scalar: GraphQLScalarType<Value, string>,
  text: string,
  name: string,
): Value {
  try {
    return scalar.parseValue(text);
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw configError(String(error.extensions['code']), error.message, { place: { field: name } });
  }
}
