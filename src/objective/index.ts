export type * from "./objective.ts";
