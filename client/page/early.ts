// What a reader does before Python is there is not lost. The prerendered controls are woken up here and keep what is done
// to them; boot.js asks for it (site.replay) when Streamlit's own controls have taken their place.
//
// A control of Streamlit gets the value that its prerendered one ended with, a button one press. Figures live in the page
// alone, so what was done to them is simply done again: every click, key and value, in order.

const prerendered = document.getElementById("prerendered");
const notice = document.querySelector("#waking [data-kept]");
const controls = [...prerendered.querySelectorAll("[data-asleep]")];
const changed = new Set(); // the controls that the reader changed, in the order of their last change
const deeds = []; // what was done to figures: { figure, path, type, key, value }
const opened = new Set(); // expanders that the reader opened or closed

const steppers = [...prerendered.querySelectorAll("[data-by]")]; // the buttons of number fields
const sleep = (asleep) => {
  for (const control of controls) control.disabled = asleep;
  for (const button of steppers) button.disabled = asleep || button.parentElement.querySelector("input").disabled;
};
sleep(false);

function keep(control) {
  changed.delete(control);
  changed.add(control);
  notice.hidden = false;
}

prerendered.addEventListener("input", (event) => {
  const control = event.target;
  if (!("asleep" in control.dataset)) return;
  if (control.type === "range") show(control);
  keep(control);
});
prerendered.addEventListener("click", (event) => {
  const by = event.target.closest("[data-by]");
  if (by) {
    const field = by.parentElement.querySelector("input");
    by.dataset.by > 0 ? field.stepUp() : field.stepDown();
    keep(field);
  }
  const button = event.target.closest("button[data-asleep]");
  if (!button) return;
  const group = button.closest("[data-choose]");
  if (group) press(group, button);
  else button.classList.add("hl-kept");
  keep(button);
});
prerendered.addEventListener("toggle", ({ target }) => target.matches(".hl-expander") && opened.add(target), true);

/** A slider's number follows its thumb; its words, if it has options, stand in data-shown. */
function show(slider) {
  const output = slider.parentElement.querySelector("output");
  output.textContent = slider.dataset.shown ? JSON.parse(slider.dataset.shown)[slider.value] : slider.value;
  slider.parentElement.style.setProperty("--share", (slider.value - slider.min) / (slider.max - slider.min));
  slider.setAttribute("aria-valuetext", output.textContent);
}

/** One button of a group, or several. */
function press(group, button) {
  const on = button.getAttribute("aria-pressed") === "true";
  if (group.dataset.choose === "one") for (const other of group.children) other.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-pressed", String(!on));
}

// --- figures --------------------------------------------------------------------------------------------------------

const figures = (place) => [...place.querySelectorAll("[data-testid=stMain] .hl-mount")];
const outside = figures(prerendered);
for (const type of ["click", "input", "change", "keydown"]) {
  prerendered.addEventListener(
    type,
    ({ target, key }) => {
      const figure = outside.indexOf(target.closest(".hl-mount"));
      if (figure < 0 || key === "Tab") return;
      const deed = { figure, path: pathOf(target, outside[figure]), type, key, value: target.value };
      const last = deeds.at(-1);
      // A drag says where it is all the way; only where it ended counts.
      if (type === "input" && last?.type === "input" && last.figure === figure && `${last.path}` === `${deed.path}`) deeds.pop();
      deeds.push(deed);
    },
    true,
  );
}

/** The way from a figure to a part of it, as places among siblings. */
function pathOf(part, figure) {
  const path = [];
  for (let at = part; at !== figure; at = at.parentElement) path.unshift([...at.parentElement.children].indexOf(at));
  return path;
}

function redo(app) {
  const inside = figures(app);
  if (inside.length !== outside.length) return;
  for (const { figure, path, type, key, value } of deeds) {
    const part = path.reduce((at, place) => at?.children[place], inside[figure]);
    if (!part) continue;
    if (type === "input" || type === "change") part.value = value;
    const options = { bubbles: true, cancelable: true };
    if (type === "click") part.dispatchEvent(new MouseEvent(type, options));
    else part.dispatchEvent(type === "keydown" ? new KeyboardEvent(type, { ...options, key }) : new Event(type, options));
  }
}

// --- Streamlit's controls ---------------------------------------------------------------------------------------------

const testid = (element) => element.closest("[data-testid^=st]:not([data-testid=stMarkdownContainer])").dataset.testid;
const ofKind = (place, kind) => [...place.querySelectorAll(`[data-testid=stMain] [data-testid=${kind}]`)];

