/** A company of the simulated world as its entry in the register. */
import {
  establishmentsOf,
  ownersOf,
  type Json,
  type LocalDate,
  type SimulatedCompany,
  type SimulatedEstablishment,
  type SimulatedOfficer,
  type SimulatedWorld,
} from '../../src/connector-kit';
import { codeOfRole } from './roles';

type Fields = { [key: string]: Json };

export function entryOf(
  company: SimulatedCompany,
  world: SimulatedWorld,
  updatedOn: LocalDate,
): Fields {
  const kind = company.isNaturalPerson ? 'personnePhysique' : 'personneMorale';
  return {
    id: `simulated-${company.siren}`,
    siren: company.siren,
    createdAt: `${company.createdOn}T09:00:00+02:00`,
    updatedAt: `${updatedOn}T17:01:20+02:00`,
    formality: {
      siren: company.siren,
      typePersonne: company.isNaturalPerson ? 'P' : 'M',
      formeJuridique: company.legalFormCode,
      diffusionINSEE: company.isDiffusible ? 'O' : 'N',
      codeAPE: company.activityCode.replace('.', ''),
      content: {
        natureCreation: { dateCreation: company.createdOn, societeEtrangere: false },
        ...(company.ceasedOn === null
          ? {}
          : { natureCessationEntreprise: { etatAdministratifInsee: 'C' } }),
        formeExerciceActivitePrincipale: 'COMMERCIALE',
        inscriptionsOffices: [],
        [kind]: person(company, world),
      },
    },
  };
}

function person(company: SimulatedCompany, world: SimulatedWorld): Fields {
  const [head, ...others] = establishmentsOf(company);
  return {
    identite: company.isNaturalPerson ? traderIdentity(company) : companyIdentity(company),
    ...(company.isNaturalPerson
      ? {}
      : { composition: { pouvoirs: company.officers.map((officer) => power(officer)) } }),
    beneficiairesEffectifs: owners(company, world),
    observations: { rcs: [] },
    adresseEntreprise: { adresse: address(company) },
    ...(head === undefined ? {} : { etablissementPrincipal: place(company, head) }),
    autresEtablissements: others.map((each) => place(company, each)),
    ...(company.ceasedOn === null
      ? {}
      : {
          detailCessationEntreprise: {
            dateRadiation: company.ceasedOn,
            dateEffet: null,
            dateCessationTotaleActivite: company.ceasedOn,
          },
        }),
  };
}

function companyIdentity(company: SimulatedCompany): Fields {
  const [, month = '12', day = '31'] = company.statements[0]?.closedOn.split('-') ?? [];
  return {
    entreprise: {
      siren: company.siren,
      denomination: company.name,
      formeJuridique: company.legalFormCode,
      codeApe: company.activityCode.replace('.', ''),
      dateImmat: company.createdOn,
      dateRad: company.ceasedOn,
      effectifSalarie: company.employeesMin,
      indicateurAssocieUnique: false,
      dateDebutActiv: company.createdOn,
    },
    description: {
      montantCapital: company.capitalEuros,
      deviseCapital: 'EUR',
      capitalVariable: false,
      dateClotureExerciceSocial: `${day}${month}`,
      duree: 99,
      ess: false,
    },
  };
}

/** The world writes a person's name as one; the register keeps its parts. */
function traderIdentity(company: SimulatedCompany): Fields {
  const words = company.name.split(' ');
  return {
    entreprise: { siren: company.siren, formeJuridique: company.legalFormCode },
    entrepreneur: {
      descriptionPersonne: {
        nom: words.at(-1) ?? null,
        prenoms: words.slice(0, -1),
        dateDeNaissance: company.officers[0]?.birthMonth ?? null,
      },
    },
  };
}

function power(officer: SimulatedOfficer): Fields {
  return {
    roleEntreprise: codeOfRole(officer.role),
    libelleRoleEntreprise: officer.role,
    typeDePersonne: 'INDIVIDU',
    individu: {
      descriptionPersonne: {
        nom: officer.lastName,
        prenoms: [officer.firstNames],
        dateDeNaissance: officer.birthMonth,
        nationalite: null,
        dateEffetRoleDeclarant: officer.since,
      },
    },
  };
}

/** Only people, and only those with more than a quarter, are declared. */
function owners(company: SimulatedCompany, world: SimulatedWorld): Json[] {
  if (company.isNaturalPerson) return [];
  return ownersOf(company, world)
    .filter(({ kind, sharePercent }) => kind === 'PERSON' && sharePercent > 25)
    .map(({ name, birthMonth, sharePercent, since }) => ({
      beneficiaire: {
        descriptionPersonne: {
          nom: name.split(' ').at(-1) ?? name,
          prenoms: name.split(' ').slice(0, -1),
          dateDeNaissance: birthMonth,
        },
      },
      modalite: {
        detentionPartDirecte: true,
        detentionPartTotale: sharePercent,
        detentionVoteTotal: sharePercent,
        ...(since === null ? {} : { dateEffet: since }),
      },
    }));
}

function place(company: SimulatedCompany, each: SimulatedEstablishment): Fields {
  return {
    descriptionEtablissement: {
      rolePourEntreprise: each.isHeadOffice ? '2' : '4',
      siret: each.siret,
      enseigne: null,
      codeApe: company.activityCode.replace('.', ''),
      dateEffet: each.createdOn,
      dateEffetFermeture: each.isOpen ? null : (company.ceasedOn ?? each.createdOn),
    },
    adresse: address(company),
  };
}

function address({ address: { line, postcode, city, communeCode } }: SimulatedCompany): Fields {
  const [number = '', ...street] = line.split(' ');
  const isNumbered = /^\d+$/.test(number);
  return {
    numVoie: isNumbered ? number : null,
    typeVoie: isNumbered ? (street[0] ?? null) : null,
    voie: isNumbered ? street.slice(1).join(' ') : line,
    codePostal: postcode,
    commune: city,
    codeInseeCommune: communeCode,
    pays: 'FRANCE',
  };
}
