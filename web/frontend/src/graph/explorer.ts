// Holds the graph in view and keeps picture, table, legend, panel and address in step.
import Graph from "graphology";
import { byId } from "../common/dom";
import { suggest } from "../common/suggest";
import * as api from "./api";
import { colour } from "./colours";
import { saveAs } from "./export";
import * as filters from "./filters";
import { layOut } from "./layout";
import { writeLegend, type Kind } from "./legend";
import { draw, noneOf, type Choices, type Picture } from "./picture";
import { writeTwin, type TwinWords } from "./twin";
import { leaveUndrawn } from "./undrawn";
import { NOTHING, read, write, type View } from "./view";

export interface Words extends TwinWords {
  nothing: string;
  failed: string;
  loading: string;
  inView: string;
  noPicture: string;
  cut: string;
}

export class Explorer {
  private readonly graph = new Graph({ type: "undirected", multi: false });
  private readonly picture: Picture;
  private readonly sources = new Map<string, string>();
  /** The steps of the paths in view, each the ids of its ends. */
  private steps = new Set<string>();
  private view: View = NOTHING;
  /** Counts the views that were begun. */
  private turn = 0;

  constructor(
    private readonly addresses: { neighbours: string; panel: string; path: string; search: string },
    private readonly groups: readonly string[],
    private readonly words: Words,
  ) {
    this.picture = this.drawn({
      focus: () => (this.view.focus && this.graph.hasNode(this.view.focus) ? this.view.focus : null),
      shown: (node) => this.shown(node),
      linkShown: (edge) => (this.graph.getEdgeAttribute(edge, "links") as api.Link[]).some((link) => this.linkShown(link)),
      onPath: (one, other) => this.steps.has(`${one} ${other}`) || this.steps.has(`${other} ${one}`),
      onClick: (node) => void this.show(node),
    });
    filters.listen((part) => this.change(part));
  }

  /** The picture; without WebGL there is none, and all else is as it is. */
  private drawn(choices: Choices): Picture {
    try {
      return draw(this.graph, byId("picture"), choices);
    } catch {
      leaveUndrawn(byId("picture"), this.words.noPicture);
      return noneOf(this.graph, this.words.noPicture);
    }
  }

  /** Show what the address asks for. */
  async restore(): Promise<void> {
    this.view = read(window.location.search);
    this.begin();
    const { turn } = this;
    if (this.view.query) await this.loadAnswer(this.view.query);
    if (turn !== this.turn) return;
    const { open, query, path } = this.view;
    if (open.length || (!query && !path)) await this.load(open);
    if (turn !== this.turn) return;
    this.steps.clear();
    if (path) await this.loadPath(path);
    if (turn !== this.turn) return;
    if (this.view.focus) await this.writePanel(this.view.focus);
  }

  /** Show the best linked things, and nothing in particular. */
  async overview(): Promise<void> {
    this.view = NOTHING;
    this.steps.clear();
    this.remember();
    byId("panel").replaceChildren();
    this.begin();
    await this.load([]);
    this.picture.fit();
  }

