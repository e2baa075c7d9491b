// Holds the graph in view and keeps picture, table, legend, panel and address in step.
import Graph from "graphology";
import { byId } from "../common/dom";
import * as api from "./api";
import { colour } from "./colours";
import { layOut } from "./layout";
import { writeLegend, type Kind } from "./legend";
import { draw, type Picture } from "./picture";
import { writeTwin, type TwinWords } from "./twin";
import { read, write, type View } from "./view";

export interface Words extends TwinWords {
  nothing: string;
  failed: string;
  loading: string;
  inView: string;
  cut: string;
}

export class Explorer {
  private readonly graph = new Graph({ type: "undirected", multi: false });
  private readonly picture: Picture;
  private view: View = { focus: null, open: [], hidden: [] };

  constructor(
    private readonly addresses: { neighbours: string; panel: string },
    private readonly groups: readonly string[],
    private readonly words: Words,
  ) {
    this.picture = draw(this.graph, byId("picture"), {
      focus: () => (this.view.focus && this.graph.hasNode(this.view.focus) ? this.view.focus : null),
      shown: (node) => this.shown(node),
      onClick: (node) => void this.show(node),
    });
  }

  /** Show what the address asks for. */
  async restore(): Promise<void> {
    this.view = read(window.location.search);
    this.graph.clear();
    await this.load(this.view.open);
    if (this.view.focus) await this.writePanel(this.view.focus);
  }

  /** Show the best linked things, and nothing in particular. */
  async overview(): Promise<void> {
    this.view = { focus: null, open: [], hidden: [] };
    this.remember();
    byId("panel").replaceChildren();
    this.graph.clear();
    await this.load([]);
    this.picture.fit();
  }

  /** Begin again from one thing and its neighbours. */
  async goTo(id: string): Promise<void> {
    this.view = { ...this.view, focus: id, open: [id] };
    this.remember();
    this.graph.clear();
    await this.load([id]);
    this.picture.fit();
    await this.writePanel(id);
  }

  /** Show the facts of a thing that is in view. */
  async show(id: string): Promise<void> {
    this.view = { ...this.view, focus: id };
    this.remember();
    this.picture.refresh();
    await this.writePanel(id);
  }

  /** Add the neighbours of a thing to the view. */
  async expand(id: string): Promise<void> {
    if (this.view.open.includes(id)) return;
    const before = this.graph.order;
    const open = this.view.open.length ? this.view.open : [];
    this.view = { ...this.view, focus: id, open: [...open, id] };
    this.remember();
    await this.load([id]);
    this.say(this.words.inView.replace("{n}", String(this.graph.order)).replace("{new}", String(this.graph.order - before)));
    await this.writePanel(id);
  }

  zoom(factor: number): void {
    this.picture.zoom(factor);
  }

  fit(): void {
    this.picture.fit();
  }

  /** Take the colours anew, after the light has changed. */
  dress(): void {
    this.graph.forEachNode((id, { thing }) => {
      this.graph.setNodeAttribute(id, "color", this.colourOf((thing as api.Thing).group));
    });
    this.tell();
  }

  /** Say something to everybody, screen readers included. */
  say(text: string): void {
    byId("status").textContent = text;
  }

  private async load(of: readonly string[]): Promise<void> {
    this.say(this.words.loading);
    try {
      const part = await api.neighbours(this.addresses.neighbours, of);
      this.add(part);
      this.picture.move(await layOut(this.graph, byId("picture")));
      const quiet = byId("status").textContent === this.words.loading;
      if (part.cut || quiet) this.say(part.cut ? this.words.cut : "");
    } catch (error) {
      this.say(`${this.words.failed} ${error instanceof Error ? error.message : ""}`);
    }
    this.tell();
  }

  private add(part: api.Part): void {
    part.nodes.forEach((thing, i) => this.addThing(thing, i, part.nodes.length));
    for (const link of part.links) {
      if (link.source === link.target) continue;
      if (!this.graph.hasNode(link.source) || !this.graph.hasNode(link.target)) continue;
      const [edge, added] = this.graph.mergeEdge(link.source, link.target);
      const links = added ? [] : (this.graph.getEdgeAttribute(edge, "links") as api.Link[]);
      const known = links.some((l) => l.source === link.source && l.property === link.property);
      const all = known ? links : [...links, link];
      this.graph.mergeEdgeAttributes(edge, { links: all, label: all[0]?.label ?? "" });
    }
  }

  private addThing(thing: api.Thing, i: number, n: number): void {
    if (this.graph.hasNode(thing.id)) return;
    const around = 100 + this.graph.order;
    this.graph.addNode(thing.id, {
      thing,
      label: shortened(thing.label),
      x: around * Math.cos((2 * Math.PI * i) / n),
      y: around * Math.sin((2 * Math.PI * i) / n),
      size: Math.min(5 + 2.2 * Math.sqrt(thing.degree), 22),
      color: this.colourOf(thing.group),
    });
  }

  private colourOf(group: string): string {
    return colour(Math.max(0, this.groups.indexOf(group)));
  }

  private shown(id: string): boolean {
    const thing = this.graph.getNodeAttribute(id, "thing") as api.Thing;
    return !this.view.hidden.includes(thing.group);
  }

  /** Bring legend, table and picture in step with the graph. */
  private tell(): void {
    const hidden = new Set(this.view.hidden);
    writeLegend(byId("legend"), this.kindsInView(), this.groups, hidden, (key, shown) => {
      const others = this.view.hidden.filter((kind) => kind !== key);
      this.view = { ...this.view, hidden: shown ? others : [...others, key] };
      this.remember();
      this.tell();
      byId("legend").querySelector<HTMLElement>(`[data-kind="${CSS.escape(key)}"]`)?.focus();
    });
    const opened = new Set(this.view.open);
    writeTwin(byId("twin"), this.graph, (id) => this.shown(id), opened, this.words, {
      show: (id) => void this.show(id).then(() => byId("panel").focus()),
      expand: (id) => void this.expand(id),
    });
    this.picture.refresh();
  }

  private kindsInView(): Kind[] {
    const found = new Map<string, Kind>();
    this.graph.forEachNode((_id, attributes) => {
      const thing = attributes["thing"] as api.Thing;
      const kind = found.get(thing.group) ?? { key: thing.group, label: thing.groupLabel, number: 0 };
      found.set(thing.group, { ...kind, number: kind.number + 1 });
    });
    return [...found.values()].sort((a, b) => b.number - a.number || a.key.localeCompare(b.key));
  }

  private async writePanel(id: string): Promise<void> {
    const panel = byId("panel");
    try {
      panel.innerHTML = await api.facts(this.addresses.panel, id);
    } catch (error) {
      panel.textContent = `${this.words.failed} ${error instanceof Error ? error.message : ""}`;
      return;
    }
    panel.querySelector("[data-expand]")?.addEventListener("click", () => void this.expand(id));
  }

  private remember(): void {
    window.history.pushState(null, "", window.location.pathname + write(this.view));
  }
}

const LONGEST = 32;

/** A label that leaves room for others; the whole one stands in panel and table. */
function shortened(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;
}
