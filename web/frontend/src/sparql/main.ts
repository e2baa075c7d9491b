// The editor over the plain text field of the query page; the form stays what submits.
import "../../styles/sparql.css";
import { byId, handedOver } from "../common/dom";
import { edit, type Suggestion } from "./editor";

interface Handed {
  label: string;
  suggestions: Suggestion[];
}

const field = byId<HTMLTextAreaElement>("query");
const form = field.form;
if (form) {
  const handed = handedOver<Handed>("sparql-data");
  const editor = edit(field, handed.suggestions, handed.label, nonce(), () => form.requestSubmit());
  form.addEventListener("submit", () => (field.value = editor.state.doc.toString()));
}

function nonce(): string {
  return document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce ?? "";
}
