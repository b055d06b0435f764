/** The applications of the playground's world, as the cloud, the guests, the writers and the manifests need them. */
export interface SimulatedApplication {
  readonly name: string;
  readonly pool: "atomic" | "looping";
  readonly servers: readonly string[];
  /** In the order in which the application writes to them. */
  readonly volumes: readonly SimulatedVolume[];
  /** Stages of the manifest's `quiesce`. */
  readonly stages: readonly (readonly Readonly<Record<string, unknown>>[])[];
  /** Of the manifest's `restoreTest`: what restored data is asked. */
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

export interface SimulatedVolume {
  readonly role: string;
  readonly name: string;
  readonly server: string;
  readonly mount: string;
}

/** Where the role `data` is, which holds a PostgreSQL in each of them. */
const data = "/var/lib/postgresql/15";
const wal = "/var/lib/postgresql-wal";

const checksOf = (table: string): SimulatedApplication["checks"] => [
  { kind: "filesystem" },
  { kind: "postgresql", sql: `select count(*) from ${table}`, atLeast: 1 },
];

/** PostgreSQL over three volumes of one server: WAL first, then data, as a database writes. */
function orders(name: string, server: string, pool: SimulatedApplication["pool"]): SimulatedApplication {
  return {
    name,
    pool,
    servers: [server],
    volumes: [
      { role: "wal", name: `${name}-wal`, server, mount: wal },
      { role: "data", name: `${name}-data`, server, mount: data },
      { role: "config", name: `${name}-config`, server, mount: "/etc/orders" },
    ],
    stages: [[{ kind: "postgresql", server }], [{ kind: "fsfreeze", server, roles: ["config"] }]],
    checks: checksOf("orders"),
  };
}

const shop: SimulatedApplication = {
  name: "shop",
  pool: "atomic",
  servers: ["shop-web-1", "shop-db-1"],
  volumes: [
    { role: "uploads", name: "shop-uploads", server: "shop-web-1", mount: "/srv/shop/uploads" },
    { role: "wal", name: "shop-wal", server: "shop-db-1", mount: wal },
    { role: "data", name: "shop-data", server: "shop-db-1", mount: data },
    { role: "sessions", name: "shop-sessions", server: "shop-web-1", mount: "/srv/shop/sessions" },
  ],
  stages: [
    [{ kind: "fsfreeze", server: "shop-web-1", roles: ["uploads", "sessions"] }],
    [{ kind: "postgresql", server: "shop-db-1" }],
  ],
  checks: checksOf("baskets"),
};

/** MariaDB over three volumes of one server. Not of the world unless a test brings it. */
export const wikiDb: SimulatedApplication = {
  name: "wiki-db",
  pool: "atomic",
  servers: ["wiki-db-1"],
  volumes: [
    { role: "redo", name: "wiki-db-redo", server: "wiki-db-1", mount: "/var/lib/mysql-redo" },
    { role: "data", name: "wiki-db-data", server: "wiki-db-1", mount: "/var/lib/mysql" },
    { role: "config", name: "wiki-db-config", server: "wiki-db-1", mount: "/etc/wiki" },
  ],
  stages: [
    [{ kind: "mariadb", server: "wiki-db-1" }],
    [{ kind: "fsfreeze", server: "wiki-db-1", roles: ["config"] }],
  ],
  checks: [
    { kind: "filesystem" },
    { kind: "mariadb", sql: "select count(*) from pages", atLeast: 1 },
    { kind: "freshness", sql: "select unix_timestamp(max(changed_at)) as epoch from pages" },
  ],
};

/** `orders-db` lies on the atomic pool, `orders-db-loop` on the looping one, `shop` over two servers. */
export const applications: readonly SimulatedApplication[] = [
  orders("orders-db", "orders-db-1", "atomic"),
  orders("orders-db-loop", "orders-db-loop-1", "looping"),
  shop,
];
