import fc from 'fast-check';
import { groupCompanies, type ParentLink } from '../../src/limits/company-groups';

const link = (child: string, parent: string, changes: Partial<ParentLink> = {}): ParentLink => ({
  ...{ child, parent, relation: 'DIRECT_PARENT', rank: 0, terms: null },
  ...changes,
});
const keyOf = (company: string, links: ParentLink[]): string | undefined =>
  groupCompanies([company], links).get(company)?.key;

describe('the group of a company', () => {
  it('is its own as long as nobody says otherwise, also when it is said to own itself', () => {
    expect(keyOf('A', [])).toBe('A');
    expect(keyOf('A', [link('A', 'A')])).toBe('A');
  });

  it('is under the company at the top, parent by parent', () => {
    expect(keyOf('A', [link('A', 'B'), link('B', 'C'), link('X', 'Y')])).toBe('C');
  });

  it('goes by an ultimate parent before direct ones, and on from there when there is more above', () => {
    const ultimate = link('A', 'TOP', { relation: 'ULTIMATE_PARENT', rank: 9 });
    expect(keyOf('A', [link('A', 'B'), link('B', 'C'), ultimate])).toBe('TOP');
    expect(keyOf('A', [ultimate, link('TOP', 'HIGHER')])).toBe('HIGHER');
  });

  it('believes one source where they contradict each other', () => {
    const doubted = link('A', 'WRONG', { rank: 5 });
    expect(keyOf('A', [doubted, link('A', 'RIGHT', { rank: 1 })])).toBe('RIGHT');
    expect(keyOf('A', [link('A', 'RIGHT', { rank: 1 }), doubted])).toBe('RIGHT');
  });

  it('of companies that own each other in a circle is one, whoever is asked for', () => {
    const circle = [link('C', 'B'), link('B', 'D'), link('D', 'C'), link('A', 'C')];
    for (const company of ['A', 'B', 'C', 'D']) expect(keyOf(company, circle)).toBe('B');
  });

  it('tells the terms of the links it rests on, and of no others', () => {
    const terms = { restriction: 'NO_REDISTRIBUTION', connector: 'ellisphere' } as const;
    const links = [link('A', 'B', { terms }), link('B', 'C'), link('X', 'B')];
    const groups = groupCompanies(['A', 'X'], links);
    expect(groups.get('A')).toEqual({ key: 'C', terms });
    expect(groups.get('X')).toEqual({ key: 'C', terms: null });
  });
});

describe('any links', () => {
  const names = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F');
  const links = fc.array(
    fc.record({
      child: names,
      parent: names,
      relation: fc.constantFrom('DIRECT_PARENT' as const, 'ULTIMATE_PARENT' as const),
      rank: fc.integer({ min: 0, max: 3 }),
      terms: fc.constant(null),
    }),
    { maxLength: 20 },
  );

  it('give every company one group, the same in whatever order they come', () => {
    fc.assert(
      fc.property(links, (given) => {
        const companies = ['A', 'B', 'C', 'D', 'E', 'F'];
        const groups = groupCompanies(companies, given);
        expect(groups.size).toBe(companies.length);
        expect(groupCompanies(companies, [...given].reverse())).toEqual(groups);
      }),
    );
  });

  it('put whom a group is named after into it', () => {
    fc.assert(
      fc.property(links, names, (given, company) => {
        const key = keyOf(company, given) ?? '';
        expect(keyOf(key, given)).toBe(key);
      }),
    );
  });
});
