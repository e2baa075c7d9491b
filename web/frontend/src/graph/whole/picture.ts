// The stage: what is drawn on it, and how it is moved by pointer, wheel and fingers.
import { element } from "../../common/dom";
import { still, token } from "../colours";
import { moved, START, zoomed, type Camera, type Stage } from "./camera";
import { Surface, type Marks } from "./surface";

export interface Scene {
  /** Writes what stands above the picture, such as labels; `resting` where nothing moves. */
  above(context: CanvasRenderingContext2D, camera: Camera, stage: Stage, resting: boolean): void;
  /** The thing at a point of the stage. */
  at(camera: Camera, stage: Stage, px: number, py: number): number | null;
  onClick(thing: number | null): void;
  /** Called when the view has come to rest. */
  onRest(camera: Camera): void;
  /** Called when the stage has another size, before it is drawn. */
  onResize(stage: Stage): void;
}

/** Milliseconds after the last movement at which a new picture begins. */
const REST = 120;
/** Pixels that a finger or a hand may tremble in a click. */
const TREMBLE = 4;
const GLIDE = 250;
const DIGITS = 6;

export class WholePicture {
  private readonly surface: Surface;
  private readonly overlay: HTMLCanvasElement;
  private readonly pointers = new Map<number, [number, number]>();
  private camera: Camera = START;
  private stage: Stage = { width: 1, height: 1 };
  private movedAt = 0;
  private travelled = 0;
  private asked = false;
  private stale = true;
  private plain = true;
  private told: Camera | null = null;
  private seen: { camera: Camera; resting: boolean } | null = null;

  constructor(
    private readonly place: HTMLElement,
    private readonly scene: Scene,
  ) {
    const canvas = element("canvas", { class: "whole" });
    this.overlay = element("canvas", { class: "whole above" });
    place.replaceChildren(canvas, this.overlay);
    this.surface = new Surface(canvas);
    canvas.addEventListener("webglcontextlost", () => window.location.reload());
    new ResizeObserver(() => this.resize()).observe(place);
    this.listen();
  }

  /** Begin from a view, and measure the stage. */
  look(camera: Camera): void {
    this.camera = camera;
    this.resize();
  }

  get view(): Camera {
    return this.camera;
  }

  draw(points: Marks, sizes: Float32Array, lines: Marks | null): void {
    this.surface.paper = rgb(token("--surface"));
    this.surface.setPoints(points, sizes);
    if (lines) this.surface.setLines(lines);
    this.plain = lines === null;
    this.stale = true;
    this.ask();
  }

  /** Write anew what stands above. */
  refresh(): void {
    this.seen = null;
    this.ask();
  }

  zoom(factor: number): void {
    this.glide(zoomed(this.camera, this.stage, factor, this.stage.width / 2, this.stage.height / 2));
  }

  fit(): void {
    this.glide(START);
  }

  /** Bring a place into the middle, enlarged at least so much. */
  centre(x: number, y: number, zoom: number): void {
    this.glide({ x, y, zoom: Math.max(zoom, this.camera.zoom) });
  }

  /** The picture as PNG, with what stands above it. */
  image(): Promise<Blob> {
    const whole = element("canvas");
    [whole.width, whole.height] = [this.overlay.width, this.overlay.height];
    const context = whole.getContext("2d");
    this.surface.present(this.camera);
    for (const each of this.place.querySelectorAll("canvas")) context?.drawImage(each, 0, 0);
    return new Promise((resolve, reject) =>
      whole.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture")))),
    );
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (!width || !height || (width === this.stage.width && height === this.stage.height)) return;
    this.stage = { width, height };
    const ratio = Math.min(window.devicePixelRatio, 2);
    this.surface.resize(this.stage, ratio);
    [this.overlay.width, this.overlay.height] = [Math.round(width * ratio), Math.round(height * ratio)];
    this.scene.onResize(this.stage);
    this.stale = true;
    this.seen = null;
    this.ask();
  }

  private go(camera: Camera): void {
    this.camera = rounded(camera);
    this.movedAt = performance.now();
    this.ask();
  }

  private glide(to: Camera): void {
    if (still.matches) return this.go(to);
    const [from, began] = [this.camera, performance.now()];
    const on = (now: number): void => {
      const part = Math.min(1, Math.max(0, (now - began) / GLIDE));
      const done = part * (2 - part);
      const mix = (a: number, b: number): number => a + (b - a) * done;
      this.go(part < 1 ? { x: mix(from.x, to.x), y: mix(from.y, to.y), zoom: mix(from.zoom, to.zoom) } : to);
      if (part < 1) window.requestAnimationFrame(on);
    };
    window.requestAnimationFrame(on);
  }

