// What is in view lives in the address, so that a link gives the same view.

export interface View {
  /** The thing whose facts stand in the panel. */
  focus: string | null;
  /** The things whose neighbours are shown; none means the overview. */
  open: string[];
  /** Groups of kinds that are hidden. */
  hidden: string[];
}

/** The view that an address asks for. */
export function read(search: string): View {
  const query = new URLSearchParams(search);
  const focus = query.get("focus");
  const open = list(query.get("open"));
  if (focus && open.length === 0) open.push(focus);
  return { focus, open, hidden: list(query.get("hide")) };
}

/** The query string that {@link read} turns into this view again. */
export function write(view: View): string {
  const parts: string[] = [];
  const put = (name: string, ids: readonly string[]): void => {
    if (ids.length) parts.push(`${name}=${ids.map(encode).join(",")}`);
  };
  put("focus", view.focus ? [view.focus] : []);
  put("open", view.open);
  put("hide", view.hidden);
  return parts.length ? `?${parts.join("&")}` : "";
}

const encode = (id: string): string => encodeURIComponent(id).replaceAll("%2F", "/");
const list = (text: string | null): string[] => (text ? text.split(",").filter(Boolean) : []);
