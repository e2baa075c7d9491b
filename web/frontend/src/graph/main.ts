// The explorer: what is in view, and what changes it.
import "../../styles/graph.css";
import { enableCopying } from "../common/copy";
import { byId, handedOver } from "../common/dom";
import * as api from "./api";
import { dark } from "./colours";
import { Explorer, type Words } from "./explorer";
import type { Handed as WholeHanded, WholeWords } from "./whole/whole";

interface Handed {
  addresses: { neighbours: string; panel: string; search: string };
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
enableCopying(byId("explorer"));
for (const button of document.querySelectorAll<HTMLElement>("[data-save]")) {
  button.addEventListener("click", () => void explorer.save(button.dataset["save"] ?? "png"));
}

const form = byId<HTMLFormElement>("find");
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = new FormData(form).get("q");
  if (typeof text === "string" && text.trim()) void find(text.trim());
});

async function find(text: string): Promise<void> {
  const [id] = await api.found(handed.addresses.search, text);
  if (id !== undefined) await explorer.goTo(id);
  else explorer.say(handed.words.nothing);
}

byId("explorer").hidden = false;
void explorer.restore();
