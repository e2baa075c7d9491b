// What is in view as a file: for papers (PNG, SVG), for Gephi and others (GEXF, GraphML), for programs.
import { write as writeGexf } from "graphology-gexf/browser";
import type Graph from "graphology";
import type { Link, Thing } from "./api";
import { token } from "./colours";

/** A part of the graph as it is shown: what is hidden is not in it. */
function asGexf(graph: Graph): string {
  return writeGexf(graph, {
    formatNode: (_id: string, attributes: Record<string, unknown>) => {
      const thing = attributes["thing"] as Thing;
      return { label: thing.label, attributes: { kind: thing.kindLabel, iri: thing.iri }, viz: viz(attributes) };
    },
    formatEdge: (_edge: string, attributes: Record<string, unknown>) => ({
      label: said(attributes),
      attributes: {},
    }),
  });
}

function asGraphMl(graph: Graph): string {
  const nodes = graph.mapNodes((id, attributes) => {
    const { label, kindLabel, iri } = attributes["thing"] as Thing;
    return `<node id="${escaped(id)}">${data({ label, kind: kindLabel, iri })}</node>`;
  });
  const edges = graph.mapEdges((_edge, attributes, source, target) => {
    const ends = `source="${escaped(source)}" target="${escaped(target)}"`;
    return `<edge ${ends}>${data({ said: said(attributes) })}</edge>`;
  });
  const keys = ["label", "kind", "iri"].map((name) => key(name, "node")).concat(key("said", "edge"));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
    ...keys,
    '<graph edgedefault="undirected">',
    ...nodes,
    ...edges,
    "</graph>",
    "</graphml>",
    "",
  ].join("\n");
}

function asJson(graph: Graph): string {
  const nodes = graph.mapNodes((_id, attributes) => {
    const { id, iri, label, lang, kind } = attributes["thing"] as Thing;
    return { id, iri, label, lang, kind, x: attributes["x"], y: attributes["y"] };
  });
  const links = graph.mapEdges((_edge, attributes) => attributes["links"] as Link[]).flat();
  return `${JSON.stringify({ nodes, links }, null, 1)}\n`;
}

/** The picture as lines and letters that can be enlarged and edited. */
function asSvg(graph: Graph, ink: string, edge: string, paper: string): string {
  const xs = graph.mapNodes((_id, { x }) => x as number);
  const ys = graph.mapNodes((_id, { y }) => y as number);
  const [left, right] = [xs.reduce((a, b) => Math.min(a, b), 0), xs.reduce((a, b) => Math.max(a, b), 1)];
  const [low, high] = [ys.reduce((a, b) => Math.min(a, b), 0), ys.reduce((a, b) => Math.max(a, b), 1)];
  const scale = WIDTH / Math.max(right - left, high - low, 1);
  const at = (id: string): [string, string] => {
    const { x, y } = graph.getNodeAttributes(id) as { x: number; y: number };
    return [((x - left) * scale + MARGIN).toFixed(1), ((high - y) * scale + MARGIN).toFixed(1)];
  };
  const width = Math.ceil((right - left) * scale + 2 * MARGIN + LABELS);
  const height = Math.ceil((high - low) * scale + 2 * MARGIN);
  const lines = graph.mapEdges((_edge, _attributes, source, target) => {
    const [[x1, y1], [x2, y2]] = [at(source), at(target)];
    return `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/>`;
  });
  const marks = graph.mapNodes((id, { size, color, thing }) => {
    const [x, y] = at(id);
    const beside = (Number(x) + (size as number) + 3).toFixed(1);
    const text = escaped((thing as Thing).label);
    return `<circle cx="${x}" cy="${y}" r="${(size as number).toFixed(1)}" fill="${color as string}"/><text x="${beside}" y="${y}">${text}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">`,
    `<rect width="100%" height="100%" fill="${paper}"/>`,
    `<g stroke="${edge}">${lines.join("")}</g>`,
    `<g fill="${ink}" font-family="sans-serif" font-size="11" dominant-baseline="middle">${marks.join("")}</g>`,
    "</svg>",
    "",
  ].join("\n");
}

/** Save a graph as a file of that format; a picture is made by whoever draws it. */
export async function saveAs(format: string, graph: () => Graph, picture: () => Promise<Blob>): Promise<void> {
  const texts: Record<string, [string, (graph: Graph) => string]> = {
    gexf: ["application/gexf+xml", asGexf],
    graphml: ["application/graphml+xml", asGraphMl],
    json: ["application/json", asJson],
    svg: ["image/svg+xml", (all) => asSvg(all, token("--ink"), token("--edge"), token("--surface"))],
  };
  const text = texts[format];
  if (text) save(`graph.${format}`, text[0], text[1](graph()));
  else save("graph.png", "image/png", await picture());
}

/** Hand a text to the reader as a file. */
function save(name: string, type: string, content: string | Blob): void {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

const WIDTH = 1400;
const MARGIN = 40;
const LABELS = 220;

const said = (attributes: Record<string, unknown>): string =>
  (attributes["links"] as Link[]).map((link) => link.label).join(", ");

function viz(attributes: Record<string, unknown>): Record<string, unknown> {
  return { color: attributes["color"], size: attributes["size"], x: attributes["x"], y: attributes["y"] };
}

const key = (name: string, of: string): string =>
  `<key id="${name}" for="${of}" attr.name="${name}" attr.type="string"/>`;

const data = (values: Record<string, string>): string =>
  Object.entries(values)
    .map(([name, value]) => `<data key="${name}">${escaped(value)}</data>`)
    .join("");

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
