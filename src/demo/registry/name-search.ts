import type { SimulatedCompany } from '../../connector-kit';
import { foldName } from './names';

interface Entry {
  company: SimulatedCompany;
  folded: string;
  words: readonly string[];
}

/** Finds companies by the words of their names; people who opposed publication cannot be found. */
export class NameSearch {
  private readonly byWord = new Map<string, Entry[]>();
  /** Sorted, so that the words beginning with a prefix lie together. */
  private readonly vocabulary: readonly string[];

  constructor(companies: readonly SimulatedCompany[]) {
    for (const company of companies) if (company.isDiffusible) this.add(company);
    this.vocabulary = [...this.byWord.keys()].sort();
  }

  /** Companies whose name has, for every word of the query, a word beginning with it; whole-word hits first. */
  search(query: string): SimulatedCompany[] {
    const words = foldName(query).split(' ').filter(Boolean);
    if (words.length === 0) return [];
    const candidates = words
      .map((word) => this.entriesFor(word))
      .reduce((left, right) => (left.size <= right.size ? left : right));
    const hits = [...candidates].filter((entry) =>
      words.every((word) => entry.words.some((own) => own.startsWith(word))),
    );
    const folded = words.join(' ');
    const ranked = hits.map((entry) => ({ entry, rank: rankOf(entry, words, folded) }));
    ranked.sort((left, right) => left.rank - right.rank);
    return ranked.map(({ entry }) => entry.company);
  }

  private add(company: SimulatedCompany): void {
    const folded = foldName(company.name);
    const entry: Entry = { company, folded, words: folded.split(' ') };
    for (const word of new Set(entry.words)) {
      const known = this.byWord.get(word);
      if (known === undefined) this.byWord.set(word, [entry]);
      else known.push(entry);
    }
  }

  private entriesFor(prefix: string): Set<Entry> {
    const found = new Set<Entry>();
    for (let at = this.firstAtOrAfter(prefix); at < this.vocabulary.length; at++) {
      const word = this.vocabulary[at] ?? '';
      if (!word.startsWith(prefix)) break;
      for (const entry of this.byWord.get(word) ?? []) found.add(entry);
    }
    return found;
  }

  private firstAtOrAfter(word: string): number {
    let low = 0;
    let high = this.vocabulary.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.vocabulary[middle] ?? '') < word) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Smaller is better: same name, then names with fewer other words, then words met only by their beginning. */
function rankOf(entry: Entry, words: readonly string[], folded: string): number {
  if (entry.folded === folded) return 0;
  const partial = words.filter((word) => !entry.words.includes(word)).length;
  const startsSame = entry.folded.startsWith(folded) ? 0 : 1;
  return 1 + partial * 10 + startsSame * 2 + Math.max(0, entry.words.length - words.length);
}
