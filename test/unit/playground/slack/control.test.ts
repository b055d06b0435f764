import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it, vi } from "vitest";
import { startBolt } from "./bolt-app.ts";
import { clientOf } from "./client.ts";

/** What a script in another process does: nothing but HTTP. */
async function controls() {
  const { slack, heard } = await startBolt("http");
  const at = `${slack.url}/playground/slack`;
  const send = async (method: string, path: string, body?: object) => {
    const response = await fetch(`${at}/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const text = await response.text();
    return { status: response.status, text, json: () => JSON.parse(text) as Record<string, unknown> };
  };
  return { slack, heard, at, send };
}

it("types commands, reads what they led to, and clicks", async () => {
  const { slack, send } = await controls();
  const delivery = await send("POST", "command", { text: "hello", user: "U0READER", channel: "C0SHOP" });
  expect(delivery.json()).toMatchObject({ status: 200, body: { text: "you said hello" } });
  expect((await send("GET", "ephemerals?user=U0READER")).json().ephemerals).toMatchObject([
    { text: "you said hello", channel: "C0SHOP", lines: ["you said hello"] },
  ]);
  await send("POST", "command", { text: "button" });
  await vi.waitFor(() => expect(slack.messages()).toHaveLength(1));
  const [message] = (await send("GET", "messages?channel=C0STORAGE")).json().messages as { ts: string }[];
  expect((await send("GET", "messages?as=text")).text).toBe("[Why?]\n");
  await send("POST", "click", { channel: "C0STORAGE", ts: message?.ts, actionId: "why" });
  await vi.waitFor(async () => expect((await send("GET", "modals?as=text")).text).toBe("Why\nbecause\n"));
});

it("sets and clears faults, changes the workspace, and refuses what it does not know", async () => {
  const { slack, send } = await controls();
  const post = () => clientOf(slack).chat.postMessage({ channel: "C0STORAGE", text: "x" });
  const { id } = (await send("POST", "faults", { fault: { kind: "error", error: "fatal_error" } })).json();
  await expect(post()).rejects.toMatchObject({ data: { error: "fatal_error" } });
  await send("DELETE", `faults/${id}`);
  await post();
  await send("PATCH", "channels/C0STORAGE", { isArchived: true });
  await expect(post()).rejects.toMatchObject({ data: { error: "is_archived" } });
  await send("POST", "revoke");
  await expect(post()).rejects.toMatchObject({ data: { error: "token_revoked" } });
  expect((await send("GET", "calls")).json().calls).toHaveLength(5);
  expect((await send("GET", "nothing")).status).toBe(404);
  expect((await send("PATCH", "channels/C0NOWHERE", {})).status).toBe(400);
});

it("lets a reader watch, each change a line", async () => {
  const { slack, at } = await controls();
  const response = await fetch(`${at}/watch`);
  const reader = response.body?.getReader();
  await clientOf(slack).chat.postMessage({ channel: "C0STORAGE", text: "seen" });
  const { value } = (await reader?.read()) ?? {};
  expect(JSON.parse(new TextDecoder().decode(value))).toMatchObject({
    what: "posted",
    message: { text: "seen" },
  });
  await reader?.cancel();
});

it("prints a signed command that a shell can run", async () => {
  const { heard, send } = await controls();
  const query = new URLSearchParams({ text: "it's 100% & more", user: "U0READER" });
  const { text } = await send("GET", `curl?${query}`);
  // The shell's reading of the line, in place of curl itself.
  const { stdout } = await promisify(execFile)("sh", ["-c", `curl() { printf '%s\\0' "$@"; }\n${text}`]);
  const args = stdout.split("\0").slice(0, -1);
  const valuesOf = (flag: string) => args.filter((_, index) => args[index - 1] === flag);
  const headers = valuesOf("-H").map((header) => header.split(": ", 2) as [string, string]);
  const [body = ""] = valuesOf("--data-raw");
  const answer = await fetch(args.at(-1) ?? "", { method: "POST", headers, body });
  expect(await answer.json()).toMatchObject({ text: "you said it's 100% & more" });
  expect(heard[0]?.body).toMatchObject({ user_id: "U0READER", command: "/ff" });
});
