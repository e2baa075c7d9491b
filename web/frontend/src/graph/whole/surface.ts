// Points and lines by WebGL, drawn bit by bit into a picture that is larger than the stage.
//
// A hundred thousand points and three times as many lines take a second without a graphics card. So what
// moves is the picture that is there, one rectangle; a new one is drawn behind it, no more of it at a time
// than a frame allows, and takes its place when it is whole.
import { stretch, unit, type Camera, type Stage } from "./camera";

/** How much larger than the stage the picture is, so that it can be moved before it ends. */
const WIDER = 1.5;
/** Milliseconds that a part may take, and the fewest lines of one. */
const BUDGET = 14;
const FEWEST = 2000;

const POINTS = `#version 300 es
in vec2 place; in float size; in vec4 colour;
uniform vec2 middle, scale; uniform float enlarged;
out vec4 shade; out float radius;
void main() {
  gl_Position = vec4((place - middle) * scale, 0, 1);
  gl_PointSize = size * enlarged + 1.0;
  radius = gl_PointSize;
  shade = colour;
}`;
const DISC = `#version 300 es
precision mediump float;
in vec4 shade; in float radius; out vec4 shown;
void main() {
  float away = length(gl_PointCoord - 0.5) * radius;
  float inside = clamp(radius * 0.5 - away, 0.0, 1.0);
  shown = vec4(shade.rgb, 1) * (shade.a * inside);
}`;
const LINES = `#version 300 es
in vec2 place; in vec4 colour;
uniform vec2 middle, scale; uniform float strength;
out vec4 shade;
void main() {
  gl_Position = vec4((place - middle) * scale, 0, 1);
  float alpha = min(1.0, colour.a * strength);
  shade = vec4(colour.rgb * alpha, alpha);
}`;
const PLAIN = `#version 300 es
precision mediump float;
in vec4 shade; out vec4 shown;
void main() { shown = shade; }`;
const SHEET = `#version 300 es
in vec2 place; uniform vec2 middle, scale; out vec2 at;
void main() { at = place * 0.5 + 0.5; gl_Position = vec4(place * scale + middle, 0, 1); }`;
const COPY = `#version 300 es
precision mediump float;
in vec2 at; uniform sampler2D sheet; out vec4 shown;
void main() { shown = texture(sheet, at); }`;

/** Vertices of 12 bytes: x and y, and a colour or, for points, a size beside it. */
export interface Marks {
  places: Float32Array;
  colours: Uint8Array;
}

interface Sheet {
  texture: WebGLTexture;
  camera: Camera | null;
}

interface Job {
  camera: Camera;
  lines: number;
  next: number;
  began: number;
  fence: WebGLSync | null;
}

export class Surface {
  private readonly gl: WebGL2RenderingContext;
  private readonly points: WebGLProgram;
  private readonly lines: WebGLProgram;
  private readonly sheet: WebGLProgram;
  private readonly pointArray: WebGLVertexArrayObject;
  private readonly lineArray: WebGLVertexArrayObject;
  private readonly sheetArray: WebGLVertexArrayObject;
  private readonly target: WebGLFramebuffer;
  private readonly buffers = new Map<string, WebGLBuffer>();
  private front: Sheet | null = null;
  private back: Sheet | null = null;
  private job: Job | null = null;
  private count = { points: 0, lines: 0 };
  private atOnce = 20_000;
  private stage: Stage = { width: 1, height: 1 };
  /** The colour behind everything, from 0 to 1 each. */
  paper: [number, number, number] = [1, 1, 1];

