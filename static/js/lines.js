// The editor of quote lines: rows come and go without a round trip, and nets are shown as they will be.
// The server computes them again; without this script the same form works by its "Add lines" button.

const editor = document.querySelector("[data-lines]");
const rates = JSON.parse(document.getElementById("rates")?.textContent ?? "[]");
const currency = editor.dataset.currency;
const figures = new Intl.NumberFormat("en", { style: "currency", currency, currencyDisplay: "code" });
const places = figures.resolvedOptions().maximumFractionDigits;
const rows = editor.querySelector(".editor-rows");
const pattern = editor.querySelector("template");
const total = document.querySelector('[name="lines-TOTAL_FORMS"]');
const PLAIN = /^\d{1,12}(\.\d{1,6})?$/;

// A plain decimal as a whole number of millionths.
function millionths(text) {
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(6, "0"));
}

function field(line, name) {
  return line.querySelector(`[name$="-${name}"]`);
}

function cardPrice(role) {
  const day = document.querySelector('[name="starts_on"]').value;
  const held = rates.find((rate) => rate.role === role && rate.from <= day && (!rate.to || day <= rate.to));
  return held ? held.price : "";
}

// Whole minor units, half up, like the one rounding of the suite.
function net(line) {
  const hours = field(line, "hours").value.trim();
  const price = field(line, "price").value.trim() || field(line, "price").placeholder;
  if (!PLAIN.test(hours) || !PLAIN.test(price)) return null;
  const divisor = 10n ** BigInt(12 - places);
  return (millionths(hours) * millionths(price) + divisor / 2n) / divisor;
}

function words(minor) {
  const sign = minor.toString().padStart(places + 1, "0");
  const text = places ? `${sign.slice(0, -places)}.${sign.slice(-places)}` : sign;
  return figures.format(text).replace(currency, "").trim();
}

function count() {
  let sum = 0n;
  for (const line of rows.querySelectorAll(".editor-line")) {
    field(line, "price").placeholder = cardPrice(field(line, "role").value);
    const minor = line.hidden ? null : net(line);
    line.querySelector("[data-net]").textContent = minor === null ? "" : words(minor);
    sum += minor ?? 0n;
  }
  editor.querySelector("[data-total]").textContent = `${currency} ${words(sum)}`;
}

function addLine() {
  const number = Number(total.value);
  const line = pattern.content.cloneNode(true);
  line.querySelector("legend").textContent = `Line ${number + 1}`;
  for (const control of line.querySelectorAll("[name], [for]")) {
    for (const name of ["name", "id", "for"]) {
      const held = control.getAttribute(name);
      if (held) control.setAttribute(name, held.replace("__prefix__", number));
    }
  }
  line.querySelector("[data-drops-line]").hidden = false;
  rows.append(line);
  total.value = String(number + 1);
  rows.lastElementChild.querySelector("input").focus();
}

function dropLine(line) {
  for (const control of line.querySelectorAll("input")) control.value = control.name.endsWith("-phase") ? "Delivery" : "";
  field(line, "role").value = "";
  field(line, "supply").value = "services";
  line.hidden = true;
  count();
}

editor.addEventListener("click", (event) => {
  if (event.target.closest("[data-adds-line]")) {
    event.preventDefault();
    addLine();
  }
  const drops = event.target.closest("[data-drops-line]");
  if (drops) dropLine(drops.closest(".editor-line"));
});
document.addEventListener("input", count);
for (const button of editor.querySelectorAll("[data-drops-line]")) button.hidden = false;
editor.querySelector(".editor-total").hidden = false;
count();
