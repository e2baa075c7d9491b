// What is in view lives in the address, so that a link gives the same view.

export interface View {
  /** The thing whose facts stand in the panel. */
  focus: string | null;
  /** The things whose neighbours are shown; none means the overview. */
  open: string[];
  /** Groups of kinds that are hidden. */
  hidden: string[];
  /** A query whose answer is shown, instead of the overview. */
  query: string | null;
  /** Two things between which a path is shown. */
  path: [string, string] | null;
  /** Relations that are hidden. */
  without: string[];
  /** The source whose links alone are shown. */
  source: string | null;
  /** The years to which dated things are limited. */
  years: [number, number] | null;
  colour: (typeof COLOURS)[number];
  size: (typeof SIZES)[number];
  /** Whether all things are shown at once. */
  whole: boolean;
  /** Where one looks at all of them: the middle, x and y, and how far it is enlarged. */
  at: [number, number, number] | null;
}

/** What colours can stand for; the first is usual. */
export const COLOURS = ["kind", "community"] as const;
/** What sizes can stand for; the first is usual. */
export const SIZES = ["degree", "betweenness", "pagerank"] as const;

/** The overview, and nothing in particular. */
export const NOTHING: View = {
  focus: null,
  open: [],
  hidden: [],
  query: null,
  path: null,
  without: [],
  source: null,
  years: null,
  colour: COLOURS[0],
  size: SIZES[0],
  whole: false,
  at: null,
};

/** The view that an address asks for. */
export function read(search: string): View {
  const query = new URLSearchParams(search);
  const focus = query.get("focus");
  const open = list(query.get("open"));
  const asked = query.get("query");
  if (focus && open.length === 0 && !asked && !query.has("path") && !query.has("whole")) open.push(focus);
  const [from, to] = list(query.get("path"));
  const years = /^(\d{1,4})-(\d{1,4})$/.exec(query.get("years") ?? "");
  return {
    focus,
    open,
    hidden: list(query.get("hide")),
    query: asked,
    path: from !== undefined && to !== undefined ? [from, to] : null,
    without: list(query.get("without")),
    source: query.get("source"),
    years: years ? [Number(years[1]), Number(years[2])] : null,
    colour: COLOURS.find((each) => each === query.get("colour")) ?? COLOURS[0],
    size: SIZES.find((each) => each === query.get("size")) ?? SIZES[0],
    whole: query.has("whole"),
    at: place(query.get("at")),
  };
}

/** The query string that {@link read} turns into this view again. */
export function write(view: View): string {
  const parts: string[] = [];
  const put = (name: string, ids: readonly string[]): void => {
    if (ids.length) parts.push(`${name}=${ids.map(encode).join(",")}`);
  };
  if (view.whole) parts.push("whole=1");
  if (view.query) parts.push(`query=${encodeURIComponent(view.query)}`);
  put("focus", view.focus ? [view.focus] : []);
  put("open", view.open);
  put("path", view.path ?? []);
  put("hide", view.hidden);
  put("without", view.without);
  put("source", view.source ? [view.source] : []);
  if (view.years) parts.push(`years=${view.years.join("-")}`);
  if (view.colour !== COLOURS[0]) parts.push(`colour=${view.colour}`);
  if (view.size !== SIZES[0]) parts.push(`size=${view.size}`);
  if (view.at) parts.push(`at=${view.at.join(",")}`);
  return parts.length ? `?${parts.join("&")}` : "";
}

function place(text: string | null): [number, number, number] | null {
  const [x, y, zoom] = (text ?? "").split(",").map(Number);
  if (x === undefined || y === undefined || !zoom) return null;
  return [x, y, zoom].every(Number.isFinite) && zoom > 0 ? [x, y, zoom] : null;
}

const encode = (id: string): string => encodeURIComponent(id).replaceAll("%2F", "/");
const list = (text: string | null): string[] => (text ? text.split(",").filter(Boolean) : []);
