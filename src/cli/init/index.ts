export { initNightly } from "./init-nightly.ts";
export { type Initialised, initProject } from "./init-project.ts";
