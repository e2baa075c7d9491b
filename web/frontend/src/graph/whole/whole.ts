// The explorer of everything at once: places come from the server, and what is hidden is a byte a thing.
import Graph from "graphology";
import { byId } from "../../common/dom";
import { suggest } from "../../common/suggest";
import * as api from "../api";
import { colour } from "../colours";
import { saveAs } from "../export";
import * as filters from "../filters";
import { writeLegend, type Kind } from "../legend";
import { leaveUndrawn } from "../undrawn";
import { NOTHING, read, write, type View } from "../view";
import { writeFocus, writeLabels, type Mark } from "./above";
import { onStage, unit, START, type Camera, type Stage } from "./camera";
import { endsOf, NO_YEAR, readColumns, type Columns, type Ends, type Names } from "./columns";
import { List, type ListWords, type Row } from "./list";
import { rgb, WholePicture } from "./picture";
import { placed, type Marks } from "./surface";

export interface WholeWords extends ListWords {
  nothing: string;
  failed: string;
  loading: string;
  noPicture: string;
}

/** What the page hands over about everything. */
export interface Handed {
  columns: string;
  names: string;
  panel: string;
  search: string;
  graph: string;
  kinds: { key: string; label: string; group: string; groupLabel: string }[];
  relations: { id: string; label: string }[];
}

const LINES = 6;
const LABELS = 40;
/** Of how many things labels are tried in a view. */
const TRIED = 600;
/** What makes a measure about as large as numbers of links are. */
const MEASURED = { betweenness: 200, pagerank: 2000 };

