import type { CredentialFacts } from "#domain/doctor/credential.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";
import type { Session } from "#openstack/identity/session.ts";
import type { CloudPort } from "#workflows/cloud-port.ts";

interface Connected {
  readonly credentials: Credentials;
  readonly session: Session;
}

/** What a token says of the credential that it was given for; asked of Keystone only where there is no token at hand. */
export const credentialPort = (
  main: Connected,
  reader: Connected | undefined,
): Pick<CloudPort, "credentials"> => ({
  credentials: (signal) =>
    Promise.all([
      factsOf(main, "main", signal),
      ...(reader === undefined ? [] : [factsOf(reader, "reader", signal)]),
    ]),
});

const methods = {
  password: "password",
  application_credential: "application credential",
  application_credential_name: "application credential",
  token: "token",
} as const;

async function factsOf(
  { credentials: { cloud, auth }, session }: Connected,
  use: CredentialFacts["use"],
  signal: AbortSignal,
): Promise<CredentialFacts> {
  const { roles, accessRules } = await session.token(signal);
  return { entry: cloud, use, method: methods[auth.method], roles, accessRules };
}
