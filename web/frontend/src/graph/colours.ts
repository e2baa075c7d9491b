// Colours by kind, chosen for both lights; the legend says them in words as well.

const LIGHT = ["#0b5c72", "#98371c", "#8a6a12", "#4c3f91", "#2f6b3a", "#a03468", "#41566e", "#7a4f2a", "#1d6fa5", "#6b6b1f"];
const DARK = ["#7fcbdd", "#eea588", "#e0c068", "#b5a8f0", "#93d29d", "#ee9cc3", "#a9bdd4", "#d8ae88", "#86bff0", "#cfcf7a"];

/** Whether the reader's system asks for dark colours. */
export const dark = window.matchMedia("(prefers-color-scheme: dark)");
/** Whether the reader asks for less movement. */
export const still = window.matchMedia("(prefers-reduced-motion: reduce)");

/** The colour of the n-th kind. */
export function colour(n: number): string {
  const palette = dark.matches ? DARK : LIGHT;
  return palette[n % palette.length] ?? "#777777";
}

/** The value of a style token on this page. */
export function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
