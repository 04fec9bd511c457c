/** How we introduce ourselves: public services ask for a name and an address to complain to. */
export const VERSION = '0.1.0';
export const USER_AGENT = `encours/${VERSION} (+https://github.com/encours/encours)`;
