import { DomainError } from "#domain/errors.ts";
import type { Credentials } from "#openstack/identity/credentials.ts";

interface Part {
  readonly region?: string | undefined;
  readonly project?: string | undefined;
}

/**
 * One region and one project of a cloud: what config.yml says of them under `clouds.<name>`, laid over an entry of clouds.yaml.
 * Errors: `invalid-input`, naming the key.
 */
export function partOfCloud(name: string, credentials: Credentials, { region, project }: Part): Credentials {
  return {
    ...credentials,
    ...(region === undefined ? {} : { region }),
    ...(project === undefined ? {} : { auth: inProject(name, credentials, project) }),
  };
}

function inProject(name: string, { cloud, auth }: Credentials, project: string): Credentials["auth"] {
  const key = `clouds.${name}.project`;
  if (!("project" in auth))
    throw new DomainError(
      "invalid-input",
      `${key}: the entry ${cloud} of clouds.yaml has an application credential, which is of one project for good`,
      { next: `Leave ${key} out, and name an entry whose application credential is of that project.` },
    );
  if (/^[0-9a-f]{32}$/.test(project)) return { ...auth, project: { id: project } };
  const domain = "domain" in auth.project ? auth.project.domain : undefined;
  if (domain === undefined)
    throw new DomainError(
      "invalid-input",
      `${key}: expected the id of a project (32 hexadecimal digits): the entry ${cloud} of clouds.yaml names its project by id, so nobody knows in which domain "${project}" is`,
      { next: "openstack project show -f value -c id PROJECT" },
    );
  return { ...auth, project: { name: project, domain } };
}
