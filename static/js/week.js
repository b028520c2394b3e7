// The grid of a week: the keys move between its cells, and the sums are told while one types.
// The server counts again; without scripts the same form is saved by its button.

const grid = document.querySelector("[data-week]");
const SHAPES = [
  [/^(\d{1,3}):([0-5]\d)$/, (found) => Number(found[1]) * 60 + Number(found[2])],
  [/^(\d{1,5})\s?m(?:in)?$/, (found) => Number(found[1])],
  [/^(\d{1,3})(?:[.,](\d{1,4}))?\s?h?$/, (found) => Math.round(Number(`${found[1]}.${found[2] ?? 0}`) * 60)],
];

// Whole minutes of what was typed; nothing for what is no duration.
function minutes(text) {
  for (const [shape, read] of SHAPES) {
    const found = shape.exec(text.trim());
    if (found) return read(found);
  }
  return 0;
}

function clock(count) {
  const size = Math.abs(count);
  return `${count < 0 ? "-" : ""}${Math.floor(size / 60)}:${String(size % 60).padStart(2, "0")}`;
}

function rows() {
  return [...grid.querySelectorAll(".week-grid tbody tr:not(.week-notes)")].filter((row) => row.querySelector("th"));
}

function held(cell) {
  const box = cell.querySelector("[data-cell]");
  if (box) return minutes(box.value);
  return Number(cell.querySelector("[data-minutes]")?.dataset.minutes ?? 0);
}

function count() {
  const days = [0, 0, 0, 0, 0, 0, 0];
  for (const row of rows()) {
    const sums = [...row.querySelectorAll(".week-cell")].map(held);
    sums.forEach((sum, day) => (days[day] += sum));
    row.querySelector("[data-row-sum]").textContent = clock(sums.reduce((one, other) => one + other, 0));
  }
  days.forEach((sum, day) => (grid.querySelector(`[data-day-sum="${day}"]`).textContent = clock(sum)));
  grid.querySelector("[data-week-sum]").textContent = clock(days.reduce((one, other) => one + other, 0));
}

// The next box in a direction, over cells that are closed.
function beside(box, down, right) {
  const lines = rows();
  const cell = box.closest(".week-cell");
  let line = lines.indexOf(cell.parentElement);
  let day = [...cell.parentElement.querySelectorAll(".week-cell")].indexOf(cell);
  for (;;) {
    line += down;
    day += right;
    const next = lines[line]?.querySelectorAll(".week-cell")[day];
    if (!next) return null;
    if (next.querySelector("[data-cell]") && next.offsetParent) return next.querySelector("[data-cell]");
  }
}

const WAYS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function move(event) {
  const box = event.target.closest("[data-cell]");
  const way = WAYS[event.key];
  if (!box || !way || event.altKey || event.ctrlKey || event.metaKey) return;
  const whole = box.selectionStart === 0 && box.selectionEnd === box.value.length;
  if (event.key === "ArrowLeft" && !whole && box.selectionStart > 0) return;
  if (event.key === "ArrowRight" && !whole && box.selectionEnd < box.value.length) return;
  event.preventDefault();
  const next = beside(box, event.key === "Enter" && event.shiftKey ? -1 : way[0], way[1]);
  next?.focus();
  next?.select();
}

// What is typed and not saved is not submitted: say so before somebody tries.
function unsaved() {
  const button = document.querySelector("[data-submits-week]");
  if (!button) return;
  button.disabled = true;
  button.title = "Save the week first";
}

if (grid) {
  grid.addEventListener("keydown", move);
  grid.addEventListener("focusin", (event) => event.target.matches("[data-cell]") && event.target.select());
  grid.addEventListener("input", (event) => {
    count();
    if (event.target.matches("[data-cell], [name^='note-']")) unsaved();
  });
  count();
}
