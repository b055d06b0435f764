/** The lab's two: one takes all members at once, on the other Cinder goes from one to the next. */
export const backEnds = [
  { groupType: "consistent", volumeType: "atomic" },
  { groupType: "plain", volumeType: "generic" },
] as const;
export type BackEnd = (typeof backEnds)[number];
