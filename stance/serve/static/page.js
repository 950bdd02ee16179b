// The page: sends an article to POST /tag and shows the answer. All text is set as text, never as HTML.

const signs = JSON.parse(document.body.dataset.signs);
const byId = (id) => document.getElementById(id);
const narrow = window.matchMedia("(max-width: 56rem)");
const state = { request: null, articles: [], opened: null };

start();

async function start() {
  byId("form").addEventListener("submit", (event) => {
    event.preventDefault();
    tag(requestOf(byId("text").value, "text.txt"));
  });
  byId("text").addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) byId("form").requestSubmit();
  });
  byId("file").addEventListener("change", (event) => openFile(event.target.files[0]));
  byId("threshold").addEventListener("input", show);
  byId("reset").addEventListener("click", showAll);
  byId("close").addEventListener("click", closeDetail);
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeDetail());
  for (const button of document.querySelectorAll("[data-format]")) {
    button.addEventListener("click", () => download(button.dataset.format));
  }
  listenForDrops();
  byId("filters").open = !narrow.matches;
  await Promise.all([loadExamples(), loadModels()]).catch(() => fail("The server can't be reached."));
}

// ---- what goes to the server

async function tag(request) {
  if (request === null) return;
  busy("Tagging…");
  try {
    const answer = await post(request);
    state.request = request;
    state.articles = await answer.json();
    closeDetail();
    fillFilters();
    show();
    byId("results").hidden = false;
    byId("results").focus({ preventScroll: true });
    byId("results").scrollIntoView();
    const count = tagsOf(state.articles).length;
    done(`${plural(state.articles.length, "article")}, ${plural(count, "tag")}.`);
  } catch (error) {
    fail(error.message);
  }
}

