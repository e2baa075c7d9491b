// What stands above the picture of everything: labels where there is room, and the thing in focus.
import { token } from "../colours";

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface Mark {
  x: number;
  y: number;
  radius: number;
  label: string;
}

const SIZE = 13;
const GAP = 4;

/** Labels of things, the first of them first, none over another; gives how many found room. */
export function writeLabels(context: CanvasRenderingContext2D, marks: Iterable<Mark>, stage: number, most: number): number {
  context.font = `520 ${SIZE}px ${token("--sans")}`;
  context.strokeStyle = token("--surface");
  context.fillStyle = token("--ink");
  context.lineWidth = 3;
  context.lineJoin = "round";
  const taken: Box[] = [];
  for (const { x, y, radius, label } of marks) {
    if (taken.length >= most) break;
    const width = context.measureText(label).width;
    const after = x + radius + GAP;
    const left = after + width <= stage ? after : x - radius - GAP - width;
    if (left < 0) continue;
    const box = { left: Math.min(left, x - radius), right: Math.max(left + width, x + radius), top: y - SIZE * 0.7, bottom: y + SIZE * 0.7 };
    if (taken.some((other) => overlap(other, box))) continue;
    taken.push(box);
    context.strokeText(label, left, y + SIZE / 3);
    context.fillText(label, left, y + SIZE / 3);
  }
  return taken.length;
}

/** A ring around a thing, and lines to those it is linked with. */
export function writeFocus(context: CanvasRenderingContext2D, focus: Mark, near: readonly Mark[]): void {
  context.strokeStyle = token("--muted");
  context.lineWidth = 1.3;
  context.beginPath();
  for (const { x, y } of near) {
    context.moveTo(focus.x, focus.y);
    context.lineTo(x, y);
  }
  context.stroke();
  context.strokeStyle = token("--accent");
  context.fillStyle = token("--surface");
  context.lineWidth = 3;
  context.beginPath();
  context.arc(focus.x, focus.y, focus.radius + 3, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
