import { DomainError } from "#domain/errors.ts";

/** `sun_path` of unix(7) has 108 bytes, one of them for the closing zero. */
const MAX_BYTES = 107;

/** Throws `invalid-input` for a path that a Unix socket cannot have; the system would cut it off or say EINVAL. */
export function checkSocketPath(path: string): void {
  const bytes = Buffer.byteLength(path);
  if (bytes > MAX_BYTES)
    throw new DomainError(
      "invalid-input",
      `control.path is ${bytes} bytes long, expected at most ${MAX_BYTES}: a Unix socket takes no longer path (${path})`,
      { next: "set control.path in config.yml to a shorter one, such as /run/freezeframe/control.sock" },
    );
}
