// ForceAtlas2 on plain arrays: positions in, positions out.
import Graph from "graphology";
import forceAtlas2 from "graphology-layout-forceatlas2";
import type { Task } from "./layout";

const WORK = 600_000;

self.onmessage = ({ data }: MessageEvent<Task>): void => {
  const graph = new Graph({ type: "undirected", multi: false });
  for (let i = 0; i < data.count; i++) {
    graph.addNode(i, { x: data.places[2 * i], y: data.places[2 * i + 1] });
  }
  for (let i = 0; i < data.links.length; i += 2) {
    const [source, target] = [data.links[i], data.links[i + 1]];
    if (source !== target) graph.mergeEdge(source, target);
  }
  const size = data.count + graph.size;
  const iterations = Math.max(40, Math.min(400, Math.round(WORK / (size + 1))));
  forceAtlas2.assign(graph, {
    iterations,
    settings: {
      ...forceAtlas2.inferSettings(graph),
      barnesHutOptimize: data.count > 1000,
      gravity: 0.6,
      scalingRatio: 14,
      strongGravityMode: false,
      linLogMode: false,
      edgeWeightInfluence: 0,
    },
  });
  const places = new Float64Array(data.count * 2);
  graph.forEachNode((node, at) => {
    places[2 * Number(node)] = at["x"] as number;
    places[2 * Number(node) + 1] = at["y"] as number;
  });
  self.postMessage(places);
};
