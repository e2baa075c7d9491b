// Where a browser cannot draw the picture: the place says so, and the table below holds the same.

/** Say in the place of the picture that there is none; it is a text then, and no image. */
export function leaveUndrawn(place: HTMLElement, text: string): void {
  place.replaceChildren(text);
  place.classList.add("undrawn");
  place.removeAttribute("role");
  place.removeAttribute("aria-label");
}
