import { expect, test } from "vitest";
import { loadInstallation, validateFiles } from "#config/load.ts";
import { problemText } from "#config/problem.ts";
import { CONFIG, configProblemsOf, directoryWith, env, MANIFEST } from "./files.ts";

const files = (url: string, every?: string) => ({
  "config.yml": `${CONFIG}deadMan:\n  url: ${url}\n${every === undefined ? "" : `  every: ${every}\n`}`,
  "manifests/orders.yml": MANIFEST,
});
// biome-ignore lint/suspicious/noTemplateCurlyInString: config.yml's own form of a secret
const REFERENCE = "${env:DEAD_MAN}";

test("a monitor is pinged once a minute unless config says otherwise, and its URL is shown nowhere", async () => {
  using directory = directoryWith(files(REFERENCE));
  const found = { cwd: directory.path, env: { ...env, DEAD_MAN: "https://hc.example/ping/sesame-url" } };
  const { config } = await loadInstallation(found);
  expect(config.deadMan?.every).toBe(60_000);
  expect(config.deadMan?.url.reveal()).toBe("https://hc.example/ping/sesame-url");
  expect(JSON.stringify(config)).not.toContain("sesame-url");
});

test.each(["http://hc.example/sesame-url", "ftp://hc.example/sesame-url", "sesame-url"])(
  "%s is refused without being repeated",
  async (DEAD_MAN) => {
    using directory = directoryWith(files(REFERENCE));
    const { problems } = await validateFiles({ cwd: directory.path, env: { ...env, DEAD_MAN } });
    const told = problems.map(problemText);
    expect(told).toEqual([expect.stringMatching(/deadMan\.url: expected an https URL/)]);
    expect(told.join()).not.toContain("sesame-url");
  },
);

test.each(["http://127.0.0.1:8080/x", "http://localhost/x"])(
  "%s stays within this machine",
  async (DEAD_MAN) => {
    using directory = directoryWith(files(REFERENCE));
    const { problems } = await validateFiles({ cwd: directory.path, env: { ...env, DEAD_MAN } });
    expect(problems).toEqual([]);
  },
);

test("a URL in plain text is refused, and so is a ping more often than it does good", async () => {
  const plain = files("https://hc.example/sesame-url")["config.yml"];
  expect((await configProblemsOf(plain)).join()).toContain("may not stand here in plain text");
  using directory = directoryWith(files(REFERENCE, "1s"));
  const found = { cwd: directory.path, env: { ...env, DEAD_MAN: "https://hc.example/x" } };
  const told = (await validateFiles(found)).problems.map(problemText).join();
  expect(told).toMatch(/deadMan\.every: expected a duration from 10s to 1d/);
});
