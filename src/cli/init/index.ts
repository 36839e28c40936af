export { type Initialised, initProject } from "./init-project.ts";
