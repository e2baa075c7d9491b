// Buttons with data-copy put a text on the clipboard and say so.

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
  await navigator.clipboard.writeText(text);
  button.textContent = button.dataset["copied"] ?? usual;
  window.setTimeout(() => (button.textContent = usual), 2000);
}
