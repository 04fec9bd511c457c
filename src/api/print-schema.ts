import { lexicographicSortSchema, printSchema } from 'graphql';
import { apiSchema } from './schema';

/** The schema as SDL, types and fields in alphabetical order, so that it differs only when the contract does. */
export function printSchemaText(): string {
  return `${printSchema(lexicographicSortSchema(apiSchema()))}\n`;
}
