/** Beneficial owners to unified records. Pure. */
import { stableId, type OwnerRecord } from '../../src/connector-kit';
import { isHiddenPerson } from './identity';
import type { Beneficiary, Company } from './payloads';

/** Those who are named: without accreditation Pappers sends a message in their place. */
export function ownerRecords(source: Company): OwnerRecord[] {
  if (isHiddenPerson(source)) return [];
  const records = source.beneficiaires_effectifs.flatMap((one) => ownerRecord(source.siren, one));
  return [...new Map(records.map((record) => [record.sourceKey, record])).values()];
}

function ownerRecord(siren: string, source: Beneficiary): OwnerRecord[] {
  const name = [source.prenom, source.nom].filter((part) => part !== null).join(' ');
  if (name === '') return [];
  const birthMonth = birthMonthOf(source.date_de_naissance_formatee);
  const country = source.code_pays;
  return [
    {
      type: 'owner',
      // Pappers numbers nobody: the key is drawn from what identifies the person, without showing it.
      sourceKey: `${siren}:${stableId(name, birthMonth ?? '')}`,
      siren,
      kind: 'BENEFICIAL_OWNER',
      name,
      isLegalPerson: false,
      ownerSiren: null,
      countryCode: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
      birthMonth,
      sharePercent: percent(source.pourcentage_parts),
      votePercent: percent(source.pourcentage_votes),
      since: null,
    },
  ];
}

/** "08/1953" */
function birthMonthOf(text: string | null): string | null {
  const match = /^(0[1-9]|1[0-2])\/(\d{4})$/.exec(text ?? '');
  return match === null ? null : `${match[2]}-${match[1]}`;
}

function percent(value: number | null): string | null {
  return value === null ? null : value.toFixed(4).replace(/\.?0+$/, '');
}
