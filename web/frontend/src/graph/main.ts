// The explorer: what is in view, and what changes it.
import "../../styles/graph.css";
import { byId, handedOver } from "../common/dom";
import { suggest } from "../common/suggest";
import * as api from "./api";
import { dark } from "./colours";
import { Explorer, type Words } from "./explorer";
import type { Handed as WholeHanded, WholeWords } from "./whole/whole";

interface Handed {
  addresses: { neighbours: string; panel: string; path: string; search: string };
  groups: string[];
  words: Words & WholeWords;
  /** About everything at once, where that is asked for. */
  whole: WholeHanded | null;
}

const handed = handedOver<Handed>("graph-data");
const explorer = handed.whole
  ? new (await import("./whole/whole")).Whole(handed.whole, handed.groups, handed.words)
  : new Explorer(handed.addresses, handed.groups, handed.words);

byId("zoom-in").addEventListener("click", () => explorer.zoom(1 / 1.5));
byId("zoom-out").addEventListener("click", () => explorer.zoom(1.5));
byId("fit").addEventListener("click", () => explorer.fit());
byId("overview").addEventListener("click", () => void explorer.overview());
dark.addEventListener("change", () => explorer.dress());
window.addEventListener("popstate", () => void explorer.restore());
for (const button of document.querySelectorAll<HTMLElement>("[data-save]")) {
  button.addEventListener("click", () => void explorer.save(button.dataset["save"] ?? "png"));
}

const form = byId<HTMLFormElement>("find");
suggest(form, handed.addresses.search, (hit) => void explorer.goTo(hit.id));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = new FormData(form).get("q");
  const adding = event.submitter?.id === "add";
  if (typeof text === "string" && text.trim()) void find(text.trim(), adding);
});

async function find(text: string, adding: boolean): Promise<void> {
  const [id] = await api.found(handed.addresses.search, text);
  if (id === undefined) explorer.say(handed.words.nothing);
  else if (adding && explorer instanceof Explorer) await explorer.expand(id);
  else await explorer.goTo(id);
}

byId("explorer").hidden = false;
void explorer.restore();
