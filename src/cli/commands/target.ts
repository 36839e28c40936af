import { EXIT, SloError } from "../../shared/index.ts";
import { parseFault, runTarget } from "../../target/index.ts";
import type { Command } from "../commands.ts";
import { interruptible } from "../signals.ts";

/** Runs the embedded memory service until it is interrupted. */
export const command: Command = async ({ options }) => {
  const keyName = options.keyEnv;
  const key = keyName === undefined ? undefined : process.env[keyName];
  if (keyName !== undefined && !key) {
    throw new SloError("bad_usage", `the environment variable ${keyName} named by --key-env is not set`, {
      hint: `${keyName}=... slo target --key-env ${keyName}`,
    });
  }
  const faults = options.fault.map(parseFault);
  const interrupt = interruptible();
  const target = await runTarget({
    port: options.port,
    faults,
    log: options.log === true,
    ...(key === undefined ? {} : { key }),
    ...(options.db === undefined ? {} : { db: options.db }),
  });
  process.stdout.write(`memory service at ${target.url} (Ctrl-C ends it)\n`);
  for (const fault of options.fault) process.stdout.write(`with fault ${fault}\n`);
  const interrupted = new Promise<void>((resolve) => {
    if (interrupt.signal.aborted) resolve();
    interrupt.signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([interrupted, target.closed]);
  await target.close();
  interrupt.release();
  return EXIT.pass;
};
