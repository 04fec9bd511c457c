/** Places of business to unified records. Pure. */
import type { EstablishmentRecord } from '../../src/connector-kit';
import { activityCodeOf, addressOf, isHiddenPerson } from './identity';
import type { Company, Place } from './payloads';

/** The head office first, then the other places, each once. */
export function establishmentRecords(source: Company): EstablishmentRecord[] {
  const places = [...(source.siege === null ? [] : [source.siege]), ...source.etablissements];
  const records = places.flatMap((place, index) => {
    const isHeadOffice = index === 0 && source.siege !== null;
    return establishmentRecord(source, place, isHeadOffice);
  });
  // The head office is listed among the others as well: the first of a number counts.
  const bySiret = new Map<string, EstablishmentRecord>();
  for (const record of records) {
    if (!bySiret.has(record.siret)) bySiret.set(record.siret, record);
  }
  return [...bySiret.values()];
}

function establishmentRecord(
  source: Company,
  place: Place,
  isHeadOffice: boolean,
): EstablishmentRecord[] {
  const siret = (place.siret ?? '').replace(/\s/g, '');
  if (!/^\d{14}$/.test(siret) || !siret.startsWith(source.siren)) return [];
  const isHidden = isHiddenPerson(source);
  return [
    {
      type: 'establishment',
      sourceKey: siret,
      siren: source.siren,
      siret,
      name: isHidden ? null : (place.nom_commercial ?? place.enseigne),
      isHeadOffice,
      status: statusOf(place.etablissement_cesse),
      activityCode: activityCodeOf(place.code_naf),
      createdOn: place.date_de_creation,
      closedOn: place.date_cessation,
      ...addressOf(place, isHidden),
      isDiffusible: source.diffusable !== false && place.diffusion_partielle !== true,
    },
  ];
}

function statusOf(isClosed: boolean | null): EstablishmentRecord['status'] {
  if (isClosed === null) return 'UNKNOWN';
  return isClosed ? 'CLOSED' : 'OPEN';
}
