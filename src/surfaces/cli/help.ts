/** What `freezeframe help` says. */
export const help = `freezeframe – group snapshots that tell the truth

  freezeframe start                 the bot: Slack, /metrics and the control socket, until SIGTERM
                  [--until-idle]    only take up what is unfinished, and end
  freezeframe validate              check config and manifests, offline
  freezeframe status [APP]          is anything frozen now? how do the applications stand?
  freezeframe doctor APP            would a snapshot be taken now, and what would it be worth? looks, changes nothing
                  [--rehearse]      freeze and thaw, cut nothing: the window, and what the database felt
  freezeframe drift [APP]           is what is there still what the manifest, and the newest point, says?
  freezeframe design APP            its design on its own cloud: table, commands, hooks, runbook, restore tests, as Markdown
  freezeframe design --cloud NAME   who of that cloud believes to be consistent and is not   [--csv]
  freezeframe snapshot APP          freeze, group snapshot, thaw; answers with a label that it can prove
                  [--reason TEXT]
  freezeframe schedule [APP]        when is the next snapshot by schedule, and what became of the last?
  freezeframe points APP            recovery points, newest first
                  [--prune]         what retention would take, and why each other point stays
  freezeframe retention [APP]       the same, or a line for each application; nothing is deleted by asking   [--simulate]
                  [--ask]           put the policy before its approvers, also after a no   [--reason TEXT]
  freezeframe protect POINT         nothing deletes it from now on   [--reason TEXT]
  freezeframe unprotect POINT       retention may take it again
  freezeframe evidence POINT        why a point has its label, and why not a better one
  freezeframe restore APP           new volumes of a point (latest unless named), read and checked on the recovery server
                  [POINT|latest] [--plan] [--roles ROLE,ROLE] [--strategy volumes|group]
                  [--target server|boot|volumes] [--keep] [--reason TEXT]
  freezeframe restores              restores of which something is there, and until when
  freezeframe discard RESTORE       end a restore: what it has made goes away
  freezeframe test APP              restore a point to scratch, have its data read and checked, take it all away, measure
                  [POINT|latest]
  freezeframe adopt [APP]           points that the cloud has and the store does not; with --yes they are taken in
                  [--yes]
  freezeframe orphans [APP|all]     what nobody owns in the cloud: why, what may go and what stays   [--csv]
  freezeframe clean APP             delete what may go, or one of it: planned, approved, looked at again, one after another
                  [ORPHAN|INCIDENT|RUN] [--plan] [--reason TEXT]
  freezeframe keep ORPHAN           it stays, for good or for a time   [--until TIME] [--reason TEXT]
  freezeframe release ORPHAN        nobody keeps it any more: its grace begins anew
  freezeframe store backup [FILE]   a copy of the store, also while the bot runs; opened and found whole
  freezeframe store restore FILE    put a backup in the store's place, with the bot stopped; the old store is kept
  freezeframe thaw APP              thaw what this installation holds frozen, at once
  freezeframe runs                  what was run   [--limit N]
  freezeframe cancel RUN            ask a run to stop; what is frozen is thawed first   [--reason TEXT]
  freezeframe pause APP             no freeze of it begins until then
                  --until TIME --reason TEXT
  freezeframe resume APP            end a pause before its time
  freezeframe incidents             objectives that are missed and that the next run does not mend; then those that were
  freezeframe snooze INCIDENT       nobody is reminded of it for 4 h, or   [--until TIME|resolved]
  freezeframe approvals [ID]        what waits for an approval, and what was decided last; or the whole of one
  freezeframe approve ID            say yes to exactly what approvals ID shows; never to one's own   [--reason TEXT]
  freezeframe deny ID --reason TEXT say no: it ends at once
  freezeframe withdraw ID           take a request back   [--reason TEXT]
  freezeframe break-glass ID        approve alone, in an emergency; an approver reviews it later
                  --reason TEXT
  freezeframe review ID             say that a broken glass was looked at
  freezeframe audit verify          is the audit as it was written?
  freezeframe report                what was proved: labels, restore tests, approvals, what is untested
                  [--since 90d] [--out DIR]   with DIR: report.md, report.json and charts in it
  freezeframe reload                have the running bot read the manifests again, all or none
  freezeframe version

  --config FILE   config.yml to use (else FREEZEFRAME_CONFIG, ./config.yml, /etc/freezeframe/config.yml)
  --json          one JSON document instead of text
  --plan          print what restore or clean would do, and stop
  --keep          when the restore fails, keep what it has made
  --until TIME    30m, 2h, 3d, or a date and time with its zone: 2026-11-24T06:00Z

Verbs ask the running bot when there is one, else they open the store themselves.

Exit status: 0 done · 2 wrong input · 3 refused · 4 weaker than asked for · 5 failed · 6 busy · 7 unreachable ·
8 not permitted · 9 not found · 10 interrupted or cancelled · 1 a fault of Freezeframe's own`;
