/* Drawing by mouse, touch and pen. */

import { type Place, type Sheet, SIDE } from "./sheet.ts";

/* One pointer draws at a time: a palm that comes to rest on the canvas does not take the line away. A pen, though, is
   meant more than a finger or a palm that was there first, whose stroke is taken back. */
export function listenToPointers(sheet: Sheet): void {
  const { canvas } = sheet;
  let pen: Place | null = null;
  let drawing: PointerEvent | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    if (pen) {
      if (event.pointerType !== "pen" || drawing?.pointerType === "pen") return;
      sheet.takeBack();
    }
    drawing = event;
    canvas.setPointerCapture(event.pointerId);
    sheet.remember();
    pen = placeOf(event, canvas);
    sheet.line(pen, pen);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!pen || event.pointerId !== drawing?.pointerId) return;
    for (const part of partsOf(event)) {
      const next = placeOf(part, canvas);
      sheet.line(pen, next);
      pen = next;
    }
  });
  const end = (event: PointerEvent) => {
    if (event.pointerId !== drawing?.pointerId) return;
    if (pen) sheet.send();
    pen = null;
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
}

/** Where the pointer has been since the last event. */
function partsOf(event: PointerEvent): PointerEvent[] {
  return "getCoalescedEvents" in event ? event.getCoalescedEvents() : [event];
}

function placeOf(event: PointerEvent, canvas: HTMLCanvasElement): Place {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * SIDE, ((event.clientY - box.top) / box.height) * SIDE];
}
