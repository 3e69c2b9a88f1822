/* The buttons at figures, on Streamlit's page. */

import { component } from "../streamlit.ts";
import { watchFigures } from "./buttons.ts";

export default component(import.meta.url, () => watchFigures());
