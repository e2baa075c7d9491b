// The same content as a table, a page at a time: what is shown, the best linked things first.
import { byId, element } from "../../common/dom";
import type { TwinWords } from "../twin";

export interface ListWords extends TwinWords {
  andMore: string;
  rowsOf: string;
  earlier: string;
  later: string;
}

export interface Line {
  out: boolean;
  relation: string;
  inferred: boolean;
  label: string;
  lang: string;
}

export interface Row {
  thing: number;
  label: string;
  lang: string;
  kind: string;
  href: string;
  around: string;
  lines: Line[];
  /** How many links there are besides. */
  more: number;
}

const PAGE = 50;

export class List {
  private page = 0;
  private shown: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly words: ListWords,
    private readonly row: (thing: number) => Row,
    private readonly show: (thing: number) => void,
  ) {}

  /** Tell things from the first page on. */
  tell(shown: Uint32Array): void {
    this.shown = shown;
    this.page = 0;
    this.write();
  }

  /** Tell the same page anew. */
  write(): void {
    const [from, to] = [this.page * PAGE, Math.min(this.shown.length, (this.page + 1) * PAGE)];
    const rows = [...this.shown.subarray(from, to)].map((thing) => this.tr(this.row(thing)));
    byId("twin").replaceChildren(...rows);
    const said = this.words.rowsOf
      .replace("{from}", String(Math.min(from + 1, to)))
      .replace("{to}", String(to))
      .replace("{all}", this.shown.length.toLocaleString(document.documentElement.lang));
    byId("pages").replaceChildren(
      element("span", {}, said),
      this.turn(this.words.earlier, -1, from > 0),
      this.turn(this.words.later, 1, to < this.shown.length),
    );
  }

  private turn(text: string, by: number, possible: boolean): HTMLButtonElement {
    const made = element("button", { type: "button", class: "quiet", "data-turn": String(by) }, text);
    made.disabled = !possible;
    made.addEventListener("click", () => {
      this.page += by;
      this.write();
      const again = byId("pages").querySelector<HTMLButtonElement>(`[data-turn="${by}"]`);
      (again?.disabled ? byId("pages").querySelector<HTMLButtonElement>("button:not(:disabled)") : again)?.focus();
    });
    return made;
  }

  private tr(row: Row): HTMLElement {
    const facts = element(
      "button",
      { type: "button", class: "quiet", "aria-label": this.words.factsOf.replace("{name}", row.label) },
      this.words.facts,
    );
    facts.addEventListener("click", () => this.show(row.thing));
    const around = element(
      "a",
      { href: row.around, role: "button", class: "quiet", "aria-label": this.words.expandThing.replace("{name}", row.label) },
      this.words.expand,
    );
    const lines = row.lines.map((line) => {
      const note = line.inferred ? ` (${this.words.inferred})` : "";
      const name = element("span", line.lang ? { lang: line.lang } : {}, line.label);
      return element("li", {}, `${line.out ? "→" : "←"} ${line.relation}${note}: `, name);
    });
    if (row.more) lines.push(element("li", { class: "muted" }, this.words.andMore.replace("{n}", String(row.more))));
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, element("a", row.lang ? { href: row.href, lang: row.lang } : { href: row.href }, row.label)),
      element("td", {}, row.kind),
      element("td", {}, element("ul", { class: "plain" }, ...lines)),
      element("td", { class: "acts" }, facts, around),
    );
  }
}
