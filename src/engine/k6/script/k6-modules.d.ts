declare module "k6/x/slo" {
  const slo: import("./slo-module.ts").SloModule;
  export = slo;
}
