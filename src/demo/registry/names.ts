import type { Random } from '../random';
import type { Place } from '../catalog/places';
import type { Sector } from '../catalog/sectors';
import { AREAS, COINED_HEADS, COINED_TAILS, FIRST_NAMES, SURNAMES } from '../catalog/vocabulary';

/** Upper case without accents or punctuation, one space between words: how names are compared. */
export function foldName(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, ' ')
    .trim();
}

/** Invents company names that no two calls share, except where a near-double is asked for. */
export class NameMaker {
  private readonly taken = new Set<string>();

  company(sector: Sector, place: Place, random: Random): string {
    for (let attempt = 0; attempt < 8; attempt++) {
      const name = inventName(sector, place, random);
      if (this.claim(name)) return inRegistryStyle(name, random);
    }
    return this.withSuffix(inventName(sector, place, random), place, random);
  }

  person(random: Random): string {
    for (let attempt = 0; attempt < 8; attempt++) {
      const name = `${random.pick(FIRST_NAMES)} ${random.pick(SURNAMES)}`;
      if (this.claim(name)) return name.toUpperCase();
    }
    const surnames = `${random.pick(SURNAMES)}-${random.pick(SURNAMES)}`;
    return `${random.pick(FIRST_NAMES)} ${surnames}`.toUpperCase();
  }

  /** The same name, or nearly, for another company in another town. */
  double(name: string, place: Place, random: Random): string {
    const how = random.int(0, 3);
    if (how === 0) return name;
    if (how === 1) return `${name} ${place.city.toUpperCase()}`;
    if (how === 2) return `${name} SERVICES`;
    return /S$/i.test(name) ? name.slice(0, -1) : `${name}S`;
  }

  private withSuffix(name: string, place: Place, random: Random): string {
    if (this.claim(`${name} ${place.city}`))
      return inRegistryStyle(`${name} ${place.city}`, random);
    for (let number = 2; ; number++) {
      const numbered = `${name} ${place.city} ${number}`;
      if (this.claim(numbered)) return inRegistryStyle(numbered, random);
    }
  }

  private claim(name: string): boolean {
    const key = foldName(name);
    if (this.taken.has(key)) return false;
    this.taken.add(key);
    return true;
  }
}

function inventName(sector: Sector, place: Place, random: Random): string {
  const trade = random.pick(sector.trades);
  const surname = random.pick(SURNAMES);
  const coined = random.pick(COINED_HEADS) + random.pick(COINED_TAILS);
  const second = random.pick(SURNAMES);
  const patterns: readonly (readonly [string, number])[] = [
    [`${surname} ${trade}`, 15],
    [`${trade} ${surname}`, 15],
    [`Établissements ${surname}`, 5],
    [`Ets ${surname} & Fils`, 4],
    [`${surname} Père & Fils`, 3],
    [`${surname} et Fils`, 4],
    [`Société Nouvelle ${surname}`, 2],
    [`Entreprise ${surname}`, 4],
    [`${trade} ${random.pick(AREAS)}`, 14],
    [`${place.city} ${trade}`, 6],
    [coined, 10],
    [`${coined} ${trade}`, 8],
    [`Groupe ${coined}`, 2],
    [`${surname} & ${second}`, 5],
    [`${initials(random)} ${trade}`, 3],
  ];
  return random.weighted(patterns);
}

function initials(random: Random): string {
  const letters = 'ABCDEFGHILMNOPRSTV';
  return (
    Array.from({ length: 3 }, () => letters[random.int(0, letters.length - 1)]).join('.') + '.'
  );
}

/** Registers mix bare capitals, accented capitals and names as their owner typed them. */
function inRegistryStyle(name: string, random: Random): string {
  const style = random.unit();
  if (style < 0.2) return name;
  const upper = name.toUpperCase();
  return style < 0.45 ? upper : upper.normalize('NFD').replace(/\p{M}/gu, '');
}
