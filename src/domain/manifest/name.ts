import { z } from "zod";

/** A name that may stand in a path, on the hold protocol's wire and in an argument list: it cannot start with `-`. */
export const Name = z.string({ error: "expected a name" }).regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, {
  error: "expected a name of letters, digits, dots, dashes and underscores, at most 63 long",
});

/** An application's name is part of every group snapshot's name and of the id of each run. */
export const ApplicationName = z
  .string({ error: "expected the application's name" })
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    error: "expected an application name of lower-case letters, digits and dashes, at most 63 long",
  });

/** What a volume is to its application; unique in a manifest. */
export const Role = z.string({ error: "expected a role, such as data" }).regex(/^[a-z0-9][a-z0-9_-]{0,31}$/, {
  error: "expected a role of lower-case letters, digits, dashes and underscores, at most 32 long",
});

/** The name or id of an OpenStack resource: anything that fits on one line. */
export const CloudName = z
  .string({ error: "expected the name of an OpenStack resource" })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused
  .regex(/^[^\u0000-\u001f]{1,255}$/, { error: "expected a name of 1 to 255 characters on one line" });
