import type { Size, Spec } from "../chart.ts";
import { paintOf, type Token } from "../palette.ts";
import type { Point } from "./thin.ts";

/** A line through points; null leaves a gap. */
export function lineLayer(points: readonly Point[], token: Token, extra: Spec = {}): Spec {
  return {
    data: { values: points },
    mark: {
      type: "line",
      color: paintOf(token),
      strokeWidth: 1.75,
      strokeCap: "round",
      strokeJoin: "round",
      clip: true,
      ...extra,
    },
  };
}

/** A bar without paint from the bottom to the top for every span: what the pointer meets there tells its figures. */
export function tipLayer(
  size: Size,
  tips: readonly { readonly t: number; readonly t2: number; readonly tip: string }[],
): Spec {
  return {
    data: { values: size.tips ? tips : [] },
    mark: { type: "rect", opacity: 0, aria: true, color: paintOf("ink") },
    encoding: {
      x2: { field: "t2" },
      y: { value: 0 },
      y2: { value: "height" },
      description: { field: "tip", type: "nominal" },
    },
  };
}

/** Small triangles: `up` for what lies beyond the timeout, `down` for a limit. */
export function triangleLayer(points: readonly Point[], token: Token, shape: "up" | "down"): Spec {
  return {
    data: { values: points },
    mark: {
      type: "point",
      shape: `triangle-${shape}`,
      filled: true,
      size: 45,
      opacity: 1,
      color: paintOf(token),
    },
  };
}