export class Whole {
  private view: View = { ...NOTHING, whole: true };
  private columns!: Columns;
  private ends!: Ends;
  private names: Names | null = null;
  private index = new Map<string, number>();
  private picture: WholePicture | null = null;
  private readonly list: List;
  private places: Float32Array = new Float32Array(0);
  private sizes: Float32Array = new Float32Array(0);
  private shown: Uint8Array = new Uint8Array(0);
  private order: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly handed: Handed,
    private readonly groups: readonly string[],
    private readonly words: WholeWords,
  ) {
    this.list = new List(words, (thing) => this.row(thing), (thing) => void this.show(thing, true));
    filters.listen((part) => this.change(part));
  }

  /** Show what the address asks for. */
  async restore(): Promise<void> {
    this.view = read(window.location.search);
    if (this.columns) return this.again();
    this.say(this.words.loading);
    try {
      const names = fetch(this.handed.names);
      const answer = await fetch(this.handed.columns);
      if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
      this.columns = readColumns(await answer.arrayBuffer());
      this.stageIt();
      this.paint(false);
      await painted();
      this.ends = endsOf(this.columns);
      this.paint(true);
      await this.name(await names);
      this.say("");
    } catch (error) {
      this.say(`${this.words.failed} ${error instanceof Error ? error.message : ""}`);
    }
  }

  /** Begin anew from everything. */
  overview(): void {
    byId("panel").replaceChildren();
    this.change({ ...NOTHING, whole: true });
    this.picture?.fit();
  }

  /** Go to a thing that was found by name. */
  async goTo(id: string): Promise<void> {
    const thing = this.index.get(id);
    if (thing === undefined) this.say(this.words.nothing);
    else await this.show(thing, false);
  }

  zoom(factor: number): void {
    this.picture?.zoom(1 / factor);
  }

  fit(): void {
    this.picture?.fit();
  }

  dress(): void {
    if (this.columns) this.paint(true);
  }

  say(text: string): void {
    byId("status").textContent = text;
  }

  async save(format: string): Promise<void> {
    if (!this.names) return;
    this.say(this.words.loading);
    await painted();
    try {
      await saveAs(format, () => this.graph(), () => this.picture?.image() ?? Promise.reject(new Error(this.words.noPicture)));
      this.say("");
    } catch (error) {
      this.say(error instanceof Error ? error.message : this.words.failed);
    }
  }

  private stageIt(): void {
    try {
      this.picture = new WholePicture(byId("picture"), {
        above: (...call) => this.above(...call),
        at: (...call) => this.at(...call),
        onClick: (thing) => (thing === null ? this.leave() : void this.show(thing, false)),
        onRest: (camera) => this.rest(camera),
        onResize: (stage) => this.resize(stage),
      });
      this.picture.look(this.camera());
    } catch {
      this.picture = null;
      leaveUndrawn(byId("picture"), this.words.noPicture);
    }
  }

  private camera(): Camera {
    const { at } = this.view;
    return at ? { x: at[0], y: at[1], zoom: at[2] } : START;
  }

  private resize(stage: Stage): void {
    this.places = placed(this.columns.node.x, this.columns.node.y, stage);
    if (this.ends) this.paint(true);
  }

  /** Take names and whatever is told by them. */
  private async name(answer: Response): Promise<void> {
    if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
    this.names = (await answer.json()) as Names;
    this.index = new Map(this.names.ids.map((id, thing) => [id, thing]));
    if (this.view.source) this.paint(true);
    this.tell();
    const focus = this.focus();
    if (focus !== null) await this.writePanel(focus);
  }

  private again(): void {
    this.picture?.look(this.camera());
    this.paint(true);
    this.tell();
    const focus = this.focus();
    if (focus === null) byId("panel").replaceChildren();
    else void this.writePanel(focus);
  }

  /** Work out what is shown, and hand it to the picture. */
  private paint(withLines: boolean): void {
    const { columns } = this;
    this.shown = this.thingsShown();
    this.sizes = this.sizesOf();
    const kinds = this.handed.kinds.map(({ group }) => rgb(colour(Math.max(0, this.groups.indexOf(group)))).map((part) => part * 255));
    const rgbOf = (thing: number): number[] =>
      this.view.colour === "community"
        ? rgb(colour(Math.max(0, columns.node.community[thing]! - 1))).map((part) => part * 255)
        : (kinds[columns.node.kind[thing]!] ?? [128, 128, 128]);
    const shades = new Uint8Array(4 * columns.things);
    for (let thing = 0; thing < columns.things; thing++) shades.set([...rgbOf(thing), 235], 4 * thing);
    this.order = order(this.shown);
    this.picture?.draw(...points(this.order, this.places, shades, this.sizes), withLines ? this.lines(shades) : null);
  }

  private thingsShown(): Uint8Array {
    const { things, node } = this.columns;
    const hidden = this.handed.kinds.map(({ group }) => this.view.hidden.includes(group));
    const [from, to] = this.view.years ?? [-Infinity, Infinity];
    const shown = new Uint8Array(things);
    for (let n = 0; n < things; n++) {
      const fits = node.first[n] === NO_YEAR || (node.last[n]! >= from && node.first[n]! <= to);
      shown[n] = fits && !hidden[node.kind[n]!] ? 1 : 0;
    }
    if (!this.view.source || !this.names) return shown;
    const told = new Uint8Array(things);
    const { link } = this.columns;
    const said = this.linkFilter();
    for (let i = 0; i < this.columns.links; i++) {
      if (said(i)) told[link.source[i]!] = told[link.target[i]!] = 1;
    }
    return shown.map((each, n) => each & told[n]!);
  }

  /** Whether a link is shown where both its ends are. */
  private linkFilter(): (link: number) => boolean {
    const { link, sets } = this.columns;
    const without = this.handed.relations.map(({ id }) => this.view.without.includes(id));
    const source = this.view.source && this.names ? this.names.sources.indexOf(this.view.source) : null;
    const told = sets.map((set) => source === null || set.includes(source));
    return (i) => !without[link.property[i]!] && told[link.told[i]!]!;
  }

  private sizesOf(): Float32Array {
    const { things, node } = this.columns;
    const crowd = Math.min(1, Math.max(0.2, Math.sqrt(2000 / things)));
    return Float32Array.from({ length: things }, (_each, thing) => {
      const by = this.view.size;
      const value = by === "degree" ? node.degree[thing]! : node[by][thing]! * MEASURED[by];
      return Math.min(34, (5 + 3.4 * Math.sqrt(value)) * crowd);
    });
  }

  private lines(shades: Uint8Array): Marks {
    const { links, link } = this.columns;
    const said = this.linkFilter();
    const shown = new Uint32Array(links);
    let count = 0;
    for (let i = 0; i < links; i++) {
      if (this.shown[link.source[i]!] && this.shown[link.target[i]!] && said(i)) shown[count++] = i;
    }
    const [places, colours] = [new Float32Array(4 * count), new Uint8Array(8 * count)];
    // The more there are and the longer, the fainter, or they bury what lies beneath.
    const base = Math.min(170, Math.max(9, 40_000 / Math.sqrt(count + 1)));
    for (let n = 0; n < count; n++) {
      const i = shown[n]!;
      const [s, t] = [link.source[i]!, link.target[i]!];
      const [x1, y1] = [this.places[2 * s]!, this.places[2 * s + 1]!];
      const [x2, y2] = [this.places[2 * t]!, this.places[2 * t + 1]!];
      places.set([x1, y1, x2, y2], 4 * n);
      const faint = Math.max(3, base / (1 + 8 * Math.hypot(x2 - x1, y2 - y1)));
      colours.set([shades[4 * s]!, shades[4 * s + 1]!, shades[4 * s + 2]!, faint], 8 * n);
      colours.set([shades[4 * t]!, shades[4 * t + 1]!, shades[4 * t + 2]!, faint], 8 * n + 4);
    }
    return { places, colours };
  }

  private mark(thing: number, camera: Camera, stage: Stage): Mark {
    const [x, y] = onStage(camera, stage, this.places[2 * thing]!, this.places[2 * thing + 1]!);
    const enlarged = Math.min(6, Math.max(1, camera.zoom ** 0.5));
    return { x, y, radius: (this.sizes[thing]! * enlarged) / 2, label: shortened(this.names?.labels[thing] ?? "") };
  }

  private above(context: CanvasRenderingContext2D, camera: Camera, stage: Stage, resting: boolean): void {
    const focus = this.focus();
    const near = focus === null ? [] : this.around(focus);
    const of = (thing: number): Mark => this.mark(thing, camera, stage);
    if (focus !== null) writeFocus(context, of(focus), near.map(of));
    if (!resting || !this.names) return;
    const inView = focus === null ? this.inView(camera, stage) : [focus, ...near];
    writeLabels(context, inView.map(of), stage.width, LABELS);
  }

  /** The best linked things that are shown on the stage. */
  private inView(camera: Camera, stage: Stage): number[] {
    const scale = unit(stage) * camera.zoom;
    const [wide, high] = [stage.width / scale / 2, stage.height / scale / 2];
    const found: number[] = [];
    for (const thing of this.order) {
      const [dx, dy] = [this.places[2 * thing]! - camera.x, this.places[2 * thing + 1]! - camera.y];
      if (Math.abs(dx) < wide && Math.abs(dy) < high && found.push(thing) >= TRIED) break;
    }
    return found;
  }

  private at(camera: Camera, stage: Stage, px: number, py: number): number | null {
    const scale = unit(stage) * camera.zoom;
    const [x, y] = [camera.x + (px - stage.width / 2) / scale, camera.y + (py - stage.height / 2) / scale];
    const enlarged = Math.min(6, Math.max(1, camera.zoom ** 0.5));
    let [nearest, least] = [-1, Infinity];
    for (const thing of this.order) {
      const away = Math.hypot(this.places[2 * thing]! - x, this.places[2 * thing + 1]! - y) * scale;
      const beyond = away - Math.max(5, (this.sizes[thing]! * enlarged) / 2);
      if (beyond < 0 && beyond < least) [nearest, least] = [thing, beyond];
    }
    return nearest < 0 ? null : nearest;
  }

  private focus(): number | null {
    const thing = this.view.focus ? this.index.get(this.view.focus) : undefined;
    return thing === undefined ? null : thing;
  }

  /** What a thing is linked with, as far as it is shown. */
  private around(thing: number): number[] {
    const { link } = this.columns;
    const said = this.linkFilter();
    const found = new Set<number>();
    for (const i of this.linksOf(thing)) {
      const other = link.source[i] === thing ? link.target[i]! : link.source[i]!;
      if (this.shown[other] && said(i)) found.add(other);
    }
    return [...found].sort((one, other) => one - other);
  }

  private linksOf(thing: number): Uint32Array {
    return this.ends.links.subarray(this.ends.start[thing], this.ends.start[thing + 1]);
  }

  private async show(thing: number, fromTable: boolean): Promise<void> {
    if (!this.names) return;
    this.view = { ...this.view, focus: this.names.ids[thing] ?? null };
    this.remember();
    this.picture?.centre(this.places[2 * thing]!, this.places[2 * thing + 1]!, fromTable ? 3 : this.picture.view.zoom);
    this.picture?.refresh();
    await this.writePanel(thing);
    if (fromTable) byId("panel").focus();
  }

  private leave(): void {
    if (this.view.focus === null) return;
    this.view = { ...this.view, focus: null };
    this.remember();
    byId("panel").replaceChildren();
    this.picture?.refresh();
  }

  private async writePanel(thing: number): Promise<void> {
    const id = this.names?.ids[thing] ?? "";
    const panel = byId("panel");
    try {
      panel.innerHTML = await api.facts(this.handed.panel, id);
    } catch (error) {
      panel.textContent = `${this.words.failed} ${error instanceof Error ? error.message : ""}`;
      return;
    }
    panel.querySelector<HTMLElement>("[data-expand]")?.addEventListener("click", () => {
      window.location.assign(this.aroundIt(id));
    });
    const form = panel.querySelector<HTMLFormElement>("form[data-path]");
    if (!form) return;
    form.hidden = false;
    const connect = (other: string): void =>
      window.location.assign(this.handed.graph + write({ ...NOTHING, open: [id], path: [id, other] }));
    suggest(form, this.handed.search, (hit) => connect(hit.id));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const text = new FormData(form).get("to");
      if (typeof text !== "string" || !text.trim()) return;
      void api.found(this.handed.search, text.trim()).then(([other]) =>
        other === undefined ? this.say(this.words.nothing) : connect(other),
      );
    });
  }

  private aroundIt(id: string): string {
    return this.handed.graph + write({ ...NOTHING, focus: id });
  }

  private change(part: Partial<View>): void {
    this.view = { ...this.view, ...part };
    this.remember();
    this.paint(true);
    this.tell();
  }

  /** The view came to rest: the address says so, without a step back for each movement. */
  private rest({ x, y, zoom }: Camera): void {
    const whole = x === START.x && y === START.y && zoom === START.zoom;
    this.view = { ...this.view, at: whole ? null : [x, y, zoom] };
    window.history.replaceState(null, "", window.location.pathname + write(this.view));
  }

  private remember(): void {
    window.history.pushState(null, "", window.location.pathname + write(this.view));
  }

  /** Bring legend, filters and table in step. */
  private tell(): void {
    if (!this.names) return;
    const hidden = new Set(this.view.hidden);
    writeLegend(byId("legend"), this.kinds(), this.groups, hidden, (key, shown) => {
      const others = this.view.hidden.filter((kind) => kind !== key);
      this.change({ hidden: shown ? others : [...others, key] });
      byId("legend").querySelector<HTMLElement>(`[data-kind="${CSS.escape(key)}"]`)?.focus();
    });
    const titles = new Map(this.names.sources.map((id, n) => [id, this.names?.titles[n] ?? id]));
    filters.show(this.choice(), this.view, titles, (part) => this.change(part));
    this.list.tell(this.order);
    this.picture?.refresh();
  }

  private kinds(): Kind[] {
    const found = new Map<string, Kind>();
    const numbers = new Uint32Array(this.handed.kinds.length);
    for (const kind of this.columns.node.kind) numbers[kind]!++;
    this.handed.kinds.forEach(({ group, groupLabel }, kind) => {
      const number = (found.get(group)?.number ?? 0) + numbers[kind]!;
      if (number) found.set(group, { key: group, label: groupLabel, number });
    });
    return [...found.values()].sort((a, b) => b.number - a.number || a.key.localeCompare(b.key));
  }

  private choice(): filters.Choice {
    const { link, node, sets } = this.columns;
    const bySet = new Uint32Array(sets.length);
    const byRelation = new Uint32Array(this.handed.relations.length);
    for (const set of link.told) bySet[set]!++;
    for (const relation of link.property) byRelation[relation]!++;
    const sources = new Map<string, number>();
    sets.forEach((set, n) => {
      for (const source of set) {
        const id = this.names?.sources[source] ?? "";
        sources.set(id, (sources.get(id) ?? 0) + bySet[n]!);
      }
    });
    let years: [number, number] | null = null;
    for (let n = 0; n < this.columns.things; n++) {
      const [from, to] = [node.first[n]!, node.last[n]!];
      if (from !== NO_YEAR) years = years ? [Math.min(years[0], from), Math.max(years[1], to)] : [from, to];
    }
    const relations = this.handed.relations.map(({ id, label }, n) => [id, { label, number: byRelation[n]! }] as const);
    return { relations: new Map(relations), sources, years };
  }

  private row(thing: number): Row {
    const { link } = this.columns;
    const said = this.linkFilter();
    const id = this.names?.ids[thing] ?? "";
    const links = [...this.linksOf(thing)].filter((i) => said(i) && this.shown[link.source[i]!] && this.shown[link.target[i]!]);
    return {
      thing,
      ...this.called(thing),
      kind: this.handed.kinds[this.columns.node.kind[thing]!]?.label ?? "",
      href: this.thing(thing).href,
      around: this.aroundIt(id),
      lines: links.slice(0, LINES).map((i) => ({
        out: link.source[i] === thing,
        relation: this.handed.relations[link.property[i]!]?.label ?? "",
        inferred: link.inferred[i] === 1,
        ...this.called(link.source[i] === thing ? link.target[i]! : link.source[i]!),
      })),
      more: Math.max(0, links.length - LINES),
    };
  }

  private called(thing: number): { label: string; lang: string } {
    const { names } = this;
    return { label: names?.labels[thing] ?? "", lang: names?.tongues[names.tongue[thing] ?? 0] ?? "" };
  }

  private thing(thing: number): api.Thing {
    const { node } = this.columns;
    const id = this.names?.ids[thing] ?? "";
    const kind = this.handed.kinds[node.kind[thing]!];
    return {
      id,
      iri: id,
      ...this.called(thing),
      kind: kind?.key ?? "",
      kindLabel: kind?.label ?? "",
      group: kind?.group ?? "",
      groupLabel: kind?.groupLabel ?? "",
      degree: node.degree[thing]!,
      years: node.first[thing] === NO_YEAR ? null : [node.first[thing]!, node.last[thing]!],
      measures: {},
      href: `${this.handed.graph.replace(/\/graph$/, "")}/${id}.html`,
    };
  }

  /** What is shown, as a graph of its own. */
  private graph(): Graph {
    const { link, links, sets } = this.columns;
    const graph = new Graph({ type: "undirected", multi: false });
    for (const n of this.order) {
      const thing = this.thing(n);
      const [x, y] = [this.places[2 * n]! * 1000, -this.places[2 * n + 1]! * 1000];
      const by = Math.max(0, this.groups.indexOf(thing.group));
      graph.addNode(thing.id, { thing, label: thing.label, x, y, size: this.sizes[n]! / 2, color: colour(by) });
    }
    const said = this.linkFilter();
    for (let i = 0; i < links; i++) {
      const [s, t] = [link.source[i]!, link.target[i]!];
      if (!this.shown[s] || !this.shown[t] || !said(i)) continue;
      const [source, target] = [this.names?.ids[s] ?? "", this.names?.ids[t] ?? ""];
      const relation = this.handed.relations[link.property[i]!];
      const made: api.Link = {
        source,
        target,
        property: relation?.id ?? "",
        label: relation?.label ?? "",
        inferred: link.inferred[i] === 1,
        sources: (sets[link.told[i]!] ?? []).map((each) => this.names?.sources[each] ?? ""),
      };
      const edge = graph.edge(source, target);
      const all = edge ? (graph.getEdgeAttribute(edge, "links") as api.Link[]) : [];
      graph.mergeEdge(source, target, { links: [...all, made], label: all[0]?.label ?? made.label });
    }
    return graph;
  }
}

