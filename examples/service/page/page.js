// Asks for the pools once a second and shows them. Texts from the service are only ever set as text.
"use strict";

const POINTS = 180;
const INTERVAL = 1000;
const SVG = "http://www.w3.org/2000/svg";

const number = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const share = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** Cards by pool id. */
const cards = new Map();

function bytes(count) {
  const units = ["bytes", "KiB", "MiB", "GiB"];
  let unit = 0;
  while (count >= 1024 && unit < units.length - 1) {
    count /= 1024;
    unit += 1;
  }
  return `${count.toLocaleString("en", { maximumFractionDigits: unit ? 1 : 0 })} ${units[unit]}`;
}

/** One line in a chart, and a series of values: `null` where nothing is known. */
class Line {
  constructor(svg, kind) {
    this.path = document.createElementNS(SVG, "path");
    this.path.setAttribute("class", kind);
    svg.append(this.path);
    this.values = [];
  }

  push(value) {
    this.values.push(value);
    if (this.values.length > POINTS) {
      this.values.shift();
    }
  }

  draw(top) {
    const first = POINTS - this.values.length;
    let path = "";
    let open = false;
    this.values.forEach((value, index) => {
      if (value !== null) {
        path += `${open ? "L" : "M"}${first + index} ${(46 - (44 * value) / top).toFixed(1)}`;
      }
      open = value !== null;
    });
    this.path.setAttribute("d", path);
  }
}

/** Lines over the last minutes, and the limit where they come near it. */
class Chart {
  constructor(svg, kinds, scale, print) {
    this.svg = svg;
    this.scale = scale;
    this.print = print;
    svg.setAttribute("viewBox", `0 0 ${POINTS - 1} 48`);
    svg.setAttribute("preserveAspectRatio", "none");
    this.limit = document.createElementNS(SVG, "path");
    this.limit.setAttribute("class", "limit");
    svg.append(this.limit);
    this.lines = kinds.map((kind) => new Line(svg, kind));
  }

  push(values, limit, label) {
    this.lines.forEach((line, index) => line.push(values[index]));
    const most = Math.max(1, ...this.lines.flatMap((line) => line.values));
    const near = limit !== null && limit > 0 && limit <= 3 * most;
    const top = near ? Math.max(most, limit) : most;
    const height = near ? 46 - (44 * limit) / top : null;
    this.limit.setAttribute("d", near ? `M0 ${height}H${POINTS - 1}` : "");
    this.lines.forEach((line) => line.draw(top));
    this.scale.textContent = `0 – ${this.print(top)}`;
    this.svg.setAttribute("aria-label", label);
  }
}

/** What is shown of one pool. */
class Card {
  constructor() {
    const template = document.getElementById("pool");
    this.root = template.content.firstElementChild.cloneNode(true);
    const find = (selector) => this.root.querySelector(selector);
    const chart = (name, kinds, print) =>
      new Chart(find(`[data-chart=${name}]`), kinds, find(`[data-scale=${name}]`), print);
    this.gets = chart("gets", ["first", "second"], number.format);
    this.objects = chart("objects", ["first", "second"], number.format);
    this.bytes = chart("bytes", ["first"], bytes);
    this.last = null;
  }

  text(figure, text) {
    this.root.querySelector(`[data-figure=${figure}]`).textContent = text;
  }

  show(pool, now) {
    const { stats, limits } = pool;
    this.root.querySelector(".name").textContent = pool.name;
    this.root.querySelector(".type").textContent = pool.type_name;
    this.showGets(stats, now);
    this.showLevels(stats, limits);
    this.showDiscards(stats.discards);
    this.showBorrows(pool.borrows);
  }

