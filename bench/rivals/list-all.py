#!/usr/bin/env python3
"""The same lists with openstacksdk. Says what it cost, in one line of JSON.   list-all.py CLOUD"""
import json
import re
import sys
import time

import openstack
from openstack import resource


class GroupSnapshot(resource.Resource):
    """openstacksdk 0.101.0, which Debian 12 has, does not know group snapshots: as openstacksdk 1.0 declares them."""

    resource_key = "group_snapshot"
    resources_key = "group_snapshots"
    base_path = "/group_snapshots"
    allow_list = True
    created_at = resource.Body("created_at")
    description = resource.Body("description")
    group_id = resource.Body("group_id")
    group_type_id = resource.Body("group_type_id")
    project_id = resource.Body("project_id")
    status = resource.Body("status")
    _max_microversion = "3.29"


# The links of groups and group snapshots are not under the keys that openstacksdk looks for: without a limit it stops after
# the first page (openstack/resource.py, _get_next_link).
LIMIT = 1000

cloud = openstack.connect(cloud=sys.argv[1]).block_storage
cloud.get_endpoint_data()

begun, cpu = time.monotonic(), time.process_time()
things = {
    "groups": sum(1 for _ in cloud.groups(details=True, limit=LIMIT)),
    "sets": sum(1 for _ in cloud._list(GroupSnapshot, base_path="/group_snapshots/detail", limit=LIMIT)),
    "snapshots": sum(1 for _ in cloud.snapshots(details=True, limit=LIMIT)),
    "volumes": sum(1 for _ in cloud.volumes(details=True, limit=LIMIT)),
}
seconds, cpu = time.monotonic() - begun, time.process_time() - cpu
with open("/proc/self/status") as status:
    peak = int(re.search(r"^VmHWM:\s+(\d+) kB", status.read(), re.M)[1])
print(json.dumps({"ms": seconds * 1000, "cpuMs": cpu * 1000, "peakMb": peak / 1024, "things": things}))
