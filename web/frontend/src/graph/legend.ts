// Kinds, their colours, and whether they are shown.
import { element } from "../common/dom";
import { colour } from "./colours";

export interface Kind {
  key: string;
  label: string;
  number: number;
}

const SVG = "http://www.w3.org/2000/svg";

/** Write the legend: one checkbox a kind. */
export function writeLegend(
  place: HTMLElement,
  kinds: readonly Kind[],
  order: readonly string[],
  hidden: ReadonlySet<string>,
  onChange: (key: string, shown: boolean) => void,
): void {
  place.replaceChildren(
    ...kinds.map((kind) => {
      const box = element("input", { type: "checkbox", "data-kind": kind.key });
      box.checked = !hidden.has(kind.key);
      box.addEventListener("change", () => onChange(kind.key, box.checked));
      const number = element("span", { class: "muted" }, String(kind.number));
      return element(
        "li",
        {},
        element("label", {}, box, dot(order.indexOf(kind.key)), `${kind.label} `, number),
      );
    }),
  );
}

function dot(n: number): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 10 10");
  svg.setAttribute("aria-hidden", "true");
  const circle = document.createElementNS(SVG, "circle");
  for (const name of ["cx", "cy", "r"]) circle.setAttribute(name, "5");
  circle.setAttribute("fill", colour(n));
  svg.append(circle);
  return svg;
}
