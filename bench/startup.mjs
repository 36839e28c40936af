// `slo --help` against `node -e 0`, interleaved so that both see the same machine.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
const time = (args) => {
  const from = performance.now();
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}`);
  return performance.now() - from;
};
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

const nothing = [];
const help = [];
for (let i = 0; i < 15; i++) {
  nothing.push(time(["-e", "0"]));
  help.push(time([cli, "--help"]));
}
const [base, ours] = [median(nothing), median(help)];
console.log(`node -e 0    ${base.toFixed(0)} ms`);
console.log(
  `slo --help   ${ours.toFixed(0)} ms   (+${(ours - base).toFixed(0)} ms; the aim is at most +200 ms)`,
);
