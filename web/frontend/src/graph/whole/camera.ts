// Where one looks: the middle of the stage, and how large things are there.

export interface Camera {
  /** What lies in the middle of the stage; the whole is as wide as the stage and in its middle at 0, 0. */
  x: number;
  y: number;
  /** 1 where the whole fits. */
  zoom: number;
}

export interface Stage {
  /** In pixels of the screen. */
  width: number;
  height: number;
}

const MOST = 400;
const LEAST = 0.5;
/** What of the shorter side the whole fills. */
const FILLED = 0.94;
/** How far the whole is stretched to use a wide or a high stage. */
const STRETCH = 1.8;

export const START: Camera = { x: 0, y: 0, zoom: 1 };

/** Pixels of the screen a unit, at zoom 1. */
export const unit = ({ width, height }: Stage): number => Math.min(width, height) * FILLED;

/** How far the picture, a square, is stretched in either direction. */
export function stretch({ width, height }: Stage): [number, number] {
  const ratio = Math.max(width, 1) / Math.max(height, 1);
  return ratio >= 1 ? [Math.min(ratio, STRETCH), 1] : [1, Math.min(1 / ratio, STRETCH)];
}

/** Move what is seen by pixels. */
export function moved(camera: Camera, stage: Stage, dx: number, dy: number): Camera {
  const scale = unit(stage) * camera.zoom;
  return { ...camera, x: camera.x - dx / scale, y: camera.y - dy / scale };
}

/** Enlarge, so that what is under a point of the stage stays there. */
export function zoomed(camera: Camera, stage: Stage, factor: number, px: number, py: number): Camera {
  const zoom = Math.min(MOST, Math.max(LEAST, camera.zoom * factor));
  const [dx, dy] = [px - stage.width / 2, py - stage.height / 2];
  const [before, after] = [unit(stage) * camera.zoom, unit(stage) * zoom];
  return { x: camera.x + dx / before - dx / after, y: camera.y + dy / before - dy / after, zoom };
}

/** Where on the stage a place is. */
export function onStage(camera: Camera, stage: Stage, x: number, y: number): [number, number] {
  const scale = unit(stage) * camera.zoom;
  return [(x - camera.x) * scale + stage.width / 2, (y - camera.y) * scale + stage.height / 2];
}
