// Buttons with data-copy put a text on the clipboard and say so.
import { element } from "./dom";

/** Make every button with `data-copy` inside `root` copy that text. */
export function enableCopying(root: ParentNode): void {
  for (const button of root.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => void copy(button));
  }
}

async function copy(button: HTMLButtonElement): Promise<void> {
  const usual = button.textContent ?? "";
  const text = button.dataset["copy"] || window.location.href;
  if (!(await written(text))) return;
  button.textContent = button.dataset["copied"] ?? usual;
  window.setTimeout(() => (button.textContent = usual), 2000);
}

/** The clipboard is there on secure addresses alone, and may refuse; then the text goes by a field. */
async function written(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return writtenByField(text);
  }
}

function writtenByField(text: string): boolean {
  const focused = document.activeElement;
  const field = element("textarea", { class: "visually-hidden", "aria-hidden": "true", readonly: "" });
  field.value = text;
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return done;
}
