// The editor of a journal: the sums of debits and credits as they are, and what they still differ by.

import { currencyOf, editRows, field } from "./rows.js";

const editor = document.querySelector("[data-journal]");
const PLAIN = /^\d{1,15}(\.\d{1,4})?$/;

// A plain decimal as whole minor units; nothing for what is no amount in this currency.
function minor(text, places) {
  const plain = text.trim();
  const [whole, fraction = ""] = plain.split(".");
  if (!PLAIN.test(plain) || fraction.replace(/0+$/, "").length > places) return 0n;
  return BigInt(whole + fraction.padEnd(places, "0").slice(0, places));
}

function count() {
  const { places, words, code } = currencyOf(document.querySelector('[name="currency"]').value);
  const sums = { debit: 0n, credit: 0n };
  for (const line of editor.querySelectorAll(".editor-rows > .editor-line:not([hidden])")) {
    for (const side of ["debit", "credit"]) sums[side] += minor(field(line, side).value, places);
  }
  const difference = sums.debit - sums.credit;
  for (const side of ["debit", "credit"]) editor.querySelector(`[data-sum="${side}"]`).textContent = words(sums[side]);
  const total = editor.querySelector("[data-difference]");
  const missing = difference > 0n ? "to credit" : "to debit";
  const size = difference < 0n ? -difference : difference;
  total.textContent = difference ? `${code} ${words(size)} still ${missing}` : sums.debit ? "In balance" : "Nothing yet";
  total.parentElement.classList.toggle("is-off", difference !== 0n);
  total.parentElement.classList.toggle("is-even", difference === 0n && sums.debit > 0n);
}

function clear(line) {
  for (const control of line.querySelectorAll("input, select")) control.value = "";
}

editRows(editor, { clear, count });
