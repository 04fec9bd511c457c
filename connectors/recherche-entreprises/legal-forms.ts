/** Labels of the INSEE legal categories a seller meets most; the API sends the code alone. */
import { listed } from '../../src/connector-kit';

const LABELS: Readonly<Record<string, string>> = {
  '1000': 'Entrepreneur individuel',
  '3120': 'Société étrangère immatriculée au RCS',
  '5202': 'Société en nom collectif',
  '5306': 'Société en commandite simple',
  '5385': "Société d'exercice libéral en commandite par actions",
  '5410': 'SARL nationale',
  '5458': 'SARL coopérative ouvrière de production (SCOP)',
  '5485': "Société d'exercice libéral à responsabilité limitée",
  '5499': 'Société à responsabilité limitée (sans autre indication)',
  '5599': "SA à conseil d'administration (s.a.i.)",
  '5699': 'SA à directoire (s.a.i.)',
  '5710': 'SAS, société par actions simplifiée',
  '5770': 'Société de participations financières de professions libérales (SPFPL SAS)',
  '5785': "Société d'exercice libéral par actions simplifiée",
  '5800': 'Société européenne',
  '6220': "Groupement d'intérêt économique (GIE)",
  '6316': "Coopérative d'utilisation de matériel agricole en commun (CUMA)",
  '6317': 'Société coopérative agricole',
  '6540': 'Société civile immobilière',
  '6541': 'Société civile immobilière de construction-vente',
  '6598': 'Exploitation agricole à responsabilité limitée',
  '6599': 'Autre société civile',
  '7210': 'Commune et commune nouvelle',
  '7344': 'Métropole',
  '8210': 'Mutuelle',
  '9110': 'Syndicat de copropriété',
  '9220': 'Association déclarée',
  '9230': "Association déclarée, reconnue d'utilité publique",
  '9300': 'Fondation',
};

/** The label of a legal category; null when the code is absent or not in the list. */
export function legalFormLabel(code: string | null): string | null {
  return listed(LABELS, code) ?? null;
}
