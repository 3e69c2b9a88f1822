// Twenty megabytes that nobody has asked for are fetched only where they cost neither money nor a reader's patience.

/** What some browsers say of the line, as navigator.connection. */
export interface Line extends EventTarget {
  saveData?: boolean;
  type?: string;
  effectiveType?: string;
}

export function isDear(line: Omit<Line, keyof EventTarget> | undefined): boolean {
  if (!line) return false;
  return line.saveData === true || line.type === "cellular" || /2g|3g/.test(line.effectiveType ?? "");
}

/** Waits until the line is one that nobody pays for by the byte, or one of which nothing is known. */
export async function whenCheap(line: Line | undefined): Promise<void> {
  while (line && isDear(line)) await new Promise((resolve) => line.addEventListener("change", resolve, { once: true }));
}
