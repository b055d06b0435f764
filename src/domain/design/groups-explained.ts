import { cinder, published } from "./source.ts";
import { type Statement, say } from "./statement.ts";

/** What generic volume groups are, in the sentences that a design is argued with. The same for every cloud. */
export const GROUPS_EXPLAINED: readonly Statement[] = [
  say(
    "Generic volume groups (`/groups`, since Ocata, microversion 3.13; snapshots since 3.14) took the place of consistency groups. The old API (`/consistencygroups`, `/cgsnapshots`) is deprecated since Queens and still there on master.",
    cinder("cinder/api/contrib/consistencygroups.py"),
  ),
  say(
    "`default_cgsnapshot_type` belongs to that old API: the group APIs answer 400 for its groups and leave them out of lists. It is not to be used.",
    cinder("cinder/api/v3/groups.py, cinder/api/v3/group_snapshots.py"),
  ),
  say(
    "`group_type` says what a group is meant to be; `group_specs` are keys on it that drivers and the volume manager read. `consistent_group_snapshot_enabled` makes the manager call the driver once for the whole group, and only the exact string `<is> True` counts: `<is> true`, `True` and anything else are silently a plain group.",
    cinder("cinder/volume/volume_utils.py:1043-1061"),
  ),
  say(
    "The scheduler ignores group specs: its capabilities filter reads `extra_specs`, which a group type does not have. A group of a consistent type lands on any back end, and where the driver has no group code Cinder loops and answers `available`.",
    cinder("cinder/scheduler/filters/capabilities_filter.py:51"),
    cinder("cinder/volume/manager.py:4154"),
  ),
  say(
    "Only the extra spec of the same name on the *volume type* is matched against what a pool reports. Put it on both: the group type's makes the cut consistent, the volume type's keeps volumes off back ends that do not even claim it.",
    cinder("doc/source/contributor/groups.rst"),
  ),
  say(
    "A pool that reports the capability may still loop: PowerFlex since Ussuri and IBM GPFS in every release. The capability is necessary, never sufficient.",
    cinder("cinder/volume/drivers/dell_emc/powerflex/driver.py:1900-1914"),
    cinder("cinder/volume/drivers/ibm/gpfs.py:1228-1248"),
  ),
  say(
    "A project's credential sees neither group specs nor that extra spec nor pool capabilities nor a volume's host. Without an administrator's `reader`, whether a group is atomic cannot be known, and then it is labelled E.",
    cinder("cinder/policies/group_types.py, cinder/policies/type_extra_specs.py, cinder/policies/volumes.py"),
  ),
  say(
    "Timestamps show nothing: all member rows are made before the driver is called. Only a write-order canary can show a torn cut, and it never proves a whole one.",
    cinder("cinder/volume/manager.py:4154"),
    published("Freezeframe docs/canary.md"),
  ),
];
