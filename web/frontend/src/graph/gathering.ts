// Parts of the graph that no link joins drift far apart in a layout by forces: put them side by side.
import type Graph from "graphology";
import { connectedComponents } from "graphology-components";
import type { Places } from "./layout";

/** What lies between two parts, as a share of the width of the largest. */
const GAP = 0.06;

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Move every part but the largest into rows beneath it, the larger ones first. */
export function gather(graph: Graph, places: Places): void {
  const parts = connectedComponents(graph).sort((one, other) => other.length - one.length);
  const [first, ...others] = parts;
  if (!first || others.length === 0) return;
  const frame = box(first, places);
  const width = Math.max(frame.right - frame.left, 1);
  const gap = width * GAP;
  let [left, bottom, height] = [frame.left, frame.top - gap, 0];
  for (const part of others) {
    const own = box(part, places);
    if (left > frame.left && left + own.right - own.left > frame.right) {
      [left, bottom, height] = [frame.left, bottom - height - gap, 0];
    }
    for (const node of part) {
      const place = places[node];
      if (!place) continue;
      place.x += left - own.left;
      place.y += bottom - own.bottom;
    }
    left += own.right - own.left + gap;
    height = Math.max(height, own.bottom - own.top);
  }
}

/** The smallest frame around some nodes; y grows upwards, so that `bottom` is the larger one. */
function box(nodes: readonly string[], places: Places): Box {
  const found = nodes.map((node) => places[node] ?? { x: 0, y: 0 });
  const [xs, ys] = [found.map((place) => place.x), found.map((place) => place.y)];
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
