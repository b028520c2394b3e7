// Runs before the first paint, so that a chosen theme never flashes. A classic script, not a
// module: modules wait for the page. "auto" is the absence of a choice; CSS follows the system.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "light" || chosen === "dark") document.documentElement.dataset.bsTheme = chosen;
  } catch {
    // A browser that keeps nothing follows the system.
  }
})();