  private ask(): void {
    if (this.asked) return;
    this.asked = true;
    window.requestAnimationFrame(() => {
      this.asked = false;
      this.frame();
    });
  }

  /** One frame: draw on behind, show what there is, and go on while anything is left to do. */
  private frame(): void {
    const resting = performance.now() - this.movedAt > REST && this.pointers.size === 0;
    const wanted = this.stale || !this.surface.fits(this.camera);
    if (!this.surface.busy && wanted && (resting || this.stale || !this.surface.covers(this.camera))) {
      this.surface.begin(this.camera, !this.plain);
      this.stale = false;
      this.place.dataset["state"] = "drawing";
    }
    const finished = this.surface.busy && this.surface.step();
    if (finished || !this.seen || this.seen.camera !== this.camera) this.surface.present(this.camera);
    if (finished && this.surface.fits(this.camera)) this.place.dataset["state"] = this.plain ? "points" : "drawn";
    if (!this.seen || this.seen.camera !== this.camera || this.seen.resting !== resting) this.write(resting);
    this.seen = { camera: this.camera, resting };
    if (resting && this.told !== this.camera) {
      this.told = this.camera;
      this.scene.onRest(this.camera);
    }
    if (this.surface.busy || !resting || !this.surface.fits(this.camera)) this.ask();
  }

  private write(resting: boolean): void {
    const context = this.overlay.getContext("2d");
    if (!context) return;
    const ratio = this.overlay.width / this.stage.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.stage.width, this.stage.height);
    this.scene.above(context, this.camera, this.stage, resting);
  }

  private listen(): void {
    const { place } = this;
    place.addEventListener("pointerdown", (event) => {
      place.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, [event.clientX, event.clientY]);
      this.travelled = this.pointers.size > 1 ? Infinity : 0;
    });
    place.addEventListener("pointermove", (event) => this.drag(event));
    place.addEventListener("pointerup", (event) => {
      if (this.pointers.delete(event.pointerId) && this.travelled < TREMBLE) {
        this.scene.onClick(this.scene.at(this.camera, this.stage, ...this.point(event)));
      }
      this.ask();
    });
    place.addEventListener("pointercancel", (event) => {
      this.pointers.delete(event.pointerId);
      this.ask();
    });
    place.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
      const factor = Math.exp(-event.deltaY * lines * 0.0018);
      this.go(zoomed(this.camera, this.stage, factor, ...this.point(event)));
    }, { passive: false });
  }

  private drag(event: PointerEvent): void {
    const before = this.pointers.get(event.pointerId);
    if (!before) {
      const found = this.scene.at(this.camera, this.stage, ...this.point(event));
      this.place.classList.toggle("over", found !== null);
      return;
    }
    const spread = this.spread();
    const now: [number, number] = [event.clientX, event.clientY];
    this.pointers.set(event.pointerId, now);
    const share = 1 / this.pointers.size;
    const [dx, dy] = [(now[0] - before[0]) * share, (now[1] - before[1]) * share];
    this.travelled += Math.hypot(dx, dy);
    const camera = moved(this.camera, this.stage, dx, dy);
    this.go(spread ? zoomed(camera, this.stage, this.spread() / spread, ...this.point(event)) : camera);
  }

  /** How far apart two fingers are; 0 for any other number of them. */
  private spread(): number {
    const [one, other, more] = this.pointers.values();
    return one && other && !more ? Math.max(1, Math.hypot(one[0] - other[0], one[1] - other[1])) : 0;
  }

  private point(event: MouseEvent): [number, number] {
    const { left, top } = this.place.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }
}

/** As the address says it, so that a link gives the very same picture. */
function rounded({ x, y, zoom }: Camera): Camera {
  const short = (value: number): number => Number(value.toPrecision(DIGITS));
  return { x: short(x), y: short(y), zoom: short(zoom) };
}

/** A colour of the style, three or six hexadecimal digits, from 0 to 1 each. */
export function rgb(colour: string): [number, number, number] {
  const digits = colour.replace("#", "");
  const long = digits.length < 6 ? [...digits].map((digit) => digit + digit).join("") : digits;
  const part = (at: number): number => (Number.parseInt(long.slice(at, at + 2), 16) || 0) / 255;
  return [part(0), part(2), part(4)];
}
