/** Who approved something; undefined where nobody had to. */
export const approvedText = ({
  approvedBy = [],
  brokeGlass,
}: {
  readonly approvedBy?: readonly string[] | undefined;
  readonly brokeGlass?: boolean | undefined;
}): string | undefined =>
  approvedBy.length === 0
    ? undefined
    : `${approvedBy.join(", ")}${brokeGlass === true ? "; the GLASS WAS BROKEN" : ""}`;
