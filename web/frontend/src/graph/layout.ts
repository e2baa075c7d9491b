// Positions come from a worker, so that the page stays responsive.
import type Graph from "graphology";

export interface Task {
  count: number;
  /** Pairs of node positions, flat. */
  links: Int32Array;
  /** x and y of each node, flat; updated by the worker. */
  places: Float64Array;
}

/** Compute positions for all nodes, beginning where they are now. */
export function layOut(graph: Graph): Promise<Record<string, { x: number; y: number }>> {
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
