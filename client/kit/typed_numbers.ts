/* Browsers drop a comma or a printed minus sign that is typed or pasted into a field for numbers: where 0.3 is written
   0,3 it becomes 3, and −0.5 becomes 5, without a word. So each is put in as the sign that every browser reads. */

/** What to put in for a text, given the field's step. Where only whole numbers count, a comma parts thousands. */
export function readable(text: string, step: string): string {
  const minus = text.replace(/[−–]/g, "-");
  return Number.isInteger(Number(step || 1)) ? minus : minus.replace(",", ".");
}

function hear(event: InputEvent): void {
  const field = event.composedPath()[0];
  if (event.defaultPrevented || !(field instanceof HTMLInputElement) || field.type !== "number" || !event.data) return;
  const text = readable(event.data, field.step);
  if (text === event.data) return;
  event.preventDefault();
  document.execCommand("insertText", false, text); // what it puts in is heard by the field's own scripts as typing is
}

/** Have it so in all fields of the page, those in shadows too; asked again, it changes nothing. */
export function readTypedNumbers(): void {
  document.addEventListener("beforeinput", hear);
}
