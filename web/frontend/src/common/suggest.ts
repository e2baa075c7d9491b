// Suggestions while typing: an ARIA combobox over a plain search form.
import { element } from "./dom";

export interface Hit {
  id: string;
  label: string;
  lang: string;
  types: string[];
  href: string;
}

const WAIT = 150;
const SHORTEST = 2;
let count = 0;

/** Offer suggestions for the search field of a form: the address to ask, and what becomes of the chosen one. */
export function suggest(form: HTMLFormElement, address: string, choose: (hit: Hit) => void = open): void {
  const input = form.querySelector<HTMLInputElement>("input[type=search]");
  if (input) new Suggestions(input, address, choose);
}

const open = (hit: Hit): void => window.location.assign(hit.href);

class Suggestions {
  private readonly list: HTMLUListElement;
  private hits: Hit[] = [];
  private chosen = -1;
  private timer = 0;
  private asked = 0;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly address: string,
    private readonly choose: (hit: Hit) => void,
  ) {
    const id = `suggestions-${++count}`;
    this.list = element("ul", { id, role: "listbox", hidden: "" });
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent ?? "");
    const box = element("div", { class: "suggest" });
    const focused = document.activeElement === input;
    input.replaceWith(box);
    box.append(input, this.list);
    if (focused) input.focus();
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", id],
    ] as const) {
      input.setAttribute(name, value);
    }
    input.addEventListener("input", () => this.later());
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => window.setTimeout(() => this.close(), 150));
  }

  private later(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.ask(), WAIT);
  }

  private async ask(): Promise<void> {
    const text = this.input.value.trim();
    const turn = ++this.asked;
    if (text.length < SHORTEST) return this.close();
    const answer = await fetch(`${this.address}?limit=8&q=${encodeURIComponent(text)}`);
    if (!answer.ok || turn !== this.asked) return;
    const body = (await answer.json()) as { results: Hit[] };
    if (document.activeElement === this.input) this.show(body.results);
  }

  private show(hits: Hit[]): void {
    this.hits = hits;
    this.chosen = -1;
    this.list.replaceChildren(...hits.map((hit, index) => this.option(hit, index)));
    this.list.hidden = hits.length === 0;
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  private option(hit: Hit, index: number): HTMLLIElement {
    const made = element(
      "li",
      { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false" },
      element("span", hit.lang ? { lang: hit.lang } : {}, hit.label),
      element("small", {}, hit.types.join(", ")),
    );
    made.addEventListener("mousedown", (event) => event.preventDefault());
    made.addEventListener("click", () => this.take(hit));
    return made;
  }

  private key(event: KeyboardEvent): void {
    if (this.list.hidden) return;
    if (event.key === "Escape") {
      // A search field would lose what was typed.
      event.preventDefault();
      return this.close();
    }
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      this.move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter") {
      const hit = this.hits[this.chosen];
      if (!hit) return;
      event.preventDefault();
      this.take(hit);
    }
  }

  private take(hit: Hit): void {
    this.input.value = hit.label;
    this.close();
    this.choose(hit);
  }

  private move(step: number): void {
    const options = [...this.list.children];
    this.chosen = (this.chosen + step + options.length + (this.chosen < 0 && step < 0 ? 1 : 0)) % options.length;
    options.forEach((option, index) => {
      option.setAttribute("aria-selected", String(index === this.chosen));
    });
    const now = options[this.chosen];
    if (!now) return;
    this.input.setAttribute("aria-activedescendant", now.id);
    now.scrollIntoView({ block: "nearest" });
  }

  private close(): void {
    this.asked++;
    this.show([]);
  }
}
