/**
 * The list of connectors: explicit, so that what this hub can speak to is one page of code. `npm run connector:new`
 * adds to it; a test fails when a folder is missing. `simulators` are their stand-ins for demos and audits.
 */
import type { Connector, Simulator } from '../src/connector-kit';
import { bodacc } from './bodacc';
import { bodaccSimulator } from './bodacc/simulator';
import { ecb } from './ecb';
import { ecbSimulator } from './ecb/simulator';
import { fec } from './fec';
import { pappers } from './pappers';
import { pappersSimulator } from './pappers/simulator';
import { rechercheEntreprises } from './recherche-entreprises';
import { rechercheEntreprisesSimulator } from './recherche-entreprises/simulator';

export const connectors: readonly Connector[] = [fec, rechercheEntreprises, bodacc, pappers, ecb];

export const simulators: readonly Simulator[] = [
  rechercheEntreprisesSimulator,
  bodaccSimulator,
  pappersSimulator,
  ecbSimulator,
];
