/* One tab stop for a group of parts, and arrows inside it. */

import { all, around, isOn, isPlain } from "../dom.ts";
import { isThere, speaks } from "./parts.ts";

const MEMBERS = "[data-say], [data-echo], [data-to]";

/** Makes a part the tab stop of its group. */
export function roam(part: HTMLElement): void {
  const group = part.closest<HTMLElement>("[data-roam]");
  if (!group) return;
  for (const member of members(group)) member.tabIndex = member === part ? 0 : -1;
}

/** choose: called with a part that says something when an arrow has led to it. */
export function enlivenGroups(figure: HTMLElement, choose: (part: HTMLElement) => void): void {
  for (const group of all(figure, "[data-roam]")) {
    const [first] = all(group, MEMBERS);
    if (first) first.tabIndex = 0;
    group.addEventListener("keydown", (event) => {
      const here = around(event, "[data-to]") ?? around(event, "[data-say], [data-echo]");
      if (!here || isOn(event, "input") || !isPlain(event)) return;
      const next = neighbour(group, here, event.key);
      if (next === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      if (!next) return;
      roam(next);
      next.focus();
      if (speaks(next)) choose(next);
    });
  }
}

const members = (group: HTMLElement) => all(group, MEMBERS).filter(isThere);

/** The part that an arrow key leads to: undefined for other keys, null at an edge. */
function neighbour(group: HTMLElement, here: HTMLElement, key: string): HTMLElement | null | undefined {
  const table = here.closest("table");
  if (table && group.contains(table)) return neighbourInTable(table, members(group), here, key);
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[key];
  const among = members(group);
  return by ? (among[among.indexOf(here) + by] ?? null) : undefined;
}

function neighbourInTable(
  table: HTMLTableElement,
  among: HTMLElement[],
  here: HTMLElement,
  key: string,
): HTMLElement | null | undefined {
  const row = here.closest("tr");
  if (!row) return undefined;
  const column = [...row.children].indexOf(here);
  const rows = all(table, "tr");
  const at = rows.indexOf(row);
  switch (key) {
    case "ArrowRight":
      return speaking(row.children[column + 1]);
    case "ArrowLeft":
      return speaking(row.children[column - 1]);
    case "ArrowDown":
      return speaking(rows[at + 1]?.children[column]);
    case "ArrowUp":
      return speaking(rows[at - 1]?.children[column]);
    case "Home":
      return among.find((member) => row.contains(member));
    case "End":
      return among.findLast((member) => row.contains(member));
    default:
      return undefined;
  }
}

const speaking = (cell: Element | undefined) => (cell instanceof HTMLElement && speaks(cell) ? cell : null);
