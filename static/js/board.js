// The board: a card that is dropped on a stage, or sent there by its menu, moves by one verb; refused, it goes back.

const board = document.querySelector("[data-board]");
const said = document.querySelector("[data-board-said]");

function say(words) {
  said.textContent = words;
}

async function move(card, stage) {
  const answer = await fetch(card.dataset.move, {
    method: "POST",
    headers: { "X-CSRFToken": board.dataset.csrf, Accept: "application/json" },
    body: new URLSearchParams({ stage }),
  });
  if (answer.status === 204) return true;
  const told = await answer.json().catch(() => ({}));
  if (told.goto) {
    window.location.assign(told.goto);
    return false;
  }
  say(told.message ?? "It could not be moved. Load the page again.");
  return false;
}

function settle(list) {
  const count = list.closest(".board-column").querySelector("h2 .muted");
  count.textContent = String(list.querySelectorAll("[data-card]").length);
}

if (board) {
  for (const list of board.querySelectorAll("[data-stage]")) {
    window.Sortable.create(list, {
      group: "stages",
      sort: false,
      animation: 120,
      filter: "select, option",
      preventOnFilter: false,
      disabled: !board.querySelector("[data-moves-to]"),
      async onAdd(event) {
        const name = event.item.querySelector(".reference").textContent;
        if (await move(event.item, event.to.dataset.stage)) {
          say(`${name} has moved.`);
          settle(event.from);
          settle(event.to);
          window.location.reload();
          return;
        }
        event.from.insertBefore(event.item, event.from.children[event.oldIndex] ?? null);
      },
    });
  }
  board.addEventListener("change", async (event) => {
    if (!event.target.matches("[data-moves-to]") || !event.target.value) return;
    const card = event.target.closest("[data-card]");
    if (await move(card, event.target.value)) {
      window.location.reload();
      return;
    }
    event.target.value = "";
  });
}