/** The things of which that says yes, in their order. */
function order(shown: Uint8Array): Uint32Array {
  const found = new Uint32Array(shown.length);
  let count = 0;
  shown.forEach((yes, thing) => {
    if (yes) found[count++] = thing;
  });
  return found.subarray(0, count);
}

/** Points for the picture, the least linked first, so that hubs lie on top. */
function points(order: Uint32Array, places: Float32Array, shades: Uint8Array, sizes: Float32Array): [Marks, Float32Array] {
  const count = order.length;
  const made = { places: new Float32Array(2 * count), colours: new Uint8Array(4 * count) };
  const large = new Float32Array(count);
  for (let n = 0; n < count; n++) {
    const thing = order[count - 1 - n]!;
    made.places.set([places[2 * thing]!, places[2 * thing + 1]!], 2 * n);
    made.colours.set(shades.subarray(4 * thing, 4 * thing + 4), 4 * n);
    large[n] = sizes[thing]!;
  }
  return [made, large];
}

const LONGEST = 32;
const shortened = (label: string): string =>
  label.length > LONGEST ? `${label.slice(0, LONGEST - 1).trimEnd()}…` : label;

/** Resolves when what was asked for has been drawn once. */
const painted = (): Promise<void> =>
  new Promise((resolve) => window.requestAnimationFrame(() => window.setTimeout(resolve)));
