/** A clean-up needs another person's approval. */
export const failureManifest = { budget: "10s", top: { approve: ["cleanup"] } } as const;
