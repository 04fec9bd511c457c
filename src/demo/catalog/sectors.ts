/** Trades that buy technical equipment, with the ratios their accounts usually show. */
export interface Sector {
  /** NAFRev2 with its dot. */
  code: string;
  label: string;
  section: string;
  /** Share of customers. */
  weight: number;
  /** Words such a company puts in its name. */
  trades: readonly string[];
  turnoverPerHeadEuros: number;
  /** Value added / turnover. */
  valueAdded: number;
  /** Personnel cost / value added of an average company. */
  personnel: number;
  stockDays: number;
  receivableDays: number;
  payableDays: number;
  /** Net tangible assets / turnover. */
  fixedAssets: number;
}

type Figures = readonly [
  turnoverPerHeadEuros: number,
  valueAdded: number,
  personnel: number,
  stockDays: number,
  receivableDays: number,
  payableDays: number,
  fixedAssets: number,
];

function sector(
  naming: readonly [code: string, section: string, weight: number, label: string],
  trades: readonly string[],
  figures: Figures,
): Sector {
  const [code, section, weight, label] = naming;
  const [turnoverPerHeadEuros, valueAdded, personnel, ...rest] = figures;
  const [stockDays, receivableDays, payableDays, fixedAssets] = rest;
  return {
    ...{ code, section, weight, label, trades, turnoverPerHeadEuros, valueAdded, personnel },
    ...{ stockDays, receivableDays, payableDays, fixedAssets },
  };
}

