/** What `freezeframe help` says. */
export const help = `freezeframe – group snapshots that tell the truth

  freezeframe validate              check config and manifests, offline
  freezeframe doctor APP            would a snapshot be taken? looks, changes nothing
  freezeframe snapshot APP          freeze, group snapshot, thaw; answers with a label that it can prove
                  [--reason TEXT]
  freezeframe points APP            recovery points, newest first
  freezeframe evidence POINT        why a point has its label, and why not a better one
  freezeframe thaw APP              thaw what this installation holds frozen, at once
  freezeframe runs                  what was run   [--limit N]
  freezeframe start                 take up what an earlier process left unfinished, and end when idle
  freezeframe version

  --config FILE   config.yml to use (else FREEZEFRAME_CONFIG, ./config.yml, /etc/freezeframe/config.yml)
  --json          one JSON document instead of text

Exit status: 0 done · 2 wrong input · 3 refused · 4 weaker than asked for · 5 failed · 6 busy · 7 unreachable ·
8 not permitted · 9 not found · 10 interrupted, goes on at the next start · 1 a fault of Freezeframe's own`;
