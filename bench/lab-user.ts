import { readFile } from "node:fs/promises";
import { parse } from "yaml";
import { z } from "zod";

const Entry = z.object({
  auth: z.object({
    auth_url: z.string(),
    username: z.string(),
    password: z.string(),
    project_name: z.string(),
  }),
});
const Clouds = z.object({ clouds: z.object({ "lab-bot": Entry }) });
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

/** The lab's user that every contestant is: a member of the project, as clouds.yaml has it. */
async function labUser(cloudsFile: string): Promise<z.infer<typeof Entry>["auth"]> {
  return Clouds.parse(parse(await readFile(cloudsFile, "utf8"))).clouds["lab-bot"].auth;
}

/** The same as the environment that OpenStack's clients read. */
export async function clientEnvironment(cloudsFile: string): Promise<Record<string, string>> {
  const auth = await labUser(cloudsFile);
  return {
    OS_AUTH_URL: auth.auth_url,
    OS_USERNAME: auth.username,
    OS_PASSWORD: auth.password,
    OS_PROJECT_NAME: auth.project_name,
    OS_USER_DOMAIN_ID: "default",
    OS_PROJECT_DOMAIN_ID: "default",
    OS_IDENTITY_API_VERSION: "3",
    OS_VOLUME_API_VERSION: "3.64",
  };
}

/** A new token, and where Cinder and Nova are. */
export async function newToken(cloudsFile: string): Promise<{ token: string; cinder: string; nova: string }> {
  const { auth_url, username: name, password, project_name } = await labUser(cloudsFile);
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
