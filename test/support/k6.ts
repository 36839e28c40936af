import { findK6 } from "../../src/engine/index.ts";

/** Whether there is a k6 with the extension; without one its tests skip, and fail in CI. */
export async function k6Built(): Promise<boolean> {
  try {
    await findK6(process.env);
    return true;
  } catch (error) {
    if (process.env.CI === "true") throw error;
    return false;
  }
}