  showGets(stats, now) {
    // Counters that fell are those of a service that was started anew.
    const known = this.last !== null && stats.hits >= this.last.hits && stats.misses >= this.last.misses;
    const seconds = known ? (now - this.last.now) / 1000 : 1;
    const hits = known ? (stats.hits - this.last.hits) / seconds : null;
    const misses = known ? (stats.misses - this.last.misses) / seconds : null;
    this.last = { hits: stats.hits, misses: stats.misses, now };
    const gets = stats.hits + stats.misses;
    this.text("hits", hits === null ? "–" : number.format(hits));
    this.text("misses", misses === null ? "–" : number.format(misses));
    this.text("rate", gets === 0 ? "–" : share.format(stats.hits / gets));
    this.text("waiting", number.format(stats.waiting));
    this.gets.push([hits, misses], null, `${number.format(hits ?? 0)} hits and ${number.format(misses ?? 0)} misses a second`);
  }

  showLevels(stats, limits) {
    const { idle, live, idle_bytes: idleBytes } = stats;
    this.text("idle", number.format(idle));
    this.text("live", number.format(live));
    const bound = limits.max_objects;
    const most = bound === null
      ? `at most ${number.format(limits.max_idle)} idle`
      : `at most ${number.format(bound)} in all`;
    this.text("objects_limit", most);
    this.objects.push([idle, live], bound ?? limits.max_idle, `${idle} idle, ${live} live, ${most}`);
    this.text("bytes", bytes(idleBytes));
    const room = `at most ${bytes(limits.max_idle_bytes)}`;
    this.text("bytes_limit", room);
    this.bytes.push([idleBytes], limits.max_idle_bytes, `${bytes(idleBytes)} idle, ${room}`);
  }

  showDiscards(discards) {
    const causes = Object.entries(discards).filter(([, count]) => count > 0);
    const items = causes.map(([cause, count]) => `${cause.replaceAll("_", " ")} ${number.format(count)}`);
    list(this.root.querySelector(".discards"), items.length > 0 ? items : ["none"]);
  }

  showBorrows(borrows) {
    this.root.querySelector(".traced").hidden = borrows.length === 0;
    const items = borrows.map((borrow) =>
      `${borrow.age_seconds.toFixed(1)} s, ${borrow.place}, ${borrow.thread}`);
    list(this.root.querySelector(".borrows"), items);
  }

  /** Nothing is known of this moment. */
  gap() {
    this.last = null;
    for (const chart of [this.gets, this.objects, this.bytes]) {
      chart.lines.forEach((line) => line.push(null));
    }
  }
}

function list(parent, texts) {
  const items = texts.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  });
  parent.replaceChildren(...items);
}

function say(id, text, lost = false) {
  const place = document.getElementById(id);
  if (place.textContent !== text) {
    place.textContent = text;
  }
  place.classList.toggle("lost", lost);
}

function show(answer) {
  const now = performance.now();
  say("service", answer.service);
  document.title = `Pools of ${answer.service}`;
  say("state", answer.pooled ? "asked once a second" : "asked once a second; this service was started without pools");
  const there = new Set(answer.pools.map((pool) => pool.id));
  for (const [id, card] of cards) {
    if (!there.has(id)) {
      card.root.remove();
      cards.delete(id);
    }
  }
  for (const pool of answer.pools) {
    let card = cards.get(pool.id);
    if (card === undefined) {
      card = new Card();
      cards.set(pool.id, card);
      document.getElementById("pools").append(card.root);
    }
    card.show(pool, now);
  }
}

async function ask(path, options) {
  const response = await fetch(path, { ...options, signal: AbortSignal.timeout(5000) });
  if (!response.ok) {
    throw new Error(`answered with ${response.status}`);
  }
  return response.json();
}

async function refresh() {
  try {
    show(await ask("pools.json", { cache: "no-store" }));
  } catch (error) {
    say("state", `the service does not answer: ${error.message}`, true);
    cards.forEach((card) => card.gap());
  }
}

async function run() {
  const next = performance.now() + INTERVAL;
  await refresh();
  setTimeout(run, Math.max(0, next - performance.now()));
}

document.getElementById("trim").addEventListener("click", async (event) => {
  event.target.disabled = true;
  try {
    const freed = await ask("trim", { method: "POST" });
    say("freed", `${number.format(freed.objects)} objects, ${bytes(freed.bytes)} freed`);
  } catch (error) {
    say("freed", error.message, true);
  }
  event.target.disabled = false;
  await refresh();
});

run();
