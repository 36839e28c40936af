import { type Context, constants, createContext, runInContext } from "node:vm";

/**
 * Runs inside the context before the scenario: what would make its requests differ from run to run throws, also
 * where a dependency or an alias reaches it. `new Date(number)` and the like stay.
 */
export const TAME = `(() => {
  const refuse = (what, instead) => { throw new Error(what + " is not available in a scenario: " + instead); };
  Math.random = () => refuse("Math.random", "use context.random");
  const Real = Date;
  const clockless = "a scenario has no clock; derive times from context.seq";
  const Tame = new Proxy(Real, {
    apply: () => refuse("Date()", clockless),
    construct: (target, args, made) =>
      args.length === 0 ? refuse("new Date()", clockless) : Reflect.construct(target, args, made === Tame ? target : made),
  });
  Real.now = () => refuse("Date.now", clockless);
  Real.prototype.constructor = Tame;
  globalThis.Date = Tame;
  for (const name of ["WebAssembly", "SharedArrayBuffer", "Atomics"]) delete globalThis[name];
})();`;

/**
 * A realm with the globals of ECMAScript alone, no clock, no randomness, and no code from text. Its `console` is V8's
 * own, which prints nowhere: a dependency may warn in vain, and a scenario's own use is refused when it is bundled.
 * Its objects have other prototypes than ours, so `instanceof` says nothing about them. The global is an ordinary one
 * (DONT_CONTEXTIFY): a contextified one asks an interceptor for every `Math` and `JSON`, a hundred times slower.
 */
export function bareContext(): Context {
  const context = createContext(constants.DONT_CONTEXTIFY, {
    name: "scenario",
    codeGeneration: { strings: false, wasm: false },
  });
  runInContext(TAME, context);
  return context;
}
