import { strictestTerms, type SourceTerms } from '../scoring';

/** One source's word that a company stands above another; companies by key, "SIREN:…" where they have one. */
export interface ParentLink {
  readonly child: string;
  readonly parent: string;
  readonly relation: 'DIRECT_PARENT' | 'ULTIMATE_PARENT';
  /** The lower the more believed; ties are broken by the parent's key. */
  readonly rank: number;
  readonly terms: SourceTerms | null;
}

/** The group of one company: the company at its top, and under which terms the links to it were told. */
export interface CompanyGroup {
  readonly key: string;
  readonly terms: SourceTerms | null;
}

/**
 * The group of each company, by the company at its top: the ultimate parent the most believed source names, else parent
 * by parent. Sources that contradict each other are not mixed: each company has one parent. Companies that own each
 * other in a circle are a group under the least key among them; a company nothing is said of is a group of its own.
 */
export function groupCompanies(
  companies: Iterable<string>,
  links: readonly ParentLink[],
): Map<string, CompanyGroup> {
  const parents = chosenParents(links);
  const groups = new Map<string, CompanyGroup>();
  for (const company of companies) groups.set(company, groupOf(company, parents));
  return groups;
}

function groupOf(company: string, parents: ReadonlyMap<string, ParentLink>): CompanyGroup {
  const path = [company];
  const terms: SourceTerms[] = [];
  for (;;) {
    const link = parents.get(path.at(-1) ?? company);
    if (link === undefined) return { key: path.at(-1) ?? company, terms: strictestTerms(terms) };
    if (link.terms !== null) terms.push(link.terms);
    const seenAt = path.indexOf(link.parent);
    if (seenAt >= 0) {
      const circle = path.slice(seenAt).sort();
      return { key: circle[0] ?? company, terms: strictestTerms(terms) };
    }
    path.push(link.parent);
  }
}

function chosenParents(links: readonly ParentLink[]): Map<string, ParentLink> {
  const chosen = new Map<string, ParentLink>();
  for (const link of links) {
    if (link.child === link.parent) continue;
    const known = chosen.get(link.child);
    if (known === undefined || isPreferred(link, known)) chosen.set(link.child, link);
  }
  return chosen;
}

function isPreferred(link: ParentLink, known: ParentLink): boolean {
  if (link.relation !== known.relation) return link.relation === 'ULTIMATE_PARENT';
  if (link.rank !== known.rank) return link.rank < known.rank;
  return link.parent < known.parent;
}
