// Small helpers to build elements from texts; a text never becomes markup.

type Child = Node | string;

/** An element with attributes and children; strings become text nodes. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** The element of that id; the template and the script must agree on it. */
export function byId<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no element #${id}`);
  return found as T;
}

/** What the template handed over as JSON in a script element. */
export function handedOver<T>(id: string): T {
  return JSON.parse(byId(id).textContent ?? "null") as T;
}
