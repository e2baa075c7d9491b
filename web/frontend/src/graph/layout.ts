// Positions come from a worker, so that the page stays responsive.
import type Graph from "graphology";
import { gather } from "./gathering";

export interface Task {
  count: number;
  /** Pairs of node positions, flat. */
  links: Int32Array;
  /** x and y of each node, flat; updated by the worker. */
  places: Float64Array;
}

export type Places = Record<string, { x: number; y: number }>;

/** Compute positions for all nodes, beginning where they are now; turned to fit the stage. */
export async function layOut(graph: Graph, stage: HTMLElement): Promise<Places> {
  const places = await compute(graph);
  gather(graph, places);
  turn(places, stage.clientWidth >= stage.clientHeight);
  fill(places, stage.clientWidth / Math.max(1, stage.clientHeight));
  return places;
}

/** Turn the whole so that it is longest where the stage is. */
function turn(places: Places, wide: boolean): void {
  const all = Object.values(places);
  const mean = (pick: (p: { x: number; y: number }) => number): number =>
    all.reduce((sum, place) => sum + pick(place), 0) / Math.max(1, all.length);
  const [x, y] = [mean((p) => p.x), mean((p) => p.y)];
  const xy = mean((p) => (p.x - x) * (p.y - y));
  const spread = mean((p) => (p.x - x) ** 2) - mean((p) => (p.y - y) ** 2);
  const angle = (wide ? 0 : Math.PI / 2) - Math.atan2(2 * xy, spread) / 2;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  for (const place of all) {
    const [dx, dy] = [place.x - x, place.y - y];
    place.x = dx * cos - dy * sin;
    place.y = dx * sin + dy * cos;
  }
}

const MOST = 1.8;

/** Stretch the narrower direction, within reason, so that the stage is used. */
function fill(places: Places, ratio: number): void {
  const all = Object.values(places);
  const span = (pick: (p: { x: number; y: number }) => number): number => {
    const found = all.map(pick);
    const [low, high] = found.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, -Infinity]);
    return high - low || 1;
  };
  const now = span((p) => p.x) / span((p) => p.y);
  const [x, y] = now > ratio ? [1, Math.min(MOST, now / ratio)] : [Math.min(MOST, ratio / now), 1];
  for (const place of all) {
    place.x *= x;
    place.y *= y;
  }
}

function compute(graph: Graph): Promise<Places> {
  const nodes = graph.nodes();
  const index = new Map(nodes.map((node, i) => [node, i]));
  const places = new Float64Array(nodes.length * 2);
  nodes.forEach((node, i) => {
    places[2 * i] = graph.getNodeAttribute(node, "x") as number;
    places[2 * i + 1] = graph.getNodeAttribute(node, "y") as number;
  });
  const links = Int32Array.from(
    graph.edges().flatMap((edge) => graph.extremities(edge).map((end) => index.get(end) ?? 0)),
  );
  const worker = new Worker(new URL("./layout.worker.ts", import.meta.url), { type: "module" });
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<Float64Array>) => {
      worker.terminate();
      resolve(
        Object.fromEntries(
          nodes.map((node, i) => [node, { x: data[2 * i] ?? 0, y: data[2 * i + 1] ?? 0 }]),
        ),
      );
    };
    worker.onerror = (event) => reject(new Error(event.message));
    worker.postMessage({ count: nodes.length, links, places } satisfies Task);
  });
}
