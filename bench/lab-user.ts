import { z } from "zod";
import { clientEnvironment, cloudEntry } from "../test/lab/harness/client-environment.ts";

/** The lab's user that every contestant is: a member of the project. */
const USER = "lab-bot";

const Issued = z.object({
  token: z.object({
    catalog: z.array(
      z.object({
        type: z.string(),
        endpoints: z.array(z.object({ interface: z.string(), url: z.string() })),
      }),
    ),
  }),
});

/** That user, and the versions of the APIs, as the environment that OpenStack's clients read. */
export const rivalEnvironment = async (cloudsFile: string): Promise<Record<string, string>> => ({
  ...(await clientEnvironment(cloudsFile, USER)),
  OS_IDENTITY_API_VERSION: "3",
  OS_VOLUME_API_VERSION: "3.64",
});

/** A new token, and where Cinder and Nova are. */
export async function newToken(cloudsFile: string): Promise<{ token: string; cinder: string; nova: string }> {
  const { auth } = await cloudEntry(cloudsFile, USER);
  const { auth_url, username: name, password, project_name } = auth;
  const domain = { id: "default" };
  const identity = { methods: ["password"], password: { user: { name, password, domain } } };
  const response = await fetch(`${auth_url}/auth/tokens`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ auth: { identity, scope: { project: { name: project_name, domain } } } }),
  });
  const token = response.headers.get("X-Subject-Token");
  const { catalog } = Issued.parse(await response.json()).token;
  const publicUrl = (type: string) =>
    catalog
      .find((service) => service.type === type)
      ?.endpoints.find((endpoint) => endpoint.interface === "public")?.url;
  const [cinder, nova] = [publicUrl("volumev3"), publicUrl("compute")];
  if (token === null || cinder === undefined || nova === undefined)
    throw new Error(`Keystone gave no token with Block Storage and Compute to ${name}`);
  return { token, cinder, nova };
}
