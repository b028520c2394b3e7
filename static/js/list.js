// List pages: one tick for all rows, how many are ticked, and filters that answer as one types.

function picks(list) {
  return [...list.querySelectorAll(".pick")];
}

function count(list) {
  const ticked = picks(list).filter((pick) => pick.checked).length;
  const all = list.querySelector(".pick-all");
  if (all) {
    all.checked = ticked > 0 && ticked === picks(list).length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
  const words = list.querySelector(".bulk-count");
  if (words) words.textContent = `${ticked} selected`;
}

document.addEventListener("change", (event) => {
  const list = event.target.closest(".list");
  if (!list) return;
  if (event.target.matches(".pick-all")) {
    for (const pick of picks(list)) pick.checked = event.target.checked;
  }
  if (event.target.matches(".pick, .pick-all")) count(list);
});

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-clears-picks]")) return;
  const list = event.target.closest(".list");
  for (const pick of picks(list)) pick.checked = false;
  count(list);
});

// Filters: what is left empty stays out of the address.
document.addEventListener("htmx:configRequest", (event) => {
  if (!event.target.matches(".filter-bar")) return;
  const { formData } = event.detail;
  for (const [name, value] of [...formData.entries()]) if (value === "") formData.delete(name);
});

// An answer to words that have been typed over is not shown: the next one is on its way.
document.addEventListener("htmx:beforeSwap", (event) => {
  const words = document.querySelector("#list-words");
  const asked = event.detail.requestConfig?.formData;
  if (!words || document.activeElement !== words || !event.detail.requestConfig?.elt.matches(".filter-bar")) return;
  if (words.value !== (asked.get("q") ?? "")) event.detail.shouldSwap = false;
});