  /** Begin again from one thing and its neighbours. */
  async goTo(id: string): Promise<void> {
    this.view = { ...this.view, focus: id, open: [id], query: null, path: null };
    this.steps.clear();
    this.remember();
    this.begin();
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

  /** Add the shortest paths between two things to the view, and tell them step by step. */
  async connect(from: string, to: string): Promise<void> {
    const alone = this.view.open.length === 0 && !this.view.query;
    this.view = { ...this.view, focus: null, path: [from, to] };
    this.remember();
    if (alone) this.begin();
    await this.loadPath([from, to]);
    byId("panel").focus();
  }

  private async loadPath([from, to]: [string, string]): Promise<void> {
    const panel = byId("panel");
    try {
      panel.innerHTML = await api.path(this.addresses.path, from, to);
    } catch (error) {
      panel.textContent = `${this.words.failed} ${error instanceof Error ? error.message : ""}`;
      return;
    }
    const steps = [...panel.querySelectorAll<HTMLElement>("[data-step]")];
    this.steps = new Set(steps.map((step) => step.dataset["step"] ?? ""));
    const query = panel.querySelector<HTMLElement>("[data-query]")?.dataset["query"];
    if (query) await this.loadAnswer(query);
  }

  /** Take away what was added for a thing; without any such thing, show the overview. */
  async collapse(id: string): Promise<void> {
    const open = this.view.open.filter((each) => each !== id);
    if (open.length === 0 && !this.view.query && !this.view.path) return this.overview();
    this.view = { ...this.view, focus: open.at(-1) ?? null, open };
    this.remember();
    await this.restore();
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
      this.graph.mergeNodeAttributes(id, {
        color: this.colourOf(thing as api.Thing),
        size: this.sizeOf(thing as api.Thing),
      });
    });
    this.tell();
  }

  /** Say something to everybody, screen readers included. */
  say(text: string): void {
    byId("status").textContent = text;
  }

  /** Begin anew; what is still on its way for the view before is not shown any more. */
  private begin(): void {
    this.turn++;
    this.graph.clear();
  }

  private load(of: readonly string[]): Promise<void> {
    return this.bring(api.neighbours(this.addresses.neighbours, of));
  }

  private loadAnswer(query: string): Promise<void> {
    return this.bring(api.answered(this.addresses.neighbours, query));
  }

  private async bring(coming: Promise<api.Part>): Promise<void> {
    const { turn } = this;
    this.say(this.words.loading);
    try {
      const part = await coming;
      if (turn !== this.turn) return;
      this.add(part);
      const places = await layOut(this.graph, byId("picture"));
      if (turn !== this.turn) return;
      this.picture.move(places);
      const quiet = byId("status").textContent === this.words.loading;
      if (part.cut || quiet) this.say(part.cut ? this.words.cut : "");
    } catch (error) {
      if (turn !== this.turn) return;
      this.say(`${this.words.failed} ${error instanceof Error ? error.message : ""}`);
    }
    this.tell();
  }

  private add(part: api.Part): void {
    for (const [source, title] of Object.entries(part.sources)) this.sources.set(source, title);
    part.nodes.forEach((thing, i) => this.addThing(thing, i, part.nodes.length));
    for (const link of part.links) {
      if (link.source === link.target) continue;
      if (!this.graph.hasNode(link.source) || !this.graph.hasNode(link.target)) continue;
      const edge = this.graph.edge(link.source, link.target);
      const links = edge ? (this.graph.getEdgeAttribute(edge, "links") as api.Link[]) : [];
      const known = links.some((l) => l.source === link.source && l.property === link.property);
      const all = known ? links : [...links, link];
      this.graph.mergeEdge(link.source, link.target, { links: all, label: all[0]?.label ?? "" });
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
      size: this.sizeOf(thing),
      color: this.colourOf(thing),
    });
  }

  private colourOf(thing: api.Thing): string {
    if (this.view.colour === "kind") return colour(Math.max(0, this.groups.indexOf(thing.group)));
    return colour((thing.measures.community ?? 0) - 1);
  }

  /** By area, so that twice as much looks twice as large. */
  private sizeOf({ degree, measures }: api.Thing): number {
    const value = this.view.size === "degree" ? degree : (measures[this.view.size] ?? 0) * MEASURED[this.view.size];
    return Math.min(5 + 2.2 * Math.sqrt(value), 22);
  }

  private shown(id: string): boolean {
    const { group, years } = this.graph.getNodeAttribute(id, "thing") as api.Thing;
    const wanted = this.view.years;
    const fits = !wanted || !years || (years[1] >= wanted[0] && years[0] <= wanted[1]);
    return fits && !this.view.hidden.includes(group) && (!this.view.source || this.isTold(id));
  }

  /** Whether the chosen source says something of a thing that is in view. */
  private isTold(id: string): boolean {
    return this.graph.someEdge(id, (_edge, { links }) => (links as api.Link[]).some((link) => this.linkShown(link)));
  }

  private linkShown(link: api.Link): boolean {
    const { source, without } = this.view;
    return !without.includes(link.property) && (!source || link.sources.includes(source));
  }

  /** Change what is shown, or how, and remember it in the address. */
  private change(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    this.remember();
    this.dress();
  }

  /** What is shown, as a graph of its own. */
  private inView(): Graph {
    const copy = this.graph.copy();
    copy.forEachNode((id) => {
      if (!this.shown(id)) copy.dropNode(id);
    });
    copy.forEachEdge((edge, attributes) => {
      const links = (attributes["links"] as api.Link[]).filter((link) => this.linkShown(link));
      if (links.length) copy.setEdgeAttribute(edge, "links", links);
      else copy.dropEdge(edge);
    });
    return copy;
  }

  /** Save what is in view as a file of that format. */
  async save(format: string): Promise<void> {
    try {
      await saveAs(format, () => this.inView(), () => this.picture.image());
    } catch (error) {
      this.say(error instanceof Error ? error.message : this.words.failed);
    }
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
    filters.show(filters.choiceIn(this.graph), this.view, this.sources, (part) => this.change(part));
    const opened = new Set(this.view.open);
    const shown = (id: string): boolean => this.shown(id);
    writeTwin(byId("twin"), this.graph, shown, (link) => this.linkShown(link), opened, this.words, {
      show: (id) => void this.show(id).then(() => byId("panel").focus()),
      expand: (id) => void this.expand(id),
      collapse: (id) => void this.collapse(id),
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
    this.offerPaths(id);
    const button = panel.querySelector<HTMLElement>("[data-expand]");
    const opened = this.view.open.includes(id);
    if (button && opened) button.textContent = button.dataset["collapse"] ?? "";
    button?.addEventListener("click", () => void (opened ? this.collapse(id) : this.expand(id)));
  }

  /** Have the panel's form find paths from its thing to another. */
  private offerPaths(id: string): void {
    const form = byId("panel").querySelector<HTMLFormElement>("form[data-path]");
    if (!form) return;
    form.hidden = false;
    suggest(form, this.addresses.search, (hit) => void this.connect(id, hit.id));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = new FormData(form).get("to");
      if (typeof text === "string" && text.trim()) void this.connectByName(id, text.trim());
    });
  }

  private async connectByName(id: string, text: string): Promise<void> {
    const [other] = await api.found(this.addresses.search, text);
    if (other !== undefined) await this.connect(id, other);
    else this.say(this.words.nothing);
  }

  private remember(): void {
    window.history.pushState(null, "", window.location.pathname + write(this.view));
  }
}

/** What makes a measure about as large as numbers of links are. */
const MEASURED = { betweenness: 200, pagerank: 2000 };
const LONGEST = 32;

/** A label that leaves room for others; the whole one stands in panel and table. */
function shortened(label: string): string {
  return label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;
}
