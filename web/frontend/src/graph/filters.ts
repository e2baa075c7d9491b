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

/** What can be chosen among: numbers of links by relation and by source, and the years there are. */
export interface Choice {
  relations: ReadonlyMap<string, { label: string; number: number }>;
  sources: ReadonlyMap<string, number>;
  years: readonly [number, number] | null;
}

/** What can be chosen among in a graph. */
export function choiceIn(graph: Graph): Choice {
  const relations = new Map<string, { label: string; number: number }>();
  const sources = new Map<string, number>();
  graph.forEachEdge((_edge, attributes) => {
    for (const { property, label, sources: told } of attributes["links"] as Link[]) {
      relations.set(property, { label, number: (relations.get(property)?.number ?? 0) + 1 });
      for (const source of told) sources.set(source, (sources.get(source) ?? 0) + 1);
    }
  });
  const spans = graph.mapNodes((_id, { thing }) => (thing as Thing).years).filter((each) => each !== null);
  const years = spans.reduce<[number, number] | null>(
    (all, [from, to]) => (all ? [Math.min(all[0], from), Math.max(all[1], to)] : [from, to]),
    null,
  );
  return { relations, sources, years };
}

/** Bring the controls in step with the view and with what can be chosen. */
export function show(choice: Choice, view: View, titles: ReadonlyMap<string, string>, change: Change): void {
  showRelations(choice.relations, view, change);
  showSources(choice.sources, view, titles);
  showYears(choice.years, view);
  byId<HTMLSelectElement>("colour-by").value = view.colour;
  byId<HTMLSelectElement>("size-by").value = view.size;
}

function showRelations(found: Choice["relations"], view: View, change: Change): void {
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

function showSources(found: Choice["sources"], view: View, titles: ReadonlyMap<string, string>): void {
  const numbers = new Map([...(view.source ? [[view.source, 0] as const] : []), ...found]);
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

function showYears(found: Choice["years"], view: View): void {
  const [first, last] = found ?? [0, 0];
  byId("years").hidden = first === last;
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