  /** Throws where the browser has no WebGL 2. */
  constructor(private readonly canvas: HTMLCanvasElement) {
    const gl = canvas.getContext("webgl2", { antialias: false, alpha: false, preserveDrawingBuffer: true });
    if (!gl) throw new Error("WebGL 2");
    this.gl = gl;
    this.points = program(gl, POINTS, DISC);
    this.lines = program(gl, LINES, PLAIN);
    this.sheet = program(gl, SHEET, COPY);
    this.pointArray = this.array(this.points, ["place", "size", "colour"]);
    this.lineArray = this.array(this.lines, ["place", "colour"]);
    this.sheetArray = this.array(this.sheet, ["place"]);
    this.target = gl.createFramebuffer();
    this.fill("place", this.sheet, new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]));
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** Whether what is shown was drawn for that view. */
  fits(camera: Camera): boolean {
    const shown = this.front?.camera;
    return !!shown && shown.x === camera.x && shown.y === camera.y && shown.zoom === camera.zoom;
  }

  /** Whether the picture that is there still covers the stage. */
  covers(camera: Camera): boolean {
    const shown = this.front?.camera;
    if (!shown) return false;
    const scale = unit(this.stage) * shown.zoom;
    const [dx, dy] = [Math.abs(camera.x - shown.x) * scale, Math.abs(camera.y - shown.y) * scale];
    const spare = (WIDER - 1) / 2;
    return shown.zoom <= camera.zoom && dx < this.stage.width * spare && dy < this.stage.height * spare;
  }

  get busy(): boolean {
    return this.job !== null;
  }

  resize(stage: Stage, ratio: number): void {
    this.stage = stage;
    this.canvas.width = Math.max(1, Math.round(stage.width * ratio));
    this.canvas.height = Math.max(1, Math.round(stage.height * ratio));
    for (const each of [this.front, this.back]) if (each) this.gl.deleteTexture(each.texture);
    [this.front, this.back] = [this.newSheet(), this.newSheet()];
    this.job = null;
  }

  setPoints({ places, colours }: Marks, sizes: Float32Array): void {
    this.fill("place", this.points, places);
    this.fill("size", this.points, sizes);
    this.fill("colour", this.points, colours);
    this.count.points = sizes.length;
  }

  setLines({ places, colours }: Marks): void {
    this.fill("place", this.lines, places);
    this.fill("colour", this.lines, colours);
    this.count.lines = colours.length / 4;
  }

  /** Begin a new picture; lines can be left out of it. */
  begin(camera: Camera, withLines: boolean): void {
    const gl = this.gl;
    if (!this.back) return;
    this.job = { camera, lines: withLines ? this.count.lines : 0, next: 0, began: performance.now(), fence: null };
    this.into(this.back);
    gl.clearColor(...this.paper, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
  }

  /** Draw on; true when the new picture has taken its place. */
  step(): boolean {
    const { gl, job, back } = this;
    if (!job || !back || !this.ready(job)) return false;
    this.into(back);
    gl.viewport(0, 0, ...this.sheetSize());
    gl.enable(gl.BLEND);
    if (job.next < job.lines) {
      const count = Math.min(this.atOnce * 2, job.lines - job.next);
      this.use(this.lines, job.camera);
      gl.uniform1f(gl.getUniformLocation(this.lines, "strength"), Math.max(1, job.camera.zoom ** 0.8));
      gl.bindVertexArray(this.lineArray);
      gl.drawArrays(gl.LINES, job.next, count);
      job.next += count;
      job.began = performance.now();
      job.fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
      return false;
    }
    this.use(this.points, job.camera);
    const ratio = this.canvas.width / this.stage.width;
    gl.uniform1f(gl.getUniformLocation(this.points, "enlarged"), ratio * Math.min(6, Math.max(1, job.camera.zoom ** 0.5)));
    gl.bindVertexArray(this.pointArray);
    gl.drawArrays(gl.POINTS, 0, this.count.points);
    back.camera = job.camera;
    [this.front, this.back, this.job] = [back, this.front, null];
    return true;
  }

  /** Show the picture that is there as it looks from a view. */
  present(camera: Camera): void {
    const { gl, front } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, null);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(...this.paper, 1);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!front?.camera) return;
    const larger = camera.zoom / front.camera.zoom;
    const scale = 2 * unit(this.stage) * camera.zoom;
    gl.useProgram(this.sheet);
    gl.disable(gl.BLEND);
    gl.uniform2f(gl.getUniformLocation(this.sheet, "scale"), WIDER * larger, WIDER * larger);
    gl.uniform2f(
      gl.getUniformLocation(this.sheet, "middle"),
      ((front.camera.x - camera.x) * scale) / this.stage.width,
      ((camera.y - front.camera.y) * scale) / this.stage.height,
    );
    gl.bindTexture(gl.TEXTURE_2D, front.texture);
    gl.bindVertexArray(this.sheetArray);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, 4);
  }

  /** Whether the last part is done; what it took decides how large the next one is. */
  private ready(job: Job): boolean {
    const { gl } = this;
    if (!job.fence) return true;
    if (gl.getSyncParameter(job.fence, gl.SYNC_STATUS) !== gl.SIGNALED) return false;
    gl.deleteSync(job.fence);
    job.fence = null;
    const taken = performance.now() - job.began;
    this.atOnce = Math.max(FEWEST, this.atOnce * Math.min(2, Math.max(0.5, BUDGET / Math.max(1, taken))));
    return true;
  }

  /**
   * Draw into a sheet from here on. It is attached each time: once the canvas has changed its size, WebKit
   * puts the canvas's own buffer into its place at times, and the sheet would stay black.
   */
  private into(sheet: Sheet): void {
    const { gl } = this;
    gl.bindFramebuffer(gl.FRAMEBUFFER, this.target);
    gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.TEXTURE_2D, sheet.texture, 0);
  }

  private use(which: WebGLProgram, camera: Camera): void {
    const { gl } = this;
    const scale = (2 * unit(this.stage) * camera.zoom) / WIDER;
    gl.useProgram(which);
    gl.uniform2f(gl.getUniformLocation(which, "middle"), camera.x, camera.y);
    gl.uniform2f(gl.getUniformLocation(which, "scale"), scale / this.stage.width, -scale / this.stage.height);
  }

  private array(which: WebGLProgram, names: string[]): WebGLVertexArrayObject {
    const { gl } = this;
    const made = gl.createVertexArray();
    gl.bindVertexArray(made);
    for (const name of names) {
      const buffer = gl.createBuffer();
      this.buffers.set(`${name} ${this.numberOf(which)}`, buffer);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
      const at = gl.getAttribLocation(which, name);
      gl.enableVertexAttribArray(at);
      if (name === "colour") gl.vertexAttribPointer(at, 4, gl.UNSIGNED_BYTE, true, 0, 0);
      else gl.vertexAttribPointer(at, name === "place" ? 2 : 1, gl.FLOAT, false, 0, 0);
    }
    return made;
  }

  private fill(name: string, which: WebGLProgram, data: Float32Array | Uint8Array): void {
    const buffer = this.buffers.get(`${name} ${this.numberOf(which)}`);
    if (!buffer) throw new Error(`no buffer for ${name}`);
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, data, this.gl.STATIC_DRAW);
  }

  private numberOf(which: WebGLProgram): number {
    return [this.points, this.lines, this.sheet].indexOf(which);
  }

  private sheetSize(): [number, number] {
    return [Math.round(this.canvas.width * WIDER), Math.round(this.canvas.height * WIDER)];
  }

  private newSheet(): Sheet {
    const { gl } = this;
    const texture = gl.createTexture();
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, ...this.sheetSize(), 0, gl.RGBA, gl.UNSIGNED_BYTE, null);
    for (const name of [gl.TEXTURE_MIN_FILTER, gl.TEXTURE_MAG_FILTER]) gl.texParameteri(gl.TEXTURE_2D, name, gl.LINEAR);
    for (const name of [gl.TEXTURE_WRAP_S, gl.TEXTURE_WRAP_T]) gl.texParameteri(gl.TEXTURE_2D, name, gl.CLAMP_TO_EDGE);
    return { texture, camera: null };
  }
}

/** Places in the square from 0 to 65535 as places on the stage; y grows downwards there. */
export function placed(x: ArrayLike<number>, y: ArrayLike<number>, stage: Stage): Float32Array {
  const [wide, high] = stretch(stage);
  const places = new Float32Array(2 * x.length);
  for (let i = 0; i < x.length; i++) {
    places[2 * i] = (x[i]! / 65535 - 0.5) * wide;
    places[2 * i + 1] = (0.5 - y[i]! / 65535) * high;
  }
  return places;
}

function program(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const made = gl.createProgram();
  for (const [type, text] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(type);
    if (!shader) throw new Error("WebGL 2");
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(made, shader);
  }
  gl.linkProgram(made);
  if (!gl.getProgramParameter(made, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(made) ?? "WebGL 2");
  return made;
}
