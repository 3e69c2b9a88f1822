/* The component `code_cell`: a cell's editor. Python sends the text and the place of an error; this sends back what the
   reader typed. What a cell shows besides (output, values, charts) is drawn by Python: widgets/code/code_cell.py. */

import { type Arguments, component, mountOf } from "../streamlit.ts";
import { Cell, type Data } from "./cell.ts";

const cells = new WeakMap<HTMLElement, Cell>(); // so that a redraw by Python keeps what was typed and can be undone

export default component(
  import.meta.url,
  ({ data, parentElement, setStateValue, setTriggerValue }: Arguments<Data>) => {
    const mount = mountOf(parentElement);
    const cell = cells.get(mount) ?? new Cell(mount, data);
    cells.set(mount, cell);
    cell.setStateValue = setStateValue;
    cell.setTriggerValue = setTriggerValue;
    cell.update(data);
  },
);
