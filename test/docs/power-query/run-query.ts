import { expression } from './expression';
import { library } from './library';
import { asTable, MError, type MTable, type Value } from './values';

/** Runs a query as Power Query would, with its parameters, and gives the table it comes to. */
export async function runQuery(
  source: string,
  hub: { documented: string; url: string },
  parameters: Readonly<Record<string, Value>>,
): Promise<MTable> {
  const known = new Map([...library(hub), ...Object.entries(parameters)]);
  const value = await expression(source)((name) => {
    const found = known.get(name);
    if (found === undefined) throw new MError('Expression.Error', `the name ${name} is unknown`);
    return Promise.resolve(found);
  });
  return asTable(value);
}
