// The same content as the picture, as a table for keyboard and screen reader.
import type Graph from "graphology";
import { element } from "../common/dom";
import type { Link, Thing } from "./api";

export interface TwinWords {
  expand: string;
  expandThing: string;
  collapse: string;
  collapseThing: string;
  facts: string;
  factsOf: string;
  inferred: string;
}

export interface TwinActions {
  show(id: string): void;
  expand(id: string): void;
  collapse(id: string): void;
}

/** Write the rows of the table: each thing that is shown, and its links. */
export function writeTwin(
  body: HTMLElement,
  graph: Graph,
  shown: (id: string) => boolean,
  linkShown: (link: Link) => boolean,
  opened: ReadonlySet<string>,
  words: TwinWords,
  actions: TwinActions,
): void {
  const things = graph
    .nodes()
    .filter(shown)
    .map((id) => graph.getNodeAttribute(id, "thing") as Thing)
    .sort((a, b) => a.label.localeCompare(b.label, document.documentElement.lang));
  const active = document.activeElement?.getAttribute("data-act");
  body.replaceChildren(
    ...things.map((thing) =>
      element(
        "tr",
        {},
        element("th", { scope: "row" }, name(thing)),
        element("td", {}, thing.kindLabel),
        element("td", {}, linksOf(graph, thing.id, shown, linkShown, words)),
        element("td", { class: "acts" }, ...buttons(thing, opened, words, actions)),
      ),
    ),
  );
  if (active) focusAgain(body, active);
}

/** The button that had the focus, or the one in its place: what was expanded can now be collapsed. */
function focusAgain(body: HTMLElement, act: string): void {
  const other = act.startsWith("expand ") ? act.replace("expand", "collapse") : act.replace("collapse", "expand");
  for (const each of [act, other]) {
    const button = body.querySelector<HTMLElement>(`[data-act="${CSS.escape(each)}"]`);
    if (button) return button.focus();
  }
}

function name(thing: Thing): HTMLElement {
  const attributes: Record<string, string> = { href: thing.href };
  if (thing.lang) attributes["lang"] = thing.lang;
  return element("a", attributes, thing.label);
}

function linksOf(
  graph: Graph,
  id: string,
  shown: (id: string) => boolean,
  linkShown: (link: Link) => boolean,
  words: TwinWords,
): HTMLElement {
  const lines: { text: string; item: HTMLElement }[] = [];
  graph.forEachEdge(id, (_edge, attributes, source, target) => {
    const other = source === id ? target : source;
    if (!shown(other)) return;
    const thing = graph.getNodeAttribute(other, "thing") as Thing;
    for (const link of (attributes["links"] as Link[]).filter(linkShown)) {
      const arrow = link.source === id ? "→" : "←";
      const note = link.inferred ? ` (${words.inferred})` : "";
      const label = element("span", thing.lang ? { lang: thing.lang } : {}, thing.label);
      const said = `${arrow} ${link.label}${note}: `;
      lines.push({ text: said + thing.label, item: element("li", {}, said, label) });
    }
  });
  lines.sort((a, b) => a.text.localeCompare(b.text, document.documentElement.lang));
  return element("ul", { class: "plain" }, ...lines.map((line) => line.item));
}

function buttons(
  thing: Thing,
  opened: ReadonlySet<string>,
  words: TwinWords,
  actions: TwinActions,
): HTMLElement[] {
  const show = button(words.facts, words.factsOf, thing, "facts");
  show.addEventListener("click", () => actions.show(thing.id));
  const [text, full, act] = opened.has(thing.id)
    ? ([words.collapse, words.collapseThing, "collapse"] as const)
    : ([words.expand, words.expandThing, "expand"] as const);
  const change = button(text, full, thing, act);
  change.addEventListener("click", () => actions[act](thing.id));
  return [show, change];
}

function button(text: string, full: string, thing: Thing, act: string): HTMLButtonElement {
  const label = full.replace("{name}", thing.label);
  const attributes = { type: "button", class: "quiet", "aria-label": label };
  return element("button", { ...attributes, "data-act": `${act} ${thing.id}` }, text);
}
