/**
 * The list of connectors: explicit, so that what this hub can speak to is one page of code. `npm run connector:new`
 * adds to it; a test fails when a folder is missing. `simulators` are their stand-ins for demos and audits.
 */
import type { Connector, Simulator } from '../src/connector-kit';
import { altaresDnb } from './altares-dnb';
import { altaresDnbSimulator } from './altares-dnb/simulator';
import { atradius } from './atradius';
import { atradiusSimulator } from './atradius/simulator';
import { bankStatement } from './bank-statement';
import { bodacc } from './bodacc';
import { bodaccSimulator } from './bodacc/simulator';
import { coface } from './coface';
import { cofaceSimulator } from './coface/simulator';
import { creditsafe } from './creditsafe';
import { creditsafeSimulator } from './creditsafe/simulator';
import { dolibarr } from './dolibarr';
import { dolibarrSimulator } from './dolibarr/simulator';
import { eInvoice } from './e-invoice';
import { ecb } from './ecb';
import { ecbSimulator } from './ecb/simulator';
import { ellisphere } from './ellisphere';
import { ellisphereSimulator } from './ellisphere/simulator';
import { erpnext } from './erpnext';
import { erpnextSimulator } from './erpnext/simulator';
import { fec } from './fec';
import { ledgerFile } from './ledger-file';
import { inseeSirene } from './insee-sirene';
import { inseeSireneSimulator } from './insee-sirene/simulator';
import { ratiosInpiBce } from './ratios-inpi-bce';
import { ratiosInpiBceSimulator } from './ratios-inpi-bce/simulator';
import { inpiRne } from './inpi-rne';
import { inpiRneSimulator } from './inpi-rne/simulator';
import { gleif } from './gleif';
import { gleifSimulator } from './gleif/simulator';
import { vies } from './vies';
import { viesSimulator } from './vies/simulator';
import { pappers } from './pappers';
import { pappersSimulator } from './pappers/simulator';
import { rechercheEntreprises } from './recherche-entreprises';
import { rechercheEntreprisesSimulator } from './recherche-entreprises/simulator';
import { societeCom } from './societe-com';
import { societeComSimulator } from './societe-com/simulator';
import { allianzTrade } from './allianz-trade';
import { allianzTradeSimulator } from './allianz-trade/simulator';
import { odoo } from './odoo';
import { odooSimulator } from './odoo/simulator';
import { opensanctions } from './opensanctions';
import { opensanctionsSimulator } from './opensanctions/simulator';
import { verif } from './verif';
import { pennylane } from './pennylane';
import { pennylaneSimulator } from './pennylane/simulator';
import { quickbooks } from './quickbooks';
import { quickbooksSimulator } from './quickbooks/simulator';
import { xero } from './xero';
import { xeroSimulator } from './xero/simulator';
import { sageAccounting } from './sage-accounting';
import { sageAccountingSimulator } from './sage-accounting/simulator';
import { axonaut } from './axonaut';
import { axonautSimulator } from './axonaut/simulator';
import { zohoBooks } from './zoho-books';
import { zohoBooksSimulator } from './zoho-books/simulator';

export const connectors: readonly Connector[] = [
  fec,
  rechercheEntreprises,
  bodacc,
  pappers,
  creditsafe,
  altaresDnb,
  ecb,
  inseeSirene,
  atradius,
  ellisphere,
  coface,
  societeCom,
  ratiosInpiBce,
  inpiRne,
  gleif,
  vies,
  allianzTrade,
  opensanctions,
  verif,
  bankStatement,
  eInvoice,
  ledgerFile,
  pennylane,
  quickbooks,
  xero,
  odoo,
  dolibarr,
  erpnext,
  sageAccounting,
  axonaut,
  zohoBooks,
];

export const simulators: readonly Simulator[] = [
  atradiusSimulator,
  ellisphereSimulator,
  cofaceSimulator,
  societeComSimulator,
  rechercheEntreprisesSimulator,
  bodaccSimulator,
  pappersSimulator,
  creditsafeSimulator,
  altaresDnbSimulator,
  ecbSimulator,
  inseeSireneSimulator,
  ratiosInpiBceSimulator,
  inpiRneSimulator,
  gleifSimulator,
  viesSimulator,
  allianzTradeSimulator,
  opensanctionsSimulator,
  pennylaneSimulator,
  quickbooksSimulator,
  xeroSimulator,
  odooSimulator,
  dolibarrSimulator,
  erpnextSimulator,
  sageAccountingSimulator,
  axonautSimulator,
  zohoBooksSimulator,
];
