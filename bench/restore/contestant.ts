/** What one turn took. */
export interface Took {
  /** From the request until every volume is made, named and attached, ms. */
  readonly ms: number;
  /** Where it went, by the contestant's own clock, ms; a script does not tell. */
  readonly phases?: Phases;
}

export interface Phases {
  /** Until the first thing is asked for. */
  readonly plan: number;
  /** Until everything is made, proved and named. */
  readonly create: number;
  readonly attach: number;
}
