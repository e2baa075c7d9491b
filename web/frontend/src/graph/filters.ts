// Which relations and years are in view, and what colour and size stand for.
import type Graph from "graphology";
import { byId, element } from "../common/dom";
import type { Link, Thing } from "./api";
import { COLOURS, SIZES, type View } from "./view";

export type Change = (part: Partial<View>) => void;

/** Make the controls of the filters speak. */
export function listen(change: Change): void {
  const years = [byId<HTMLInputElement>("year-from"), byId<HTMLInputElement>("year-to")] as const;
  for (const slider of years) {
    slider.addEventListener("change", () => {
      const [from, to] = years.map((each) => Number(each.value)) as [number, number];
      const whole = from <= Number(years[0].min) && to >= Number(years[1].max);
      change({ years: whole ? null : [Math.min(from, to), Math.max(from, to)] });
    });
    slider.addEventListener("input", () => tellYears());
  }
  const source = byId<HTMLSelectElement>("of-source");
  source.addEventListener("change", () => change({ source: source.value || null }));
  for (const [id, part, allowed] of [["colour-by", "colour", COLOURS], ["size-by", "size", SIZES]] as const) {
    const select = byId<HTMLSelectElement>(id);
    select.addEventListener("change", () => {
      if ((allowed as readonly string[]).includes(select.value)) change({ [part]: select.value });
    });
  }
}

/** Bring the controls in step with the view and with what is in the graph. */
export function show(graph: Graph, view: View, titles: ReadonlyMap<string, string>, change: Change): void {
  showRelations(graph, view, change);
  showSources(graph, view, titles);
  showYears(graph, view);
  byId<HTMLSelectElement>("colour-by").value = view.colour;
  byId<HTMLSelectElement>("size-by").value = view.size;
}

function showRelations(graph: Graph, view: View, change: Change): void {
  const found = new Map<string, { label: string; number: number }>();
  graph.forEachEdge((_edge, attributes) => {
    for (const link of attributes["links"] as Link[]) {
      const known = found.get(link.property) ?? { label: link.label, number: 0 };
      found.set(link.property, { ...known, number: known.number + 1 });
    }
  });
  const relations = [...found].sort(([, one], [, other]) => other.number - one.number);
  const place = byId("relations");
  const active = document.activeElement?.getAttribute("data-relation");
  place.replaceChildren(
    ...relations.map(([property, { label, number }]) => {
      const box = element("input", { type: "checkbox", "data-relation": property });
      box.checked = !view.without.includes(property);
      box.addEventListener("change", () => {
        const others = view.without.filter((each) => each !== property);
        change({ without: box.checked ? others : [...others, property] });
      });
      const count = element("span", { class: "muted" }, String(number));
      return element("li", {}, element("label", {}, box, `${label} `, count));
    }),
  );
  if (active) place.querySelector<HTMLElement>(`[data-relation="${CSS.escape(active)}"]`)?.focus();
}

function showSources(graph: Graph, view: View, titles: ReadonlyMap<string, string>): void {
  const numbers = new Map<string, number>(view.source ? [[view.source, 0]] : []);
  graph.forEachEdge((_edge, attributes) => {
    for (const link of attributes["links"] as Link[]) {
      for (const source of link.sources) numbers.set(source, (numbers.get(source) ?? 0) + 1);
    }
  });
  const select = byId<HTMLSelectElement>("of-source");
  const [all] = select.options;
  select.replaceChildren(
    ...(all ? [all] : []),
    ...[...numbers]
      .sort(([one, many], [other, more]) => more - many || one.localeCompare(other))
      .map(([source, number]) => element("option", { value: source }, `${titles.get(source) ?? source} (${number})`)),
  );
  select.value = view.source ?? "";
  byId("sources").hidden = numbers.size === 0;
}

function showYears(graph: Graph, view: View): void {
  const spans = graph.mapNodes((_id, { thing }) => (thing as Thing).years).filter((each) => each !== null);
  const first = Math.min(...spans.map(([year]) => year));
  const last = Math.max(...spans.map(([, year]) => year));
  byId("years").hidden = spans.length === 0 || first === last;
  for (const [id, value] of [["year-from", view.years?.[0] ?? first], ["year-to", view.years?.[1] ?? last]] as const) {
    const slider = byId<HTMLInputElement>(id);
    slider.min = String(first);
    slider.max = String(last);
    slider.value = String(value);
  }
  tellYears();
}

function tellYears(): void {
  const ends = ["year-from", "year-to"].map((id) => Number(byId<HTMLInputElement>(id).value));
  byId("years-said").textContent = `${Math.min(...ends)}–${Math.max(...ends)}`;
}
