// The shell: theme choice, dialogs, messages, and buttons that are pressed once.

const root = document.documentElement;

function chosenTheme() {
  return root.dataset.bsTheme || "auto";
}

function chooseTheme(theme) {
  if (theme === "auto") delete root.dataset.bsTheme;
  else root.dataset.bsTheme = theme;
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // The choice then lasts for this page.
  }
  showTheme();
}

function showTheme() {
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosenTheme()));
  }
}

function say(words) {
  const place = document.querySelector("#flashes");
  const pattern = document.querySelector("#flash-pattern");
  if (!place || !pattern) return;
  const flash = pattern.content.cloneNode(true);
  flash.querySelector(".flash-words").textContent = words;
  place.append(flash);
}

document.addEventListener("click", (event) => {
  const pressed = event.target.closest("button, a");
  if (!pressed) return;
  if (pressed.dataset.themeChoice) chooseTheme(pressed.dataset.themeChoice);
  if (pressed.dataset.opens) {
    const dialog = document.getElementById(pressed.dataset.opens);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
  }
  if (pressed.hasAttribute("data-closes")) pressed.closest("dialog")?.close();
  if (pressed.hasAttribute("data-dismisses")) pressed.closest(".flash")?.remove();
});

// A form is sent once: the button says so until the answer comes.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});

// The back button shows the page as it was: let its forms be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

document.addEventListener("htmx:responseError", () => say("That did not work. Reload the page and try again."));
document.addEventListener("htmx:sendError", () => say("The server did not answer. Check your connection and try again."));

// The first thing to mend gets the focus.
document.querySelector('[aria-invalid="true"]')?.focus();
showTheme();
