// All things and links as columns of numbers, read where they lie in the answer.

type Column = Uint8Array | Uint16Array | Uint32Array | Int16Array | Float32Array;

interface Head {
  columns: Record<"nodes" | "links", Record<string, [type: string, at: number, count: number]>>;
  sets: number[][];
}

/** Things in order of their numbers of links, the best linked first. */
export interface Columns {
  things: number;
  links: number;
  node: Readonly<Record<"x" | "y" | "kind" | "degree" | "first" | "last" | "betweenness" | "pagerank" | "community", Column>>;
  link: Readonly<Record<"source" | "target" | "property" | "told" | "inferred", Column>>;
  /** Sources that say a link together; a link tells the number of its set. */
  sets: number[][];
}

/** What things are called in the reader's language. */
export interface Names {
  ids: string[];
  labels: string[];
  tongues: string[];
  tongue: number[];
  sources: string[];
  titles: string[];
}

/** Stands where a thing has no year. */
export const NO_YEAR = -32768;

const TYPES: Record<string, new (buffer: ArrayBuffer, at: number, count: number) => Column> = {
  u1: Uint8Array,
  u2: Uint16Array,
  u4: Uint32Array,
  i2: Int16Array,
  f4: Float32Array,
};
const LENGTH = 4;

export function readColumns(body: ArrayBuffer): Columns {
  const length = new DataView(body).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(body, LENGTH, length))) as Head;
  const read = <T>(of: "nodes" | "links"): T =>
    Object.fromEntries(
      Object.entries(head.columns[of]).map(([name, [type, at, count]]) => {
        const made = TYPES[type];
        if (!made) throw new Error(`a column of unknown type ${type}`);
        return [name, new made(body, LENGTH + length + at, count)];
      }),
    ) as T;
  const [node, link] = [read<Columns["node"]>("nodes"), read<Columns["link"]>("links")];
  return { things: node.x.length, links: link.source.length, node, link, sets: head.sets };
}

/** Which links each thing has: those of thing n stand in `links` from `start[n]` to `start[n + 1]`. */
export interface Ends {
  start: Uint32Array;
  links: Uint32Array;
}

export function endsOf({ things, links, link }: Columns): Ends {
  const start = new Uint32Array(things + 1);
  for (const ends of [link.source, link.target]) {
    for (let i = 0; i < links; i++) start[ends[i]! + 1]!++;
  }
  for (let n = 0; n < things; n++) start[n + 1]! += start[n]!;
  const next = start.slice();
  const found = new Uint32Array(2 * links);
  for (let i = 0; i < links; i++) {
    found[next[link.source[i]!]!++] = i;
    found[next[link.target[i]!]!++] = i;
  }
  return { start, links: found };
}
