// What the server says about things and their links.

export interface Thing {
  id: string;
  iri: string;
  label: string;
  lang: string;
  kind: string;
  kindLabel: string;
  /** The widest class that the kind belongs to; colours and filters go by it. */
  group: string;
  groupLabel: string;
  degree: number;
  /** The first and the last year of what is dated. */
  years: [number, number] | null;
  /** What the analysis of the largest network says of it, if anything. */
  measures: { betweenness?: number; pagerank?: number; community?: number };
  href: string;
}

export interface Link {
  source: string;
  target: string;
  property: string;
  label: string;
  inferred: boolean;
  /** The sources that say so; none where it only follows. */
  sources: string[];
}

export interface Part {
  nodes: Thing[];
  links: Link[];
  /** What the sources of the links are called. */
  sources: Record<string, string>;
  /** Whether more neighbours exist than were sent. */
  cut: boolean;
}

/** The neighbours of some things, or the best linked things where none is named. */
export async function neighbours(address: string, of: readonly string[]): Promise<Part> {
  const query = new URLSearchParams(of.map((id) => ["of", id]));
  return (await ask(`${address}?${query}`)).json() as Promise<Part>;
}

/** The things of a query's answer, and what links them. */
export async function answered(address: string, query: string): Promise<Part> {
  return (await ask(`${address}?${new URLSearchParams({ query })}`)).json() as Promise<Part>;
}

/** A thing's facts and evidence, as the server wrote them. */
export async function facts(address: string, id: string): Promise<string> {
  return (await ask(`${address}?${new URLSearchParams({ id })}`)).text();
}

/** A path between two things with the evidence of each step, as the server wrote it. */
export async function path(address: string, from: string, to: string): Promise<string> {
  return (await ask(`${address}?${new URLSearchParams({ from, to })}`)).text();
}

/** Things found by name. */
export async function found(address: string, text: string): Promise<string[]> {
  const query = new URLSearchParams({ q: text, limit: "1" });
  const body = (await (await ask(`${address}?${query}`)).json()) as { results: { id: string }[] };
  return body.results.map((result) => result.id);
}

async function ask(address: string): Promise<Response> {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${answer.statusText}`);
  return answer;
}