/** Streamlit's control for a prerendered one: that of the same key; if it has none, the one at the same place among its
 *  kind, if that has the same label. Nothing is ever done to another one. */
function twin(control, app) {
  const kind = testid(control);
  const key = [...control.closest(".stElementContainer").classList].find((name) => name.startsWith("st-key-"));
  if (key) return app.querySelector(`.${key} [data-testid=${kind}]`);
  const own = control.closest(`[data-testid=${kind}]`);
  const other = ofKind(app, kind)[ofKind(prerendered, kind).indexOf(own)];
  return other && labelOf(other) === labelOf(own) ? other : null;
}
const labelOf = (control) => (control.querySelector("[data-testid=stWidgetLabel]") ?? control).textContent.trim();

/** React hears of a value only if it is set past it. */
function put(input, value) {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value").set.call(input, value);
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
const key = (target, name) => {
  for (const type of ["keydown", "keyup"]) target.dispatchEvent(new KeyboardEvent(type, { key: name, bubbles: true }));
};

/** What `found` finds within a third of a second. */
async function until(found) {
  for (let i = 0; i < 33; i++) {
    const result = found();
    if (result) return result;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** How each kind of control is given a value, as a reader would give it. focused: the reader is still typing there. */
const give = {
  stSlider(place, control) {
    const slider = place.querySelector("input");
    const step = Number(slider.step);
    const by = Math.sign(control.value - slider.value);
    if (!by) return;
    put(slider, Number(control.value) - by * step); // the last step by key, because that is what Streamlit waits for
    key(slider, by > 0 ? "ArrowRight" : "ArrowLeft");
  },
  async stSelectbox(place, control) {
    // Its list closes when anything scrolls, and the page has just taken its place.
    const taken = () => place.querySelector("input").value === control.value;
    for (let attempt = 0; attempt < 5 && !taken(); attempt++) {
      place.querySelector("button").click();
      const option = await until(() => [...document.querySelectorAll("[role=option]")].find((o) => o.textContent === control.value));
      option?.click();
      await until(taken);
    }
  },
  stNumberInput: typed,
  stTextInput: typed,
  stTextArea: typed,
  stCheckbox(place, control) {
    const box = place.querySelector("input");
    if (box.checked !== control.checked) box.click();
  },
  stRadio(place, control) {
    const all = [...control.closest(".hl-options").querySelectorAll("input")];
    place.querySelectorAll("input")[all.indexOf(control)].click();
  },
  stButtonGroup(place, control) {
    place.querySelectorAll("button")[[...control.parentElement.children].indexOf(control)].click();
  },
  stButton: pressed,
  stFormSubmitButton: pressed,
};

function pressed(place) {
  place.querySelector("button").click();
}

function typed(place, control, focused) {
  const input = place.querySelector("input, textarea");
  put(input, control.value);
  if (focused) {
    input.focus({ preventScroll: true });
    if (input.type !== "number") input.setSelectionRange(control.selectionStart, control.selectionEnd);
  } else if (input.matches("textarea")) input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
  else key(input, "Enter");
}

/** Do to Streamlit's page what was done to the prerendered one. idle() waits until Python has answered. */
site.replay = async (app, focused, idle) => {
  for (const area of ["stMain", "stSidebar"]) {
    const folds = (place) => [...place.querySelectorAll(`[data-testid=${area}] details[data-testid=stExpander], [data-testid=${area}] [data-testid=stExpander] > details`)];
    const others = folds(app);
    folds(prerendered).forEach((fold, place) => {
      if (opened.has(fold) && others[place] && others[place].open !== fold.open) others[place].querySelector("summary").click();
    });
  }
  redo(app);
  for (const control of changed) {
    const place = twin(control, app);
    if (!place) continue;
    try {
      await give[testid(control)](place, control, control === focused);
      await idle();
    } catch (error) {
      console.error("what was done early could not be done again:", error); // the rest is
    }
  }
};
/** What has the focus on Streamlit's page if this has it on the prerendered one; nothing for what is no control. */
site.focusable = (element, app) => {
  if (!("asleep" in element.dataset)) return null;
  const kin = [...element.closest(`[data-testid=${testid(element)}]`).querySelectorAll("[data-asleep]")];
  const inside = twin(element, app)?.querySelectorAll(element.matches("button") ? "button" : "input, textarea");
  return inside?.[kin.indexOf(element)];
};
/** Python will not come: the controls sleep on. */
site.sleep = () => {
  sleep(true);
  notice.hidden = true;
};
