// The drawing: sigma over a graphology graph.
import type Graph from "graphology";
import { toBlob } from "@sigma/export-image";
import Sigma from "sigma";
import { animateNodes } from "sigma/utils";
import { dark, still, token } from "./colours";
import { drawHover, Labels } from "./labels";

export interface Picture {
  refresh(): void;
  move(places: Record<string, { x: number; y: number }>): void;
  zoom(factor: number): void;
  fit(): void;
  /** The picture as PNG. */
  image(): Promise<Blob>;
}

export interface Choices {
  focus(): string | null;
  shown(node: string): boolean;
  linkShown(edge: string): boolean;
  /** Whether a link between two things is a step of a path that is shown. */
  onPath(one: string, other: string): boolean;
  onClick(node: string): void;
}

/** What stands for the picture of a graph that cannot be drawn: places are kept, for files need them. */
export function noneOf(graph: Graph, reason: string): Picture {
  return {
    refresh: () => {},
    move: (places) => graph.updateEachNodeAttributes((node, attributes) => ({ ...attributes, ...places[node] })),
    zoom: () => {},
    fit: () => {},
    image: () => Promise.reject(new Error(reason)),
  };
}

/** Draw a graph into a container, for as long as the page lives. Throws where the browser has no WebGL. */
export function draw(graph: Graph, container: HTMLElement, choices: Choices): Picture {
  const labels = new Labels();
  const sigma = new Sigma(graph, container, {
    defaultDrawNodeLabel: labels.collect,
    defaultDrawNodeHover: drawHover,
    labelFont: token("--sans"),
    labelSize: 13,
    labelWeight: "520",
    labelRenderedSizeThreshold: 5,
    labelDensity: 2,
    renderEdgeLabels: true,
    edgeLabelFont: token("--sans"),
    edgeLabelSize: 11,
    edgeLabelWeight: "400",
    zIndex: true,
    stagePadding: 48,
    allowInvalidContainer: true,
    minCameraRatio: 0.05,
    maxCameraRatio: 4,
    nodeReducer: (node, data) => {
      const focus = choices.focus();
      const near = focus === null || node === focus || graph.areNeighbors(node, focus);
      return {
        ...data,
        hidden: !choices.shown(node),
        highlighted: node === focus,
        color: near ? (data["color"] as string) : token("--line"),
        label: near ? (data["label"] as string) : null,
        zIndex: near ? 1 : 0,
      };
    },
    edgeReducer: (edge, data) => {
      const focus = choices.focus();
      const [source, target] = graph.extremities(edge);
      const hidden = !choices.shown(source) || !choices.shown(target) || !choices.linkShown(edge);
      const near = focus === null || source === focus || target === focus;
      const marked = focus !== null && near;
      const step = choices.onPath(source, target);
      return {
        ...data,
        hidden,
        label: marked || step ? (data["label"] as string) : null,
        color: token(step ? "--madder" : marked ? "--muted" : "--edge"),
        size: step ? 3 : marked ? 1.6 : 1,
        zIndex: step ? 1 : 0,
      };
    },
  });
  const dress = (): void => {
    sigma.setSetting("edgeLabelColor", { color: token("--muted") });
    sigma.refresh();
  };
  dress();
  dark.addEventListener("change", dress);
  new ResizeObserver(() => sigma.resize().refresh()).observe(container);
  sigma.on("beforeRender", () => labels.clear());
  sigma.on("afterRender", () => labels.write());
  sigma.on("clickNode", ({ node }) => choices.onClick(node));
  const camera = sigma.getCamera();
  let stop = (): void => {};
  graph.on("cleared", () => stop());
  const duration = (): number => (still.matches ? 0 : 250);
  return {
    refresh: () => sigma.refresh(),
    move: (places) => {
      if (still.matches) {
        for (const [node, place] of Object.entries(places)) graph.mergeNodeAttributes(node, place);
      } else {
        stop = animateNodes(graph, places, { duration: 450 });
      }
    },
    zoom: (factor) => void camera.animate({ ratio: camera.ratio * factor }, { duration: duration() }),
    fit: () => void camera.animatedReset({ duration: duration() }),
    image: () => {
      const own = new Labels();
      return toBlob(sigma, {
        format: "png",
        backgroundColor: token("--surface"),
        sigmaSettings: { defaultDrawNodeLabel: own.collect },
        withTempRenderer: (drawn) => {
          own.clear();
          drawn.refresh();
          own.write();
        },
      });
    },
  };
}
