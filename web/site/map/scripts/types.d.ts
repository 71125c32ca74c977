// SPDX-License-Identifier: AGPL-3.0-or-later
// What the scripts of the map hand to each other, for whoever reads them and for the check of types: never sent.
type MindMap = import("./mindmap.js").MindMap;
type View = import("./model.js").View;
type Point = [number, number];
/** Where one looks from, and how large: x, y, scale. */
type Camera = [number, number, number];

/** The data in the page: what vis-network takes, and the short ids that addresses carry. */
interface MapData {
  nodes: NodeData[];
  edges: EdgeData[];
  refs: Record<string, string>;
  largest: number;
  painting: Painting;
  options: { nodes: object };
}

/** What the Network of pyvis holds of a line: what it is called, and its sentences. */
interface EdgeData {
  from: string;
  to: string;
  role: "branch" | "cross";
  kind?: string;
  label?: string;
  title?: string;
}

/** Words on a line; without any, the number of relations that it stands for, in a disc. */
interface LineName {
  from: string;
  to: string;
  x: number;
  y: number;
  rows: { text: string; x: number; y: number }[];
  text: string;
  radius: number;
}

/** What a line is called, over it: its middle, and half of its size. */
interface Chip {
  text: string;
  x: number;
  y: number;
  half: number;
}

interface NodeData {
  id: string;
  /** The thing, where it stands at several places. */
  iri?: string;
  label: string;
  group: string;
  level: number;
  x: number;
  y: number;
}

interface Badge {
  x: number;
  y: number;
  half: number;
  high: number;
  text: string;
  folds: boolean;
  href: string;
}

/** How a node is drawn, in its own turned axes. */
interface Place {
  x: number;
  y: number;
  angle: number;
  frame: [number, number, number, number];
  role: "centre" | "theme" | "pill" | "leaf";
  theme: number;
  family: string;
  state: string;
  empty: boolean;
  middle: Point;
  corner: number;
  size: number;
  align: "left" | "center" | "right";
  rows: { text: string; x: number; y: number; note: boolean }[];
  mark: { x: number; size: number; path: string } | null;
}

interface MapNode extends NodeData, Place {
  iri: string;
  parent: MapNode | null;
  children: MapNode[];
  others: MapNode[];
  badge?: Badge;
  alpha: number;
  /** It came while the map was open. */
  fresh?: boolean;
  /** At rest: its badge is shown. */
  settled: boolean;
}

interface Line {
  from: string;
  to: string;
  name: "branch" | "cross" | "change" | "way";
  label: string;
  title: string;
  theme: number;
  width: number;
  points: number[];
  /** The arrow at its end, as a path. */
  head?: string;
  state: string;
  alpha: number;
  element: SVGPathElement;
}

interface Sector {
  theme: number;
  path: string;
  alpha: number;
}

interface Sign {
  x: number;
  y: number;
  id: string;
  text: string;
  step: boolean;
  state: string;
  radius: number;
}

/** All that is painted at one moment. */
interface Scene {
  nodes: MapNode[];
  lines: Line[];
  sectors: Sector[];
  signs: (Sign & { node: MapNode })[];
  names: LineName[];
}

/** What is chosen, null for a way alone, all places of the same thing, and all that stays lit with it. */
interface Related {
  id: string | null;
  same: Set<string>;
  lit: Set<string>;
}

/** What the search of this site knows of a name. */
interface Found {
  iri: string;
  label: string;
  kind: string;
}

/** What is touched on the canvas. */
interface Taps {
  choose(id: string | null): void;
  badge(id: string, href: string): void;
  around(id: string): void;
  line(line: Line): void;
}

/** Where a view is shown: the drawing of the page, or the canvas. */
interface Stage {
  show(related: Related | null): void;
  reveal(id: string): void;
  zoom?(factor: number): void;
}

/** The colours of the stylesheets, read when they are first used. */
interface Look extends Record<string, any> {
  family: string;
  branches: Record<string | number, string>;
  kinds: Record<string, string>;
}

/** A line: its width, 0 where it has its own; how much of it shows, and how much beside what is chosen; its dashes. */
interface Pen {
  width: number;
  opacity: number;
  faint: number;
  dash: number[];
}

/** Strokes and sizes, as `graph/layout/looks.py` writes them once for all that draws a map. */
interface Painting {
  pens: Record<"branch" | "cross" | "change" | "way" | "lit", Pen>;
  edges: Record<string, number>;
  dashes: Record<"broken" | "ended", number[]>;
  faint: number;
  /** Of leaves, and of the rest. */
  weights: [number, number];
  /** The size of the smallest text, and how far its foot is under its middle. */
  small: [number, number];
  /** How far over the foot of a text the line through it is, and how thick, as parts of its size. */
  strike: [number, number];
}

/** What is used of vis-network, which its package gives without types. */
interface Network {
  on(name: string, act: (told: any) => void): void;
  redraw(): void;
  setSize(width: string, height: string): void;
  moveTo(options: object): void;
  getScale(): number;
  getViewPosition(): { x: number; y: number };
  canvasToDOM(spot: { x: number; y: number }): { x: number; y: number };
  DOMtoCanvas(spot: { x: number; y: number }): { x: number; y: number };
}

interface Dots {
  update(dots: object[]): void;
  remove(ids: string[]): void;
  getIds(): string[];
}

declare const vis: {
  DataSet: new (dots: object[]) => Dots;
  Network: new (holder: HTMLElement, data: object, options: object) => Network;
};

/** Known to all browsers since 2023, and to checkers of types that are younger than that. */
interface CanvasRenderingContext2D {
  roundRect(x: number, y: number, width: number, height: number, radius: number): void;
}
