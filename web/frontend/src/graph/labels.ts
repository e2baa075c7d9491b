// Labels on the canvas: none over another, and a plate under the one in focus.
import type { NodeHoverDrawingFunction, NodeLabelDrawingFunction } from "sigma/rendering";
import { token } from "./colours";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

type Call = Parameters<NodeLabelDrawingFunction>;

const GAP = 5;

/** Collects the labels of a frame and writes them: large nodes first, none over another. */
export class Labels {
  private waiting: Call[] = [];

  readonly collect: NodeLabelDrawingFunction = (...call) => {
    if (call[1].label) this.waiting.push(call);
  };

  /** Begin a frame. */
  clear(): void {
    this.waiting = [];
  }

  /** End a frame: write what there is room for. */
  write(): void {
    const taken: Box[] = [];
    for (const call of this.waiting.sort((a, b) => b[1].size - a[1].size)) {
      const free = places(call).find((box) => !taken.some((other) => overlap(other, box)));
      if (!free) continue;
      taken.push(free);
      paint(call, free);
    }
  }
}

/** Beside its node, within the stage; first on the side that leads outward. */
function places([context, data, settings]: Call): Box[] {
  const size = settings.labelSize;
  context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
  const width = context.measureText(data.label ?? "").width;
  const stage = context.canvas.clientWidth;
  const sides = [data.x + data.size + GAP, data.x - data.size - GAP - width];
  if (data.x < stage * 0.4) sides.reverse();
  return sides
    .filter((left) => left >= 0 && left + width <= stage)
    .map((left) => ({ left, right: left + width, top: data.y - size * 0.7, bottom: data.y + size * 0.7 }));
}

function paint([context, data, settings]: Call, box: Box): void {
  const baseline = data.y + settings.labelSize / 3;
  context.strokeStyle = token("--surface");
  context.lineWidth = 3;
  context.lineJoin = "round";
  context.strokeText(data.label ?? "", box.left, baseline);
  context.fillStyle = token("--ink");
  context.fillText(data.label ?? "", box.left, baseline);
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** A node under the pointer or in focus: its label on a plate, readable over what lies beneath. */
export const drawHover: NodeHoverDrawingFunction = (context, data, settings) => {
  const size = settings.labelSize;
  context.font = `${settings.labelWeight} ${size}px ${settings.labelFont}`;
  const text = data.label ?? "";
  const width = text ? data.size + context.measureText(text).width + 2 * GAP + 4 : 0;
  const stage = context.canvas.clientWidth;
  const beside = data.x + width <= stage ? data.x : data.x - width;
  const fits = beside >= 0;
  // Where neither side has room, beneath it.
  const start = fits ? beside : Math.max(0, Math.min(data.x - width / 2, stage - width));
  const middle = fits ? data.y : data.y + data.size + size + GAP;
  context.fillStyle = token("--surface");
  context.strokeStyle = token("--accent");
  context.lineWidth = 1.5;
  if (text) {
    context.beginPath();
    context.roundRect(start, middle - size, width, size * 2, size);
    context.fill();
    context.stroke();
  }
  disc(context, data.x, data.y, data.size + 3, token("--surface"));
  context.stroke();
  disc(context, data.x, data.y, data.size, data.color);
  context.fillStyle = token("--ink");
  const left = start === data.x && fits ? data.x + data.size + GAP : start + GAP + 4;
  context.fillText(text, left, middle + size / 3);
};

function disc(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  radius: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, radius, 0, Math.PI * 2);
  context.fill();
}