export const SECTORS: readonly Sector[] = [
  sector(
    ['43.22A', 'F', 9, "Travaux d'installation d'eau et de gaz en tous locaux"],
    ['Plomberie', 'Sanitaire', 'Plomberie Chauffage', 'Eau et Gaz'],
    [128_000, 0.42, 0.8, 20, 55, 60, 0.08],
  ),
  sector(
    ['43.22B', 'F', 9, "Travaux d'installation d'équipements thermiques et de climatisation"],
    ['Chauffage', 'Génie Climatique', 'Climatisation', 'Thermique', 'Froid'],
    [150_000, 0.4, 0.79, 22, 65, 62, 0.08],
  ),
  sector(
    ['43.21A', 'F', 11, "Travaux d'installation électrique dans tous locaux"],
    ['Électricité', 'Électricité Générale', 'Réseaux', 'Domotique'],
    [125_000, 0.45, 0.81, 18, 68, 60, 0.07],
  ),
  sector(
    ['43.32A', 'F', 5, 'Travaux de menuiserie bois et PVC'],
    ['Menuiserie', 'Fermetures', 'Agencement'],
    [118_000, 0.41, 0.8, 25, 48, 55, 0.1],
  ),
  sector(
    ['43.91B', 'F', 4, 'Travaux de couverture par éléments'],
    ['Couverture', 'Toitures', 'Zinguerie', 'Charpente Couverture'],
    [122_000, 0.43, 0.8, 15, 50, 55, 0.1],
  ),
  sector(
    ['41.20B', 'F', 5, "Construction d'autres bâtiments"],
    ['Bâtiment', 'Construction', 'Maçonnerie', 'Entreprise Générale'],
    [205_000, 0.3, 0.78, 15, 75, 75, 0.09],
  ),
  sector(
    ['25.62B', 'C', 8, 'Mécanique industrielle'],
    ['Mécanique', 'Usinage', 'Mécanique de Précision', 'Décolletage'],
    [142_000, 0.47, 0.76, 55, 62, 58, 0.26],
  ),
  sector(
    ['25.11Z', 'C', 5, 'Fabrication de structures métalliques et de parties de structures'],
    ['Métallerie', 'Chaudronnerie', 'Constructions Métalliques', 'Serrurerie'],
    [155_000, 0.4, 0.78, 45, 65, 62, 0.17],
  ),
  sector(
    ['28.22Z', 'C', 3, 'Fabrication de matériel de levage et de manutention'],
    ['Levage', 'Manutention', 'Convoyage'],
    [220_000, 0.35, 0.74, 70, 68, 65, 0.14],
  ),
  sector(
    ['22.29A', 'C', 3, 'Fabrication de pièces techniques à base de matières plastiques'],
    ['Plasturgie', 'Injection', 'Plastiques Techniques'],
    [178_000, 0.39, 0.75, 50, 58, 60, 0.28],
  ),
  sector(
    ['10.71A', 'C', 3, 'Fabrication industrielle de pain et de pâtisserie fraîche'],
    ['Fournil', 'Boulangerie Industrielle', 'Pâtisseries'],
    [160_000, 0.38, 0.77, 20, 40, 50, 0.3],
  ),
  sector(
    ['33.12Z', 'C', 6, 'Réparation de machines et équipements mécaniques'],
    ['Maintenance', 'Maintenance Industrielle', 'Hydraulique', 'Services Techniques'],
    [132_000, 0.46, 0.79, 35, 64, 55, 0.1],
  ),
  sector(
    ['46.69B', 'G', 4, 'Commerce de gros de fournitures et équipements industriels divers'],
    ['Fournitures Industrielles', 'Outillage', 'Équipements', 'Distribution'],
    [365_000, 0.2, 0.68, 62, 52, 58, 0.07],
  ),
  sector(
    ['46.74A', 'G', 3, 'Commerce de gros de quincaillerie'],
    ['Quincaillerie', 'Visserie', 'Comptoir'],
    [310_000, 0.22, 0.7, 85, 48, 58, 0.07],
  ),
  sector(
    ['45.20A', 'G', 4, 'Entretien et réparation de véhicules automobiles légers'],
    ['Garage', 'Carrosserie', 'Automobiles'],
    [165_000, 0.32, 0.78, 35, 25, 42, 0.14],
  ),
  sector(
    [
      '47.52B',
      'G',
      2,
      'Commerce de détail de quincaillerie, peintures et verres en grandes surfaces',
    ],
    ['Bricolage', 'Matériaux', 'Maison et Jardin'],
    [240_000, 0.24, 0.7, 105, 8, 55, 0.14],
  ),
  sector(
    ['49.41B', 'H', 4, 'Transports routiers de fret de proximité'],
    ['Transports', 'Logistique', 'Messagerie', 'Fret'],
    [118_000, 0.44, 0.8, 5, 55, 45, 0.32],
  ),
  sector(
    ['55.10Z', 'I', 3, 'Hôtels et hébergement similaire'],
    ['Hôtel', 'Résidence', 'Auberge', 'Hôtelière'],
    [110_000, 0.52, 0.72, 4, 10, 45, 0.8],
  ),
  sector(
    ['62.02A', 'J', 2, 'Conseil en systèmes et logiciels informatiques'],
    ['Informatique', 'Systèmes', 'Automatismes'],
    [135_000, 0.68, 0.86, 2, 75, 50, 0.04],
  ),
  sector(
    ['71.12B', 'M', 4, 'Ingénierie, études techniques'],
    ['Ingénierie', 'Études Techniques', "Bureau d'Études"],
    [128_000, 0.65, 0.86, 3, 85, 55, 0.05],
  ),
  sector(
    ['77.32Z', 'N', 2, 'Location et location-bail de machines et équipements pour la construction'],
    ['Location', 'Loc Matériel', 'Nacelles'],
    [190_000, 0.52, 0.55, 8, 65, 58, 0.7],
  ),
  sector(
    ['81.21Z', 'N', 2, 'Nettoyage courant des bâtiments'],
    ['Propreté', 'Nettoyage', 'Services'],
    [42_000, 0.76, 0.93, 3, 52, 45, 0.06],
  ),
  sector(
    ['87.10A', 'Q', 2, 'Hébergement médicalisé pour personnes âgées'],
    ['Résidence', 'Les Jardins', 'La Maison'],
    [72_000, 0.7, 0.88, 2, 15, 40, 0.35],
  ),
  sector(
    ['01.50Z', 'A', 2, 'Culture et élevage associés'],
    ['Ferme', 'Domaine', 'Élevage'],
    [105_000, 0.38, 0.45, 120, 25, 65, 0.9],
  ),
  sector(
    ['68.20B', 'L', 2, "Location de terrains et d'autres biens immobiliers"],
    ['Immobilière', 'Foncière', 'Patrimoine'],
    [180_000, 0.68, 0.15, 0, 25, 45, 3.5],
  ),
  sector(
    ['70.10Z', 'M', 1, 'Activités des sièges sociaux'],
    ['Holding', 'Participations', 'Groupe'],
    [150_000, 0.6, 0.85, 0, 60, 50, 0.5],
  ),
];
