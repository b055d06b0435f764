import fc from "fast-check";

const nasty = [
  "<!channel>",
  "<!here|x>",
  "<!everyone>",
  "<@U0HOSTILE1>",
  "<!subteam^S0HOSTILE>",
  "<https://evil.example|click>",
  "*bold*",
  "```",
  "`",
  "_a_ ~b~",
  "\n\n",
  "&lt;!channel&gt;",
  "\u202E",
  "\u2067שלום\u2069",
  "مرحبا",
  "\uD800",
  "\uDC00",
  "\u0000\u001b[31m",
  "👩‍👩‍👧‍👦",
  "U0HOSTILE1 S0HOSTILE",
];

/** Words that somebody else chose: markup, mentions, half characters, nothing at all, or far too much of it. */
export const hostile: fc.Arbitrary<string> = fc.oneof(
  {
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...nasty), fc.string({ unit: "binary", maxLength: 12 })), {
        maxLength: 12,
      })
      .map((parts) => parts.join(" ")),
    weight: 6,
  },
  {
    arbitrary: fc.constantFrom(...nasty).map((text) => text.repeat(Math.ceil(10_000 / text.length))),
    weight: 2,
  },
  { arbitrary: fc.constantFrom("", " ", "\n", "\u200b"), weight: 1 },
);
