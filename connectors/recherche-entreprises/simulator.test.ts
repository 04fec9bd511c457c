import { sampleWorld, SAMPLE_SIRENS, type SimulatedResponse } from '../../src/connector-kit';
import { rechercheEntreprisesSimulator } from './simulator';

const FIRST = SAMPLE_SIRENS[0] ?? '';

function ask(query: string): SimulatedResponse {
  const [route] = rechercheEntreprisesSimulator.routes;
  if (route === undefined) throw new Error('no route');
  const request = {
    method: 'GET' as const,
    path: '/search',
    params: {},
    query: new URLSearchParams(query),
    headers: {},
    body: null,
  };
  return route.handle(request, sampleWorld(SAMPLE_SIRENS.slice(0, 6)));
}

describe('the simulated search', () => {
  it.each([
    ['', 'Veuillez indiquer au moins un paramètre de recherche.'],
    ['q=ab', '3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)'],
    ['q=', '3 caractères minimum pour les termes de la requête (ou utilisez au moins un filtre)'],
    [
      'q=abc&page=1001',
      'Veuillez indiquer un paramètre `page` entre `1` et `1000`, par défaut `1`.',
    ],
    [
      'q=abc&per_page=26',
      'Veuillez indiquer un paramètre `per_page` entre `1` et `25`, par défaut `10`.',
    ],
    ['q=abc&code_postal=X', 'Au moins une valeur du paramètre code_postal est non valide.'],
  ])('refuses "%s" in the words of the service', (query, erreur) => {
    expect(ask(query)).toMatchObject({ status: 400, body: { erreur } });
  });

  it('accepts two characters when a filter narrows the search', () => {
    expect(ask('q=ab&code_postal=69003').status).toBe(200);
  });

  it('looks nine digits up directly and ignores every filter', () => {
    expect(ask(`q=${FIRST}&code_postal=01000`).body).toMatchObject({
      results: [{ siren: FIRST }],
      total_results: 1,
    });
  });

  it('answers 200 with an empty list when nothing matches', () => {
    expect(ask('q=introuvable')).toMatchObject({
      status: 200,
      body: { results: [], total_results: 0, total_pages: 0 },
    });
  });
});
