import { DomainError } from "#domain/errors.ts";
import type { Operations } from "#operations/index.ts";

const none = () => Promise.reject(new DomainError("unreachable", "no cloud is read here"));

/** For what has nothing to do with designs. */
export const noDesign: Pick<Operations, "design" | "auditCloud"> = { design: none, auditCloud: none };
