// The editor of quote lines: nets are shown as they will be.

import { currencyOf, editRows, field } from "./rows.js";

const editor = document.querySelector("[data-lines]");
const rates = JSON.parse(document.getElementById("rates")?.textContent ?? "[]");
const { code, places, words } = currencyOf(editor.dataset.currency);
const PLAIN = /^\d{1,12}(\.\d{1,6})?$/;

// A plain decimal as a whole number of millionths.
function millionths(text) {
  const [whole, fraction = ""] = text.split(".");
  return BigInt(whole + fraction.padEnd(6, "0"));
}

// What our own lists ask on the day the work starts: for an hour of a role, or for one of a product.
function listed(name, value) {
  const day = document.querySelector('[name="starts_on"]').value;
  const held = rates.find((rate) => value && rate[name] === value && rate.from <= day && (!rate.to || day <= rate.to));
  return held ? held.price : "";
}

function told(line, name, usual) {
  return field(line, name).value.trim() || usual;
}

// Whole minor units, half up, like the one rounding of the suite: one period, times as many as there are.
function net(line) {
  const byTime = field(line, "billed_by").value === "time";
  const quantity = byTime ? field(line, "hours").value.trim() : told(line, "quantity", "1");
  const price = told(line, "price", field(line, "price").placeholder);
  const off = told(line, "discount", "0");
  const periods = byTime ? "1" : told(line, "periods", "1");
  if (![quantity, price, off].every((text) => PLAIN.test(text)) || !/^\d{1,3}$/.test(periods)) return null;
  const divisor = 10n ** BigInt(20 - places);
  const kept = 100_000_000n - millionths(off);
  const one = (millionths(quantity) * millionths(price) * kept + divisor / 2n) / divisor;
  return one * BigInt(periods);
}

function count() {
  let sum = 0n;
  for (const line of editor.querySelectorAll(".editor-rows > .editor-line")) {
    const byTime = field(line, "billed_by").value === "time";
    field(line, "price").placeholder = byTime ? listed("role", field(line, "role").value) : listed("product", field(line, "product").value);
    const minor = line.hidden ? null : net(line);
    line.querySelector("[data-net]").textContent = minor === null ? "" : words(minor);
    if (!field(line, "optional").checked) sum += minor ?? 0n;
  }
  editor.querySelector("[data-total]").textContent = `${code} ${words(sum)}`;
}

function clear(line) {
  for (const control of line.querySelectorAll("input")) {
    if (control.type === "checkbox") control.checked = false;
    else control.value = control.name.endsWith("-phase") ? "Delivery" : "";
  }
  for (const control of line.querySelectorAll("select")) control.value = "";
  field(line, "billed_by").value = "time";
  field(line, "supply").value = "services";
}

// What is not billed by time says more of itself: its further fields unfold.
editor.addEventListener("change", (event) => {
  if (!event.target.name?.endsWith("-billed_by") || !["retainer", "recurring"].includes(event.target.value)) return;
  event.target.closest(".editor-line").querySelector("details").open = true;
});

editRows(editor, { clear, count });

// Terms are copied from a template into the quote, where they may be changed.
const terms = document.querySelector("[data-terms]");
if (terms) {
  const templates = JSON.parse(document.getElementById("terms").textContent);
  terms.hidden = false;
  terms.querySelector("select").addEventListener("change", (event) => {
    const chosen = templates[event.target.value];
    if (chosen) document.querySelector('[name="terms"]').value = chosen.text;
  });
}
