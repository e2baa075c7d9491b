// The map: circles on the outlines of countries, no tiles. The list under it says the same.
import "leaflet/dist/leaflet.css";
import "../../styles/map.css";
import { type CircleMarker, circleMarker, control, geoJSON, type LatLngBounds, latLngBounds, type Map, map as draw } from "leaflet";
import type { Position } from "geojson";
import outlines from "world-atlas/countries-50m.json?url";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import { element, handedOver } from "../common/dom";

interface Thing {
  label: string;
  lang: string;
  href: string;
  kind: string;
}

interface Place {
  id: string;
  label: string;
  lang: string;
  href: string;
  latitude: number;
  longitude: number;
  things: Thing[];
}

interface Handed {
  places: Place[];
  words: { map: string; zoomIn: string; zoomOut: string; more: string };
}

const NAMED_AT_ONCE = 12;
/** The share of things at each edge that the first view may leave out. */
const OUTSIDE = 0.02;
const CLOSEST = 9;
const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

const box = document.getElementById("map");
if (box) show(box, handedOver<Handed>("map-data"));

function show(into: HTMLElement, { places, words }: Handed): void {
  into.hidden = false;
  into.setAttribute("role", "region");
  into.setAttribute("aria-label", words.map);
  const drawn = draw(into, {
    attributionControl: false,
    zoomControl: false,
    zoomAnimation: !still,
    fadeAnimation: !still,
    worldCopyJump: true,
    minZoom: 2,
    maxZoom: CLOSEST,
  });
  control.zoom({ zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(drawn);
  drawn.fitBounds(bounds(places).pad(0.15), { maxZoom: 6 });
  for (const place of [...places].sort((one, other) => other.things.length - one.things.length)) {
    circle(place, words.more).addTo(drawn);
  }
  void outline(drawn);
}

/** Where nearly everything is: a few far places do not make the rest small. */
function bounds(places: Place[]): LatLngBounds {
  const middle = (values: number[]): [number, number] => {
    const sorted = values.sort((one, other) => one - other);
    const cut = Math.floor(sorted.length * OUTSIDE);
    return [sorted[cut] ?? 0, sorted[sorted.length - 1 - cut] ?? 0];
  };
  const all = places.flatMap((each) => [each, ...each.things.map(() => each)]);
  const [south, north] = middle(all.map((each) => each.latitude));
  const [west, east] = middle(all.map((each) => each.longitude));
  return latLngBounds([south, west], [north, east]);
}

/** Countries as far as the reader may look; without them the circles still stand. */
async function outline(drawn: Map): Promise<void> {
  const answer = await fetch(outlines);
  if (!answer.ok) return;
  const world = (await answer.json()) as Topology<{ countries: GeometryCollection }>;
  const countries = feature(world, world.objects.countries);
  for (const { geometry } of countries.features) {
    if (geometry.type === "Polygon") geometry.coordinates.forEach(unwrap);
    else if (geometry.type === "MultiPolygon") geometry.coordinates.flat().forEach(unwrap);
  }
  geoJSON(countries, { interactive: false, style: { className: "country" } })
    .addTo(drawn)
    .bringToBack();
}

/** A ring that crosses the 180th meridian goes on beyond it instead of back round the world. */
function unwrap(ring: Position[]): void {
  let turns = 0;
  let last: number | undefined;
  for (const point of ring) {
    const here = point[0] ?? 0;
    if (last !== undefined && Math.abs(here - last) > 180) turns += here < last ? 360 : -360;
    last = here;
    point[0] = here + turns;
  }
}

function circle(place: Place, more: string): CircleMarker {
  const count = Math.max(1, place.things.length);
  const made = circleMarker([place.latitude, place.longitude], {
    radius: 4 + 2.2 * Math.sqrt(count),
    className: "spot",
  });
  made.bindTooltip(`${place.label} · ${place.things.length}`);
  made.bindPopup(() => card(place, more), { maxHeight: 260, autoPanPadding: [24, 24] });
  made.on("add", () => reachable(made, place));
  return made;
}

/** A circle can be reached, opened and closed by keyboard as by pointer. */
function reachable(made: CircleMarker, place: Place): void {
  const shape = made.getElement();
  if (!(shape instanceof SVGElement)) return;
  shape.setAttribute("tabindex", "0");
  shape.setAttribute("role", "button");
  shape.setAttribute("aria-label", `${place.label} · ${place.things.length}`);
  shape.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      made.openPopup();
    } else if (event.key === "Escape") {
      made.closePopup();
    }
  });
  made.on("popupopen", ({ popup }) => {
    const card = popup.getElement();
    if (!card) return;
    card.onkeydown = (event) => {
      if (event.key !== "Escape") return;
      made.closePopup();
      shape.focus();
    };
  });
}

function card(place: Place, more: string): HTMLElement {
  const items = place.things
    .slice(0, NAMED_AT_ONCE)
    .map((each) => element("li", {}, element("a", { href: each.href, lang: each.lang }, each.label)));
  const rest = place.things.length - items.length;
  const name = element("a", { href: place.href, lang: place.lang }, place.label);
  const list = element("ul", {}, ...items);
  const anchor = `#place-${place.id.replaceAll("/", "-")}`;
  const link = element("a", { href: anchor }, more.replace("{n}", String(rest)));
  return element("div", {}, element("strong", {}, name), list, ...(rest > 0 ? [link] : []));
}

