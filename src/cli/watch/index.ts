export { type Look, logLine, panel, type RunState } from "./watch-lines.ts";
