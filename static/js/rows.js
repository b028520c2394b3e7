// The rows of an editor: they come and go without a round trip, and amounts are counted in whole minor units.
// The server computes them again; without scripts the same form works by its "Add lines" button.

export function field(line, name) {
  return line.querySelector(`[name$="-${name}"]`);
}

// How a currency's whole minor units are written.
export function currencyOf(code) {
  const figures = new Intl.NumberFormat("en", { style: "currency", currency: code, currencyDisplay: "code" });
  const places = figures.resolvedOptions().maximumFractionDigits;
  function words(minor) {
    const digits = minor.toString().padStart(places + 1, "0");
    const text = places ? `${digits.slice(0, -places)}.${digits.slice(-places)}` : digits;
    return figures.format(text).replace(code, "").trim();
  }
  return { code, places, words };
}

// Lets rows be added and dropped; `clear` empties a row that leaves, `count` shows the sums anew.
export function editRows(editor, { clear, count }) {
  const rows = editor.querySelector(".editor-rows");
  const pattern = editor.querySelector("template");
  const total = document.querySelector('[name="lines-TOTAL_FORMS"]');

  function add() {
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
    rows.lastElementChild.querySelector("input, select").focus();
  }

  editor.addEventListener("click", (event) => {
    if (event.target.closest("[data-adds-line]")) {
      event.preventDefault();
      add();
    }
    const drops = event.target.closest("[data-drops-line]");
    if (!drops) return;
    const line = drops.closest(".editor-line");
    clear(line);
    line.hidden = true;
    count();
  });
  document.addEventListener("input", count);
  for (const button of editor.querySelectorAll("[data-drops-line]")) button.hidden = false;
  editor.querySelector(".editor-total").hidden = false;
  count();
}
