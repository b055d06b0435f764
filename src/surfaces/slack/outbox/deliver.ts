import { afterFailure } from "./after-failure.ts";
import { afterSuccess } from "./after-success.ts";
import { channelWorks } from "./channel-works.ts";
import type { Entry } from "./entry.ts";
import { type Form, inForm, modernTypes } from "./form.ts";
import { keep } from "./keep.ts";
import type { Lane } from "./lane.ts";
import type { Parts } from "./parts.ts";
import { readyAt } from "./pick-next.ts";
import type { Rendered } from "./rendered.ts";
import { SendError } from "./send-error.ts";
import { within } from "./within.ts";

/** Renders one message and, if what it says may go now, sends it. Never throws; when it resolves the channel is free. */
export async function deliver(entry: Entry, lane: Lane, parts: Parts): Promise<void> {
  entry.busy = true;
  const seen = entry.changes;
  const { clock, pace, signal } = parts;
  let rendered: Rendered | undefined;
  try {
    rendered = await within(pace.sendTimeoutMs, parts, () => parts.render(entry.slot));
  } catch (err) {
    entry.busy = false;
    if (signal.aborted) return;
    parts.log.error({ err, slot: entry.slot.id }, "a Slack message could not be rendered; it is tried again");
    return afterFailure(new SendError("rejected", "not-rendered", { cause: err }), { entry, lane, parts });
  }
  if (rendered === undefined) {
    entry.dirtySince = undefined;
    void keep(entry, { ...entry.slot, settled: true }, lane, parts);
    return;
  }
  if (entry.changes === seen) entry.priority = rendered.priority;
  const now = clock.monotonic();
  if (readyAt(entry, rendered.priority, lane, parts, now) > now) entry.busy = false;
  else await send(rendered, { entry, lane, parts, seen });
}

/** One message on its way; `seen` is the count of changes that its rendering has in it. */
export interface Delivery {
  readonly entry: Entry;
  readonly lane: Lane;
  readonly parts: Parts;
  readonly seen: number;
}

async function send(rendered: Rendered, delivery: Delivery): Promise<void> {
  const { entry, lane, parts } = delivery;
  const form = formFor(rendered, delivery);
  const message = inForm(rendered.message, form);
  const text = JSON.stringify(message);
  const { channel, ts } = entry.slot;
  if (ts !== undefined && text === entry.lastSent) return afterSuccess(rendered, ts, delivery);
  const now = parts.clock.monotonic();
  if (ts === undefined) lane.bucket.take(now);
  else parts.budget.take(now);
  parts.gate.enter();
  try {
    const { sendTimeoutMs, pictureTimeoutMs } = parts.pace;
    const timeoutMs = sendTimeoutMs + (message.picture === undefined ? 0 : pictureTimeoutMs);
    const sent = await within(timeoutMs, parts, (signal) =>
      ts === undefined
        ? parts.sender.post(channel, message, signal)
        : parts.sender.update(channel, ts, message, signal).then(() => ({ ts })),
    );
    entry.lastSent = text;
    parts.tally.addDelivered();
    channelWorks(lane, parts);
    // Classic blocks were taken where the modern ones were not: so it goes for every message of this workspace.
    if (form === "classic" && entry.refusedBlocks)
      for (const type of modernTypes(rendered.message)) parts.refusedTypes.add(type);
    afterSuccess(rendered, sent.ts, delivery);
  } catch (cause) {
    entry.busy = false;
    if (parts.signal.aborted) return;
    entry.lastSent = undefined;
    afterFailure(asSendError(cause), { entry, lane, parts, sent: { message: rendered.message, form } });
  }
}

function formFor({ message }: Rendered, { entry, parts }: Delivery): Form {
  const refused =
    message.classic !== undefined && modernTypes(message).some((type) => parts.refusedTypes.has(type));
  return entry.form === "full" && refused ? "classic" : entry.form;
}

/** What a sender throws by mistake tells nothing: it may have happened. */
const asSendError = (cause: unknown): SendError =>
  cause instanceof SendError ? cause : new SendError("unreachable", "unknown", { cause });
