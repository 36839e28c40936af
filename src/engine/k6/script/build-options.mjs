/**
 * How script/main.ts is built (esbuild): one ES module without Node's modules. Class fields are not defined one by one, which costs k6's
 * interpreter time in every arrival.
 */
export const k6Runtime = {
  entryPoints: ["src/engine/k6/script/main.ts"],
  bundle: true,
  format: "esm",
  platform: "neutral",
  target: "es2020",
  // The rest is reached through a room's door and dropped, as nothing of it is used: a test sees to it that only k6's are left.
  external: ["k6/*", "node:*", "fastest-levenshtein"],
  tsconfigRaw: { compilerOptions: { useDefineForClassFields: false } },
  legalComments: "none",
  logLevel: "warning",
};
