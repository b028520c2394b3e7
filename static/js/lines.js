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

function count() {
  let sum = 0n;
  for (const line of editor.querySelectorAll(".editor-rows > .editor-line")) {
    field(line, "price").placeholder = cardPrice(field(line, "role").value);
    const minor = line.hidden ? null : net(line);
    line.querySelector("[data-net]").textContent = minor === null ? "" : words(minor);
    sum += minor ?? 0n;
  }
  editor.querySelector("[data-total]").textContent = `${code} ${words(sum)}`;
}

function clear(line) {
  for (const control of line.querySelectorAll("input")) control.value = control.name.endsWith("-phase") ? "Delivery" : "";
  field(line, "role").value = "";
  field(line, "supply").value = "services";
}

editRows(editor, { clear, count });
