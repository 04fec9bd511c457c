/** What a provisioning file is made of: maps, lists and plain texts, by indentation. */
export type Yaml = string | { [name: string]: Yaml } | Yaml[];

interface Line {
  indent: number;
  text: string;
}

/** Reads block YAML as far as a provisioning file needs it. Throws on anything else. */
export function parseYaml(source: string): Yaml {
  const lines = source
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
  const value = block(lines, 0);
  if (lines.length > 0) throw new Error(`not understood: ${lines[0]?.text ?? ''}`);
  return value;
}

/** Takes the lines of one block off the front. */
function block(lines: Line[], least: number): Yaml {
  const [first] = lines;
  if (first === undefined || first.indent < least) throw new Error('a block is empty');
  return first.text.startsWith('- ') ? list(lines, first.indent) : map(lines, first.indent);
}

function list(lines: Line[], indent: number): Yaml[] {
  const items: Yaml[] = [];
  for (let line = lines[0]; line?.indent === indent && line.text.startsWith('- ');) {
    const text = line.text.slice(2);
    if (pair(text) === null) {
      lines.shift();
      items.push(scalar(text));
    } else {
      // The rest of the item stands below its first line, as deep as that begins.
      lines[0] = { indent: indent + 2, text };
      items.push(map(lines, indent + 2));
    }
    line = lines[0];
  }
  return items;
}

function map(lines: Line[], indent: number): Record<string, Yaml> {
  const found: Record<string, Yaml> = {};
  for (let line = lines[0]; line?.indent === indent; line = lines[0]) {
    const [name, value] = pair(line.text) ?? [];
    if (name === undefined) throw new Error(`no name in ${line.text}`);
    lines.shift();
    found[name] = value === undefined ? block(lines, indent + 1) : scalar(value);
  }
  return found;
}

/** `name:` or `name: value`; null for a text of its own, such as an address. */
function pair(text: string): [name: string, value: string | undefined] | null {
  const [, name, value] = /^(\w+):(?: +(.*))?$/.exec(text) ?? [];
  return name === undefined ? null : [name, value];
}

function scalar(text: string): string {
  if (/^[\w$][^#]*$/.test(text)) return text;
  throw new Error(`not a plain text: ${text}`);
}
