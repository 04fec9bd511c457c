/** Words that invented people, streets and companies are named with. */
const words = (text: string): readonly string[] => text.trim().split(/\s*,\s*/);

export const SURNAMES = words(`
Aubert, Barbier, Baudoin, Béranger, Bernier, Berthelot, Besnard, Blanchet, Bonnefoy, Bouchet, Bouvier, Brégeon,
Briand, Brossard, Cadiou, Caillaud, Carpentier, Castagnet, Chabert, Chaillou, Champion, Charrier, Chauvet,
Chevallier, Cléret, Colas, Collet, Cordier, Cormier, Cosson, Courtois, Couturier, Dallemagne, Daviet, Delahaye,
Delattre, Delmas, Deschamps, Devaux, Drouet, Ducasse, Dufresne, Dujardin, Dumont, Duvivier, Échard, Esnault,
Fabre, Faucher, Ferrand, Feuillet, Fleury, Foucault, Fournel, Gaborit, Gaillard, Garnier, Gauthier, Gendron,
Gérard, Gilbert, Girardot, Godefroy, Gosselin, Goubert, Grandjean, Grangier, Grosjean, Guérin, Guichard,
Guillemot, Guyonnet, Hamelin, Hémery, Herbreteau, Hervé, Hubert, Huchet, Humbert, Imbert, Jacquemin, Jamet,
Jarry, Joubert, Jourdain, Julliard, Kerbrat, Klein, Labbé, Lacombe, Lacroix, Lagarde, Lambert, Landreau, Langlois,
Laporte, Larue, Lassalle, Launay, Laurençon, Lebreton, Leclère, Lefèvre, Legendre, Le Bihan, Le Floc'h, Le Goff,
Lemaire, Lemoine, Lenoir, Lepage, Levasseur, Lhermitte, Lombard, Loiseau, Maillard, Malherbe, Marchais, Maréchal,
Marquet, Martel, Mathieu, Maupin, Mérieux, Meunier, Michaud, Millet, Monnier, Morel, Moulinier, Müller, Navarro,
Nicolet, Noël, Ollivier, Pasquier, Pelletier, Perrault, Perrin, Petitjean, Picard, Pineau, Plantier, Poirier, Pons,
Poulain, Prévost, Prigent, Quéméner, Rabiller, Rambaud, Raynaud, Regnault, Rémond, Renaudin, Ricard, Rigaud,
Robin, Rocher, Rolland, Rousselot, Roux, Sabatier, Salaün, Sauvage, Schmitt, Séguin, Serrano, Simonet, Soulier,
Tanguy, Teissier, Terrasson, Thibault, Tissot, Tournier, Trichet, Vaillant, Valentin, Vasseur, Verdier, Viaud,
Vidal, Vignon, Vincenot, Voisin, Weber, Zimmermann
`);

export const FIRST_NAMES = words(`
Adrien, Agnès, Alain, Alexandre, Anne, Antoine, Arnaud, Aurélie, Bénédicte, Benoît, Bruno, Camille, Cécile,
Céline, Christophe, Claire, Cyril, Damien, David, Delphine, Denis, Didier, Émilie, Éric, Estelle, Fabrice,
Fatima, Florence, Franck, François, Frédéric, Gaël, Gilles, Guillaume, Hélène, Hervé, Isabelle, Jean-Luc,
Jean-Marc, Jérôme, Joël, Julie, Julien, Karim, Laetitia, Laurent, Loïc, Ludovic, Marie, Mathieu, Mehdi, Mickaël,
Nadia, Nathalie, Nicolas, Noémie, Olivier, Pascal, Patrice, Philippe, Raphaël, Régis, Romain, Sabrina, Samuel,
Sandrine, Sébastien, Sophie, Stéphane, Sylvain, Thierry, Thomas, Valérie, Vincent, Virginie, Xavier, Yann, Yves
`);

export const STREETS = words(`
rue des Artisans, rue de l'Industrie, avenue du Général Leclerc, rue Denis Papin, rue Ampère, boulevard de l'Europe,
zone artisanale du Moulin, rue Gustave Eiffel, avenue Jean Jaurès, chemin des Vignes, rue de la Gare,
impasse des Forgerons, rue Marcel Dassault, rue Louis Blériot, allée des Tilleuls, route de Paris, quai de la Marne,
rue du Commerce, rue Victor Hugo, place de la République, rue Pasteur, avenue de la Libération, rue Nicéphore Niépce,
rue des Frères Lumière, route nationale, rue du Port, chemin du Petit Bois, rue Lavoisier
`);

export const AREAS = words(`
de l'Ouest, du Val d'Orge, des Monts, de l'Erdre, du Littoral, de la Plaine, des Alpes, du Grand Large,
de l'Atlantique, du Centre, du Midi, du Rhône, de Bretagne, d'Aquitaine, du Nord, de l'Est, du Bocage, du Lac,
de la Vallée, des Deux Rives, du Vieux Pont, de l'Étang, du Limousin, d'Occitanie, de Provence, d'Alsace,
de Savoie, du Vercors, des Flandres, du Berry
`);

export const COINED_HEADS = words(`
Nova, Ther, Alti, Axe, Cli, Dyna, Élec, Ener, Équi, Hydro, Iso, Luma, Méca, Neo, Opti, Orba, Poly, Préci, Sola,
Tecni, Velo, Viva, Acti, Aéro, Calo, Duo, Fluo, Géo, Héli, Inno, Kalo, Lori, Maxi, Oméga, Péri, Quali, Riva, Syn
`);

export const COINED_TAILS = words(`
lec, tech, lia, tis, therm, clim, pro, dis, form, neo, ris, vert, lux, gaz, eo, via, lis, mat, plus, fluide,
bat, sys, max, nergie, concept, nova, port, val
`);

export const SHOP_SIGNS = words(`
L'Atelier du Coin, Chez Marcel, Aux Trois Clés, Le Comptoir Bleu, La Bonne Vis, Point Service, Le Bon Tuyau,
Éclair Dépannage, Top Confort, Allo Fuite, Mister Volt, La Clé à Molette, Cap Travaux, Proxi Chaud,
Au Petit Boulon, Répar'Tout, Espace Habitat, Tout Faire, SOS Clim, L'Établi
`);
