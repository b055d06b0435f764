import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, vi } from "vitest";
import { freePorts } from "../../harness/free-ports.ts";
import type { Mariadb } from "./mariadb.ts";

/**
 * What the server runs when a node joins whose data is a copy of another's: the copy's own position, and nothing is transferred
 * but what the cluster's cache still has (IST). Debian's scripts are in the package that starts a server of the machine's own.
 */
const JOIN = `#!/bin/bash
while [ $# -gt 0 ]; do
  case $1 in --role) role=$2 ;; --gtid) gtid=$2 ;; --datadir) data=$2 ;; --address) address=$2 ;; esac
  shift
done
if [ "$role" = donor ]; then
  there=\${address#*/}
  echo "$gtid" >"$there.new" && mv "$there.new" "$there" && echo "done $gtid"
  exit
fi
rm -f "$data/joined"
echo "ready 127.0.0.1/$data/joined"
for i in {1..300}; do [ -s "$data/joined" ] && break; sleep 0.1; done
cat "$data/joined"
`;

/** The method's script is found on the path of this file's servers from before its first test until after its last. */
export function canJoinByCopy(): void {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "ff-join-"));
    await chmod(folder, 0o755);
    await writeFile(join(folder, "wsrep_sst_copied"), JOIN, { mode: 0o755 });
    vi.stubEnv("PATH", `${folder}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`);
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });
}

export interface Node {
  /** `127.0.0.1:4567` */
  readonly address: string;
  /** What a server is started with to be this node, with those to be found at `join`; without any it begins a cluster. */
  argumentsTo(join?: Node): readonly string[];
}

export async function galeraNode(name: string): Promise<Node> {
  const [port, ist] = await freePorts();
  const address = `127.0.0.1:${port}`;
  const options = [
    `gmcast.listen_addr=tcp://${address}`,
    `ist.recv_addr=127.0.0.1:${ist}`,
    "gcache.size=8M",
    "gcache.page_size=8M",
  ];
  return {
    address,
    argumentsTo: (join) => [
      "--wsrep-on=1",
      "--wsrep-provider=/usr/lib/galera/libgalera_smm.so",
      `--wsrep-cluster-address=gcomm://${join?.address ?? ""}`,
      "--wsrep-cluster-name=wiki",
      "--wsrep-sst-method=copied",
      `--wsrep-node-name=${name}`,
      `--wsrep-node-address=${address}`,
      `--wsrep-provider-options=${options.join(";")}`,
      "--binlog-format=ROW",
      "--innodb-autoinc-lock-mode=2",
    ],
  };
}

/** Of a node, by its own word. */
export async function wsrep(server: Mariadb, name: string): Promise<string> {
  const answer = await server.sql(`show global status where variable_name = 'wsrep_${name}'`);
  return answer.split("\t")[1] ?? "";
}
