import { z } from "zod";
import { type Driver, releaseName, sourceOf } from "#domain/drivers/knowledge-base.ts";
import { toMinute } from "../minute.ts";

/** Where a statement of a design comes from. What has none is not said. */
export const Source = z.discriminatedUnion("kind", [
  /** Read from the cloud: by which credential, and when (epoch milliseconds). */
  z.object({ kind: z.literal("cloud"), what: z.string(), as: z.string(), at: z.number() }),
  /** Said by a guest's own kit or database. */
  z.object({ kind: z.literal("guest"), server: z.string(), at: z.number() }),
  z.object({ kind: z.literal("manifest"), key: z.string() }),
  /** The operator's word in config.yml. */
  z.object({ kind: z.literal("config"), key: z.string() }),
  z.object({
    kind: z.literal("knowledge base"),
    driver: z.string(),
    releases: z.string(),
    source: z.string(),
  }),
  /** Recovery points, restores and restore tests of this installation. */
  z.object({ kind: z.literal("history"), what: z.string() }),
  /** Public sources: Cinder's code, a vendor's page; or a page of this project. */
  z.object({ kind: z.literal("published"), where: z.string() }),
]);
export type Source = z.infer<typeof Source>;

export const manifest = (key: string): Source => ({ kind: "manifest", key });
export const config = (key: string): Source => ({ kind: "config", key });
export const history = (what: string): Source => ({ kind: "history", what });
export const published = (where: string): Source => ({ kind: "published", where });
export const guestSaid = (server: string, at: number): Source => ({ kind: "guest", server, at });

/** Lines of Cinder, at the commit that the knowledge base was read from. */
export const cinder = (where: string): Source => published(`openstack/cinder ab09bc39d ${where}`);

/** What the knowledge base says of a driver class, and of which releases. */
export function knowledgeBase(driver: Driver): Source {
  const [first, last] = driver.present_in_releases;
  return {
    kind: "knowledge base",
    driver: driver.driver,
    releases:
      first === "master-only" || last === undefined
        ? "master only, no release yet"
        : `${releaseName(first)} to ${releaseName(last)}`,
    source: sourceOf(driver),
  };
}

/** In words, for the list at the end of a document. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case "cloud":
      return `cloud: ${source.what}, read ${toMinute(source.at)} as \`${source.as}\``;
    case "guest":
      return `guest ${source.server}, asked ${toMinute(source.at)}`;
    case "manifest":
      return `manifest: \`${source.key}\``;
    case "config":
      return `config.yml: \`${source.key}\``;
    case "knowledge base":
      return `knowledge base: ${source.driver}, ${source.releases}, ${source.source}`;
    case "history":
      return `history: ${source.what}`;
    case "published":
      return `published: ${source.where}`;
  }
}
