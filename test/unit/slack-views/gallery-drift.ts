import type { DriftFinding, DriftReport } from "#domain/drift/report.ts";
import { error, info, warning } from "#domain/finding.ts";
import { driftAnswer } from "#surfaces/slack/views/drift-answer.ts";
import { incidentMessage } from "#surfaces/slack/views/incident-message.ts";
import type { Message } from "#surfaces/slack/views/message.ts";
import { incidents } from "./incidents.ts";
import { application, NOW, POINT } from "./sample.ts";

const HOUR = 3_600_000;

const since = (finding: Omit<DriftFinding, "since">, hours: number): DriftFinding => ({
  ...finding,
  since: NOW - hours * HOUR,
});

const archive = "5f0c1a7e-0000-4000-8000-000000000007";

const findings = [
  since(
    error(
      "host-key-changed",
      "orders-db-1",
      "the guest shows another host key than the one that is pinned (SHA256:6h0Tq…)",
      {
        costs: "A and B are out of reach; and somebody may stand in between",
        next: "compare it on the guest's console before you pin it",
      },
    ),
    1,
  ),
  since(
    warning(
      "attached-outside-group",
      "orders-db-1",
      `volume orders-archive (${archive}) is attached to orders-db-1 and in no snapshot: it is not in the group`,
      {
        costs: "what the application keeps there is in no point, whatever its label says",
        next: `cinder group-update --add-volumes ${archive} orders-db`,
      },
    ),
    28,
  ),
  since(
    warning("type-changed", "wal", `volume orders-wal is of type fast and was of type std at ${POINT}`, {
      costs: "grade C if the new type lies on a back end that takes volumes one after another",
      next: "openstack volume show -c type 88e1c0d2-1d0c-4f8e-9a55-0242ac120002",
    }),
    3,
  ),
  since(
    info("boot-volume-outside-group", "orders-db-1", "what orders-db-1 boots from is not in the group"),
    900,
  ),
];

const report = (change: Partial<DriftReport> = {}): DriftReport => ({
  ...{ application: application.application, at: NOW, findings: [], unseen: [] },
  ...change,
});

const many = Array.from({ length: 30 }, (_, index) =>
  since(warning("size-changed", `role-${index}`, `volume ${index} has 20 GiB and had 10 GiB at ${POINT}`), 2),
);

export const driftMessages: Readonly<Record<string, Message>> = {
  "drift-incident": incidentMessage({
    ...{ incident: incidents.drift, application, status: undefined },
    drift: report({ findings }),
  }),
  "drift-incident-many": incidentMessage({
    ...{ incident: incidents.drift, application, status: undefined },
    drift: report({ findings: many }),
  }),
};

export const driftAnswers: Readonly<Record<string, Message>> = {
  "drift-answer": driftAnswer([report({ findings })]),
  "drift-answer-none": driftAnswer([report()]),
  "drift-answer-notes": driftAnswer([report({ findings: findings.slice(3) })]),
  "drift-answer-unseen": driftAnswer([
    report({ unseen: ["the guests: orders-db-1 did not answer within 5 s"] }),
  ]),
  "drift-answer-many": driftAnswer([report({ findings: many })]),
  "drift-answer-all": driftAnswer([
    report({ application: "shop" }),
    report({ findings }),
    report({ application: "billing", unseen: ["the cloud: Keystone did not answer within 30 s"] }),
  ]),
  "drift-answer-nothing": driftAnswer([]),
};
