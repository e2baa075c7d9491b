// What every page has: styles, suggestions under search fields, buttons that copy.
import "../styles/index.css";
import { enableCopying } from "./common/copy";
import { suggest } from "./common/suggest";

for (const form of document.querySelectorAll<HTMLFormElement>("form[data-suggest]")) {
  suggest(form, form.dataset["suggest"] ?? "");
}
enableCopying(document);
