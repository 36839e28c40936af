export type * from "./load-plan.ts";