async function download(format) {
  const kept = filters();
  try {
    const answer = await post({ ...state.request, format, min_confidence: kept.threshold, actors: [...kept.actors], stances: [...kept.stances] });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = `stances.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    done(`Saved as stances.${format}.`);
  } catch (error) {
    fail(error.message);
  }
}

async function post(request) {
  let answer;
  try {
    answer = await fetch("/tag", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(request) });
  } catch {
    throw new Error("The server can't be reached.");
  }
  if (answer.ok) return answer;
  const { detail } = await answer.json().catch(() => ({ detail: `status ${answer.status}` }));
  throw new Error(`Not tagged: ${detail}`);
}

function requestOf(text, name) {
  if (!text.trim()) return fail("There is no text yet: paste an article, open a file or choose an example.");
  const request = { model: byId("model").value || undefined };
  if (/\.(jsonl|ndjson|json)$/i.test(name)) {
    try {
      return { ...request, articles: recordsOf(text) };
    } catch {
      return fail(`${name} is not JSON lines: one object with a field "text" a line.`);
    }
  }
  const date = byId("date").value || undefined;
  const isPage = /\.html?$/i.test(name) || /^\s*<(!doctype\s+html|html[\s>])/i.test(text);
  return isPage ? { ...request, html: text, date } : { ...request, text, date };
}

function recordsOf(text) {
  const trimmed = text.trim();
  const records = trimmed.startsWith("[") ? JSON.parse(trimmed) : trimmed.split("\n").filter((line) => line.trim()).map((line) => JSON.parse(line));
  return records.map(({ id, title, date, source, text: body }) => ({ id: id === undefined ? undefined : String(id), title, date, source, text: body }));
}

// ---- where text comes from

async function openFile(file) {
  if (!file) return;
  byId("file").value = "";
  const bytes = await file.arrayBuffer();
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    text = new TextDecoder("windows-1252").decode(bytes);
  }
  if (text.includes("\0")) return void fail(`${file.name} is not a text file.`);
  byId("text").value = text;
  await tag(requestOf(text, file.name));
}

function listenForDrops() {
  const mark = (on) => byId("drop").classList.toggle("over-it", on);
  document.addEventListener("dragover", (event) => { event.preventDefault(); mark(true); });
  document.addEventListener("dragleave", () => mark(false));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    mark(false);
    const { files } = event.dataTransfer;
    if (files.length) return void openFile(files[0]);
    byId("text").value = event.dataTransfer.getData("text/plain");
  });
}

async function loadExamples() {
  const examples = await (await fetch("/static/examples.json")).json();
  const select = byId("example");
  select.append(...examples.map((example, number) => element("option", { value: number }, example.name)));
  select.addEventListener("change", () => {
    const example = examples[select.value];
    if (!example) return;
    byId("text").value = example.text;
    byId("date").value = example.date;
    tag(requestOf(example.text, "text.txt"));
  });
}

async function loadModels() {
  const models = await (await fetch("/models")).json();
  byId("model").append(...models.map((model) => element("option", { value: model.name }, model.name)));
  byId("model-field").hidden = models.length < 2;
  const score = ({ scores }) => (scores.macro_f1 === undefined ? "" : ` (macro-F1 ${scores.macro_f1.toFixed(2)} on held-out mentions)`);
  byId("about").textContent = `${models.length > 1 ? "Models" : "Model"}: ${models.map((m) => m.name + score(m)).join(", ")}`;
}

// ---- filters

function fillFilters() {
  const tags = tagsOf(state.articles);
  const known = Object.keys(signs);
  const stances = [...new Set([...known, ...tags.map((t) => t.stance)])].filter((s) => known.includes(s) || tags.some((t) => t.stance === s));
  const actors = [...group(tags)].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]));
  byId("stances").replaceChildren(...stances.map((s) => chip("stance", s, `${sign(s)} ${s}`, tags.filter((t) => t.stance === s).length, css(s))));
  byId("actors").replaceChildren(...actors.map(([actor, its]) => chip("actor", actor, actor, its.length, "")));
}

function group(tags) {
  const groups = new Map();
  for (const tag of tags) groups.set(tag.actor, [...(groups.get(tag.actor) ?? []), tag]);
  return groups;
}

function chip(kind, value, text, count, className) {
  const box = element("input", { type: "checkbox", name: kind, value });
  box.checked = true;
  box.addEventListener("change", show);
  return element("label", { class: `chip ${className}` }, box, element("b", {}, text), element("small", {}, String(count)));
}

function filters() {
  const ticked = (name) => new Set([...document.querySelectorAll(`input[name="${name}"]:checked`)].map((box) => box.value));
  return { threshold: Number(byId("threshold").value), stances: ticked("stance"), actors: ticked("actor") };
}

function showAll() {
  byId("threshold").value = 0;
  for (const box of document.querySelectorAll(".chip input")) box.checked = true;
  show();
}

// ---- the tagged articles, as stance/views/html.py writes them

function show() {
  const { threshold, stances, actors } = filters();
  const isKept = (t) => t.confidence >= threshold && stances.has(t.stance) && actors.has(t.actor);
  byId("threshold-value").textContent = threshold.toFixed(2);
  const kept = tagsOf(state.articles).filter(isKept);
  byId("count").textContent = `${kept.length} of ${plural(tagsOf(state.articles).length, "tag")}`;
  byId("articles").replaceChildren(...state.articles.map((article) => articleView(article, isKept)));
  if (state.opened && !kept.includes(state.opened.tag)) closeDetail();
  markOpened();
}

function articleView(article, isKept) {
  const text = element("div", { class: "text" });
  const points = [...article.text]; // offsets count code points, JavaScript's strings count UTF-16 units
  let at = 0;
  for (const sentence of article.sentences) {
    text.append(points.slice(at, sentence.start).join(""), ...marked(sentence, isKept));
    at = sentence.end;
  }
  text.append(points.slice(at).join(""));
  const meta = [article.date, article.source, article.id].filter(Boolean).join(" · ");
  return element("article", {}, element("h2", {}, article.title || article.id), element("p", { class: "meta" }, meta), text, byActor(article, isKept));
}

function marked(sentence, isKept) {
  const points = [...sentence.text];
  const parts = [];
  let at = 0;
  for (const tag of sentence.tags.filter(isKept).sort((a, b) => a.start - b.start || b.end - a.end)) {
    if (tag.start < at) continue;
    parts.push(points.slice(at, tag.start).join(""), newMark(tag, sentence, points.slice(tag.start, tag.end).join("")));
    at = tag.end;
  }
  return [...parts, points.slice(at).join("")];
}

function newMark(tag, sentence, text) {
  const mark = element("mark", { class: css(tag.stance), role: "button", tabindex: 0, "aria-expanded": "false", title: summary(tag) }, text, element("b", {}, `${sign(tag.stance)} ${tag.actor} ${tag.stance}`));
  mark.tag = tag;
  mark.addEventListener("click", () => openDetail(tag, sentence));
  mark.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    openDetail(tag, sentence);
  });
  return mark;
}

function byActor(article, isKept) {
  const found = article.sentences.flatMap((sentence) => sentence.tags.filter(isKept).map((tag) => ({ ...tag, sentence, tag })));
  const box = element("div", { class: "by-actor" }, element("h3", {}, "By actor"));
  if (!found.length) box.append(element("p", {}, "No stance found."));
  const actors = [...group(found)].sort((a, b) => b[1].length - a[1].length || a[0].localeCompare(b[0]));
  for (const [actor, its] of actors) {
    const heading = element("tr", {}, ...["stance", "p", "target", "sentence"].map((name) => element("th", { scope: "col" }, name)));
    const rows = its.map((t) => element("tr", {},
      element("td", { class: `stance ${css(t.stance)}` }, `${sign(t.stance)} ${t.stance}`),
      element("td", {}, t.confidence.toFixed(2)),
      element("td", {}, t.target ?? ""),
      element("td", {}, t.sentence.text)));
    const counts = Object.keys(signs).concat("").map((s) => [s, its.filter((t) => (s ? t.stance === s : css(t.stance) === "other")).length]).filter(([, n]) => n);
    const words = counts.map(([s, n]) => `${n} ${s || "other"}`).join(", ");
    const details = element("details", {}, element("summary", {}, element("strong", {}, actor), ` ${words}`), element("table", {}, heading, ...rows));
    details.open = true;
    box.append(details);
  }
  return box;
}

// ---- one tag's probabilities

function openDetail(tag, sentence) {
  state.opened = { tag, sentence };
  byId("detail-title").textContent = `${tag.actor}: ${tag.stance}${tag.target ? ` towards ${tag.target}` : ""}`;
  byId("detail-sentence").replaceChildren("“", ...quoted(sentence, tag), "”");
  const rows = Object.entries(tag.probabilities).map(([label, p]) => element("tr", { class: `${css(label)}${label === tag.stance ? " chosen" : ""}` },
    element("th", { scope: "row", class: "stance" }, `${sign(label)} ${label}`), element("td", {}, bar(p)), element("td", {}, p.toFixed(2))));
  byId("probabilities").replaceChildren(byId("probabilities").caption, ...rows);
  byId("detail").hidden = false;
  byId("detail").focus({ preventScroll: true });
  markOpened();
  if (narrow.matches) markOf(tag)?.scrollIntoView({ block: "nearest" }); // from under the panel at the foot of the screen
  else byId("detail").scrollIntoView({ block: "nearest" });
}

function closeDetail() {
  if (!state.opened) return;
  const mark = markOf(state.opened.tag);
  state.opened = null;
  const hadFocus = byId("detail").contains(document.activeElement);
  byId("detail").hidden = true;
  markOpened();
  if (hadFocus) mark?.focus();
}

function markOpened() {
  for (const mark of document.querySelectorAll("mark")) mark.setAttribute("aria-expanded", String(mark.tag === state.opened?.tag));
}

function markOf(tag) {
  return [...document.querySelectorAll("mark")].find((mark) => mark.tag === tag);
}

function quoted(sentence, tag) {
  const points = [...sentence.text];
  return [points.slice(0, tag.start).join(""), element("strong", {}, points.slice(tag.start, tag.end).join("")), points.slice(tag.end).join("")];
}

function bar(p) {
  const shape = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };
  const svg = shape("svg", { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" });
  svg.append(shape("rect", { class: "track", width: 100, height: 6, rx: 1 }), shape("rect", { class: "bar", width: 100 * p, height: 6, rx: 1 }));
  return svg;
}

// ---- small help

function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

function tagsOf(articles) {
  return articles.flatMap((article) => article.sentences.flatMap((sentence) => sentence.tags));
}

function summary(tag) {
  return `${tag.actor}: ${tag.stance}${tag.target ? ` towards ${tag.target}` : ""}, confidence ${tag.confidence.toFixed(2)}`;
}

function sign(label) {
  return { none: "·", other: "■" }[label === "none" ? label : css(label)] ?? signs[label];
}

function css(label) {
  if (label === "none") return "no-stance";
  return Object.hasOwn(signs, label) ? label : "other";
}

function plural(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function busy(text) {
  byId("error").textContent = "";
  byId("status").textContent = text;
  byId("tag").disabled = true;
}

function done(text) {
  byId("error").textContent = "";
  byId("status").textContent = text;
  byId("tag").disabled = false;
}

function fail(text) {
  byId("status").textContent = "";
  byId("error").textContent = text;
  byId("tag").disabled = false;
  return null;
}
