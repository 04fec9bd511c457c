import { recipes } from './fenced-blocks';

type Block = ReturnType<typeof recipes>[number];

const blocks = new Map(recipes().map((block) => [block.marks['recipe'] ?? '', block]));

/** A recipe of docs/bi as it stands on its page. */
export function recipe(id: string): string {
  const block = blocks.get(id);
  if (block === undefined) throw new Error(`docs/bi has no recipe ${id}`);
  return block.text;
}

/** Declares the tests of some recipes: of each of them one at least, and of none that is not there. */
export function recipeTests(
  isOfThisFile: (block: Block) => boolean,
): (id: string, what: string, check: () => Promise<void>) => void {
  const tested = new Set<string>();
  test('every recipe of its kind in docs/bi is run here, and none that is not there', () => {
    const wanted = [...blocks].filter(([, block]) => isOfThisFile(block)).map(([id]) => id);
    expect([...tested].sort()).toEqual(wanted.sort());
  });
  return (id, what, check) => {
    tested.add(id);
    test(`${id} ${what}`, check);
  };
}
