/* What a grid of numbers makes of texts. */

/** Without the empty rows and columns at the end, which are there to be filled. */
export function trimmed(rows: readonly (readonly string[])[]): string[][] {
  const isEmpty = (text: string | undefined) => (text ?? "").trim() === "";
  let [height, width] = [rows.length, rows[0]?.length ?? 0];
  while (height && rows[height - 1]?.every(isEmpty)) height--;
  const kept = rows.slice(0, height);
  while (width && kept.every((row) => isEmpty(row[width - 1]))) width--;
  return kept.map((row) => row.slice(0, width));
}

/** Whether a text that is pasted has several numbers; a single one, be it with a decimal comma, goes into its cell. */
export function isBlock(text: string): boolean {
  const bare = text.trim();
  return /[\t\n,;&|[({\\]|\S\s+\S/.test(bare) && !/^[-+−]?\d*,\d+$/.test(bare);
}
