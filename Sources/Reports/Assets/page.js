// Sorts, filters and opens the findings' table. Every value from the data is set as text, never as markup.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const table = document.querySelector("table.findings");
  if (!table) return;

  const jobs = new Map(data.jobs.map((job) => [job.id, job]));
  const form = document.getElementById("filters");
  const least = document.getElementById("least");
  const job = document.getElementById("job");
  const text = document.getElementById("text");
  const sortBy = document.getElementById("sort");
  const chips = document.getElementById("chips");
  const heads = [...table.querySelectorAll("th[data-column]")];
  const findings = [...table.querySelectorAll("tbody.finding")].map(makeFinding);
  const wanted = [];
  let order = { column: "severity", descending: true };

  // MARK: Elements

  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key === "class") element.className = value;
      else if (key.includes("-") || key === "colspan" || key === "role") element.setAttribute(key, value);
      else element[key] = value;
    }
    element.append(...children);
    return element;
  }

  function draw(name, attributes = {}, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  // MARK: Findings

  function makeFinding(body, index) {
    const item = data.findings[index];
    const words = [body.textContent, item.sentence, ...item.influences.flat(), ...item.events.flat(),
      ...item.also.flat()];
    return { body, index, item, words: words.join("\n").toLowerCase() };
  }

  function key(finding, column) {
    const item = finding.item;
    switch (column) {
      case "time": return item.time;
      case "severity": return item.score;
      case "actual": return item.actual ?? -Infinity;
      case "typical": return item.typical ?? -Infinity;
      default: return finding.body.querySelector("td." + column).textContent.trim().toLowerCase();
    }
  }

  function isNumeric(column) {
    return ["time", "severity", "actual", "typical"].includes(column);
  }

  // MARK: Sorting

  function sort() {
    const sign = order.descending ? -1 : 1;
    const keyed = findings.map((finding) => ({ finding, key: key(finding, order.column) }));
    keyed.sort((a, b) => {
      if (a.key < b.key) return -sign;
      if (a.key > b.key) return sign;
      return a.finding.index - b.finding.index;
    });
    table.append(...keyed.map(({ finding }) => finding.body));
    for (const head of heads) {
      if (head.dataset.column !== order.column) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", order.descending ? "descending" : "ascending");
    }
    sortBy.value = order.column;
  }

  function sortByColumn(column) {
    const again = order.column === column;
    order = { column, descending: again ? !order.descending : isNumeric(column) };
    sort();
  }

  // MARK: Filtering

  function has(finding, [field, value]) {
    return finding.item.influences.some((pair) => pair[0] === field && pair[1] === value);
  }

  function passes(finding) {
    return finding.item.rank >= Number(least.value)
      && (job.value === "" || finding.item.job === job.value
        || finding.item.also.some((other) => other[0] === job.value))
      && finding.words.includes(text.value.trim().toLowerCase())
      && wanted.every((filter) => has(finding, filter.pair) === filter.include);
  }

  function filter() {
    let shown = 0;
    for (const finding of findings) {
      finding.body.hidden = !passes(finding);
      if (!finding.body.hidden) shown += 1;
    }
    document.getElementById("nothing").hidden = shown > 0;
    document.getElementById("status").textContent = `${shown} of ${findings.length} findings shown`;
  }

  function want(pair, include) {
    const same = (filter) => filter.pair[0] === pair[0] && filter.pair[1] === pair[1];
    const old = wanted.findIndex(same);
    if (old >= 0) wanted.splice(old, 1);
    wanted.push({ pair, include });
    showChips();
    filter();
  }

  function showChips() {
    chips.replaceChildren(...wanted.map((entry, index) => {
      const words = `${entry.pair[0]} ${entry.include ? "is" : "is not"} ${entry.pair[1]}`;
      const remove = make("button", { type: "button", "aria-label": `Remove the filter ${words}` }, "×");
      remove.addEventListener("click", () => {
        wanted.splice(index, 1);
        showChips();
        filter();
        text.focus();
      });
      return make("li", {}, make("span", {}, words), remove);
    }));
  }

  function reset() {
    wanted.length = 0;
    showChips();
    filter();
  }

  function addFilterButtons(element, pair) {
    const plus = make("button", {
      type: "button", class: "with", title: "Only with this value",
      "aria-label": `Only findings with ${pair[0]} ${pair[1]}`,
    }, "+");
    const minus = make("button", {
      type: "button", class: "without", title: "Without this value",
      "aria-label": `Only findings without ${pair[0]} ${pair[1]}`,
    }, "−");
    plus.addEventListener("click", () => want(pair, true));
    minus.addEventListener("click", () => want(pair, false));
    element.append(make("span", { class: "buttons" }, plus, minus));
  }

  // MARK: Opening

  function addToggle(finding) {
    const id = `reasons-${finding.index}`;
    const button = make("button", {
      type: "button", class: "toggle", "aria-expanded": "false", "aria-controls": id,
      "aria-label": `Reasons for finding ${finding.index + 1}`,
    });
    button.append(make("span", { "aria-hidden": "true" }, "›"), make("span", { class: "word" }, "Reasons"));
    button.addEventListener("click", () => toggle(finding, button, id));
    finding.body.querySelector("td.open").append(button);
  }

  function toggle(finding, button, id) {
    if (!finding.detail) {
      finding.detail = makeDetail(finding, id);
      finding.body.append(finding.detail);
    } else {
      finding.detail.hidden = !finding.detail.hidden;
    }
    button.setAttribute("aria-expanded", String(!finding.detail.hidden));
  }

  function makeDetail(finding, id) {
    const item = finding.item;
    const cell = make("td", { colspan: String(heads.length + 1), role: "cell" });
    cell.append(make("p", { class: "sentence" }, item.sentence));
    if (item.timeline.length > 1) cell.append(section("Actual against expected", timeline(item.timeline)));
    cell.append(make("div", { class: "halves" },
      section("Why this score", reasons(item.reasons)),
      make("div", {}, ...others(item))));
    if (item.events.length > 0) cell.append(section("Events behind it", ...item.events.map(event)));
    return make("tr", { class: "detail", id, role: "row" }, cell);
  }

  function others(item) {
    const parts = [];
    if (item.influences.length > 0) parts.push(section("Influenced by", influences(item.influences)));
    if (item.causes.length > 0) parts.push(section("Values behind it", bullets(item.causes)));
    if (item.also.length > 0) {
      parts.push(section("Told with it",
        bullets(item.also.map(([name, score, words]) => `${name} (${score}): ${words}`))));
    }
    if (jobs.has(item.job)) parts.push(section("The job", ...about(jobs.get(item.job))));
    return parts;
  }

  function section(title, ...children) {
    return make("section", {}, make("h3", {}, title), ...children);
  }

  function bullets(words) {
    return make("ul", {}, ...words.map((word) => make("li", {}, word)));
  }

  function reasons(pairs) {
    return make("dl", {}, ...pairs.map(([name, words]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, words))));
  }

  function influences(pairs) {
    return make("ul", { class: "influences" }, ...pairs.map((pair) => {
      const line = make("li", {}, make("span", { class: "pair" },
        make("span", { class: "value" }, pair[1]), " ", make("span", { class: "field" }, pair[0])));
      addFilterButtons(line, pair);
      return line;
    }));
  }

  function about(info) {
    const parts = [make("p", {}, make("strong", {}, info.title))];
    if (info.why) parts.push(make("p", {}, info.why));
    if (info.attack.length > 0) parts.push(make("p", {}, `ATT&CK: ${info.attack.join(", ")}`));
    if (info.falsePositives.length > 0) {
      parts.push(make("p", {}, "What a benign hit looks like:"), bullets(info.falsePositives));
    }
    return parts;
  }

  function event([place, words]) {
    const block = make("div", { class: "event" }, make("p", { class: "field" }, place));
    if (words) block.append(make("pre", { tabIndex: 0 }, words));
    return block;
  }

  // MARK: The timeline

  const size = { width: 640, height: 150, left: 56, right: 12, top: 10, bottom: 24 };

  function timeline(points) {
    const tops = points.flatMap((point) => point.slice(1)).filter((value) => Number.isFinite(value));
    const scale = Math.max(...tops, 1e-12);
    const step = (size.width - size.left - size.right) / points.length;
    const x = (index) => size.left + (index + 0.5) * step;
    const y = (value) => size.height - size.bottom
      - (Math.max(value ?? 0, 0) / scale) * (size.height - size.top - size.bottom);
    const picture = draw("svg", {
      viewBox: `0 0 ${size.width} ${size.height}`, class: "timeline", role: "img",
      "aria-label": describe(points),
    });
    picture.append(expectedRange(points, x, y), ...bars(points, step, x, y), ...axes(points, scale, x, y));
    const figure = make("figure", {}, picture);
    figure.append(make("figcaption", { class: "field" },
      "Bars: actual. Line: expected. Shaded: up to the upper bound. The last bar is the finding."));
    return figure;
  }

  function describe(points) {
    const last = points[points.length - 1];
    return `${points.length} buckets; in the last, ${last[1]} against ${last[2]} expected, upper bound ${last[3]}`;
  }

  function expectedRange(points, x, y) {
    const upper = points.map((point, index) => `${x(index)},${y(point[3])}`);
    const expected = points.map((point, index) => `${x(index)},${y(point[2])}`);
    const floor = `${x(points.length - 1)},${y(0)} ${x(0)},${y(0)}`;
    return draw("g", {},
      draw("polygon", { class: "range", points: `${upper.join(" ")} ${floor}` }),
      draw("polyline", { class: "expected", points: expected.join(" ") }));
  }

  function bars(points, step, x, y) {
    const width = Math.max(1, Math.min(step * 0.6, 18));
    return points.map((point, index) => {
      const height = Math.max(0, y(0) - y(point[1]));
      const bar = draw("rect", {
        class: index === points.length - 1 ? "bar last" : "bar",
        x: x(index) - width / 2, y: y(0) - height, width, height,
      });
      bar.append(draw("title", {}, `${point[0]}: ${point[1]}, expected ${point[2]}`));
      return bar;
    });
  }

  function axes(points, scale, x, y) {
    const label = (words, attributes) => draw("text", attributes, words);
    const short = (value) => (value >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3))));
    return [
      draw("line", { class: "axis", x1: size.left, x2: size.width - size.right, y1: y(0), y2: y(0) }),
      label(short(scale), { x: size.left - 6, y: y(scale) + 8, "text-anchor": "end" }),
      label("0", { x: size.left - 6, y: y(0), "text-anchor": "end" }),
      label(points[0][0], { x: size.left, y: size.height - 6 }),
      label(points[points.length - 1][0],
        { x: size.width - size.right, y: size.height - 6, "text-anchor": "end" }),
    ];
  }

  // MARK: Taking charge

  function addSortButtons() {
    for (const head of heads) {
      const title = head.textContent;
      const button = make("button", { type: "button", class: "sort" }, title);
      button.addEventListener("click", () => sortByColumn(head.dataset.column));
      head.replaceChildren(button);
      sortBy.append(make("option", { value: head.dataset.column }, title));
    }
    sortBy.addEventListener("change", () => {
      order = { column: sortBy.value, descending: isNumeric(sortBy.value) };
      sort();
    });
  }

  function start() {
    addSortButtons();
    for (const finding of findings) {
      addToggle(finding);
      for (const item of finding.body.querySelectorAll("li[data-influence]")) {
        addFilterButtons(item, finding.item.influences[Number(item.dataset.influence)]);
      }
    }
    form.addEventListener("input", filter);
    form.addEventListener("submit", (submission) => submission.preventDefault());
    form.addEventListener("reset", () => setTimeout(reset));
    form.hidden = false;
    document.documentElement.classList.add("scripted");
    sort();
    filter();
  }

  start();
})();
