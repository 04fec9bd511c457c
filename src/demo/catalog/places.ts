/** Real communes, so that postcodes, INSEE codes, departments, regions and courts agree with each other. */
export interface Place {
  city: string;
  postcode: string;
  communeCode: string;
  department: string;
  regionCode: string;
  /** Town of the commercial court the commune belongs to. */
  court: string;
  weight: number;
}

/** city;postcode;INSEE code;region;court (empty: the city itself);weight */
const ROWS = `
Paris;75001;75101;11;Paris;1
Paris;75008;75108;11;Paris;3
Paris;75010;75110;11;Paris;1
Paris;75011;75111;11;Paris;2
Paris;75013;75113;11;Paris;1
Paris;75015;75115;11;Paris;2
Paris;75019;75119;11;Paris;1
Boulogne-Billancourt;92100;92012;11;Nanterre;2
Nanterre;92000;92050;11;;2
Versailles;78000;78646;11;;1
Évry-Courcouronnes;91000;91228;11;Évry;1
Saint-Denis;93200;93066;11;Bobigny;2
Créteil;94000;94028;11;;1
L'Haÿ-les-Roses;94240;94038;11;Créteil;1
Lyon;69003;69383;84;;3
Lyon;69007;69387;84;;2
Lyon;69009;69389;84;;1
Villeurbanne;69100;69266;84;Lyon;2
Saint-Étienne;42000;42218;84;;2
Roanne;42300;42187;84;;1
Grenoble;38000;38185;84;;2
Vienne;38200;38544;84;;1
Annecy;74000;74010;84;;1
Chambéry;73000;73065;84;;1
Valence;26000;26362;84;Romans;1
Bourg-en-Bresse;01000;01053;84;;1
Oyonnax;01100;01283;84;Bourg-en-Bresse;1
Clermont-Ferrand;63000;63113;84;;2
Marseille;13002;13202;93;;1
Marseille;13010;13210;93;;2
Marseille;13015;13215;93;;1
Aix-en-Provence;13100;13001;93;;1
Nice;06000;06088;93;;2
Toulon;83000;83137;93;;1
Ajaccio;20000;2A004;94;;1
Bastia;20200;2B033;94;;1
Toulouse;31000;31555;76;;3
Montpellier;34000;34172;76;;2
Béziers;34500;34032;76;;1
Nîmes;30000;30189;76;;1
Perpignan;66000;66136;76;;1
Albi;81000;81004;76;;1
Bordeaux;33000;33063;75;;3
Pau;64000;64445;75;;1
Bayonne;64100;64102;75;;1
Agen;47000;47001;75;;1
Limoges;87000;87085;75;;1
Poitiers;86000;86194;75;;1
La Rochelle;17000;17300;75;;1
Niort;79000;79191;75;;1
Angoulême;16000;16015;75;;1
Nantes;44000;44109;52;;3
Saint-Nazaire;44600;44184;52;;1
Angers;49000;49007;52;;2
Cholet;49300;49099;52;Angers;2
Le Mans;72000;72181;52;;1
Laval;53000;53130;52;;1
La Roche-sur-Yon;85000;85191;52;;1
Les Herbiers;85500;85109;52;La Roche-sur-Yon;2
Rennes;35000;35238;53;;2
Saint-Malo;35400;35288;53;;1
Vitré;35500;35360;53;Rennes;1
Brest;29200;29019;53;;1
Quimper;29000;29232;53;;1
Lorient;56100;56121;53;;1
Vannes;56000;56260;53;;1
Saint-Brieuc;22000;22278;53;;1
Caen;14000;14118;28;;1
Rouen;76000;76540;28;;2
Le Havre;76600;76351;28;;1
Lille;59000;59350;32;Lille-Métropole;3
Dunkerque;59140;59183;32;;1
Cambrai;59400;59122;32;Douai;1
Amiens;80000;80021;32;;1
Beauvais;60000;60057;32;;1
Strasbourg;67000;67482;44;;2
Mulhouse;68100;68224;44;;1
Colmar;68000;68066;44;;1
Metz;57000;57463;44;;1
Nancy;54000;54395;44;;1
Épinal;88000;88160;44;;1
Reims;51100;51454;44;;1
Troyes;10000;10387;44;;1
Dijon;21000;21231;27;;2
Besançon;25000;25056;27;;1
Mâcon;71000;71270;27;;1
Orléans;45000;45234;24;;1
Tours;37000;37261;24;;2
Blois;41000;41018;24;;1
Bourges;18000;18033;24;;1
Châteauroux;36000;36044;24;;1
Chartres;28000;28085;24;;1
`;

export const PLACES: readonly Place[] = ROWS.trim()
  .split('\n')
  .map((row) => {
    const [city = '', postcode = '', communeCode = '', regionCode = '', court, weight] =
      row.split(';');
    return {
      city,
      postcode,
      communeCode,
      department: communeCode.slice(0, 2),
      regionCode,
      court: court === undefined || court === '' ? city : court,
      weight: Number(weight),
    };
  });
