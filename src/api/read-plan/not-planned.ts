/** Thrown while planning: something in the operation is not planned, the resolvers answer it. */
export class NotPlanned extends Error {
  constructor(what: string) {
    super(`${what} is not planned`);
    this.name = 'NotPlanned';
  }
}

/** Thrown while planning by what states since when the past is complete: that has to be asked first. */
export class NeedsPresent extends Error {
  constructor() {
    super('the present has to be read first');
    this.name = 'NeedsPresent';
  }
}
