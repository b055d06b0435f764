import { z } from "zod";
import { Secret } from "#support/secret.ts";

const word = z.string().min(1);
const Domain = z.union([z.strictObject({ id: word }), z.strictObject({ name: word })]);
/** A user or a project: by id, or by name within a domain. */
const Scoped = z.union([z.strictObject({ id: word }), z.strictObject({ name: word, domain: Domain })]);
const secret = z.instanceof(Secret);

/** How to get into one cloud, and which part of it is meant. One entry of `clouds.yaml`, understood. */
export const Credentials = z.strictObject({
  /** The entry's name, for messages. */
  cloud: word,
  /** Keystone's URL, with or without `/v3`. */
  authUrl: z.url({ protocol: /^https?$/ }),
  auth: z.discriminatedUnion("method", [
    z.strictObject({ method: z.literal("password"), user: Scoped, password: secret, project: Scoped }),
    /** Carries its own project. By id, or by name together with its user. */
    z.strictObject({ method: z.literal("application_credential"), id: word, secret }),
    z.strictObject({ method: z.literal("application_credential_name"), name: word, user: Scoped, secret }),
    /** An existing token, scoped again. Cannot be renewed once it has expired. */
    z.strictObject({ method: z.literal("token"), token: secret, project: Scoped }),
  ]),
  region: word.optional(),
  interface: z.enum(["public", "internal", "admin"]),
  /** Absolute path of a PEM file: the certificate authorities to trust instead of the built-in ones. */
  caFile: word.optional(),
  /** No TLS verification. */
  insecure: z.boolean(),
  /** Used instead of the catalog's block storage endpoint. */
  blockStorageUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type Credentials = z.infer<typeof Credentials>;
