import type { FormattedExecutionResult } from 'graphql';

/** Data that Postgres has written already; it goes out as it is. */
export class RawJson {
  constructor(readonly text: string) {}
}

/** The body of a response, finished data passed through without being read. */
export function stringifyResult(result: FormattedExecutionResult): string {
  const data: unknown = result.data;
  if (!(data instanceof RawJson)) return JSON.stringify(result);
  const rest = JSON.stringify({ ...result, data: undefined });
  return rest === '{}' ? `{"data":${data.text}}` : `{"data":${data.text},${rest.slice(1)}`;
}
