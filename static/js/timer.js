// The clock of a running timer: what the server said when the page came, and the seconds since.

const shown = document.querySelector("[data-timer]");

function two(count) {
  return String(count).padStart(2, "0");
}

if (shown) {
  const passed = Number(shown.dataset.timer);
  const opened = Date.now();
  const tell = () => {
    const seconds = passed + Math.max(0, Math.floor((Date.now() - opened) / 1000));
    shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  };
  tell();
  setInterval(tell, 1000);
}
