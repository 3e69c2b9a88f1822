/* A matrix to type in: cells with arrow keys, Enter and Tab; a block that is pasted is handed over as it is. */

const drawn = new WeakMap();

export default function ({ data, parentElement, setTriggerValue }) {
  const mount = parentElement.querySelector(".hl-mount") ?? parentElement;
  if (drawn.get(mount) === data.html) return;
  const here = document.activeElement;
  const focus = mount.contains(here) && here.dataset.at
    ? { at: here.dataset.at, typed: here.value !== here.defaultValue ? here.value : null }
    : null;
  const same = mount.querySelector("[data-part]")?.dataset.part === data.part;
  drawn.set(mount, data.html);
  mount.innerHTML = data.html;
  enliven(mount, data.part, setTriggerValue);
  const again = focus && same && mount.querySelector(`[data-at="${focus.at}"]`);
  if (!again) return;
  if (focus.typed !== null) again.value = focus.typed;
  again.focus();
  if (focus.typed === null) again.select();
}

function enliven(mount, part, send) {
  const cells = [...mount.querySelectorAll("[data-at]")];
  const at = (row, column) => mount.querySelector(`[data-at="${row}.${column}"]`);
  const place = (cell) => cell.dataset.at.split(".").map(Number);
  const hand = () => {
    const rows = [];
    for (const cell of cells) {
      const [row, column] = place(cell);
      (rows[row] ??= [])[column] = cell.value;
    }
    send("typed", { part, cells: trimmed(rows) });
  };
  const go = (row, column, event) => {
    const next = at(row, column);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  };
  for (const cell of cells) {
    cell.addEventListener("change", hand);
    cell.addEventListener("keydown", (event) => {
      const [row, column] = place(cell);
      const start = cell.selectionStart === 0 && (cell.selectionEnd === 0 || cell.selectionEnd === cell.value.length);
      const end = cell.selectionEnd === cell.value.length && (cell.selectionStart === cell.selectionEnd || cell.selectionStart === 0);
      if (event.key === "ArrowUp" || (event.key === "Enter" && event.shiftKey)) go(row - 1, column, event);
      else if (event.key === "ArrowDown" || event.key === "Enter") {
        if (event.key === "Enter" && !at(row + 1, column)) cell.blur();
        else go(row + 1, column, event);
      } else if (event.key === "ArrowLeft" && start) go(row, column - 1, event);
      else if (event.key === "ArrowRight" && end) go(row, column + 1, event);
      else if (event.key === "Escape") cell.value = cell.defaultValue;
    });
    cell.addEventListener("paste", (event) => {
      const text = event.clipboardData.getData("text");
      if (!/[\t\n,;&|[({\\]|\S\s+\S/.test(text.trim()) || /^[-+−]?\d*,\d+$/.test(text.trim())) return;
      event.preventDefault();
      const [row, column] = place(cell);
      send("pasted", { part, text, row, column });
    });
  }
}

/* Without the empty rows and columns at the end, which are there to be filled. */
function trimmed(rows) {
  const empty = (text) => (text ?? "").trim() === "";
  while (rows.length && rows.at(-1).every(empty)) rows.pop();
  while (rows.length && rows[0].length && rows.every((row) => empty(row.at(-1)))) for (const row of rows) row.pop();
  return rows;
}
