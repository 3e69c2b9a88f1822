// Brings the prerendered figures to life before Python is there: they carry all they show, and their own scripts
// (those that Streamlit will run too) only light, show and hide.

const places = [...document.querySelectorAll("#prerendered [data-script]")];
const scripts = new Map(places.map(({ dataset }) => [dataset.script, import(site.root + dataset.script)])); // all at once
for (const script of scripts.values()) script.catch(() => {}); // said below, at each figure that needs it
for (const place of places) {
  try {
    const { default: bringToLife } = await scripts.get(place.dataset.script);
    const data = { ...JSON.parse(place.dataset.rest), html: place.querySelector(".hl-mount").innerHTML };
    bringToLife({ data, parentElement: place, key: place.id, setStateValue() {}, setTriggerValue() {} });
  } catch (error) {
    console.error("a figure stays as it was printed:", error); // the others, and the page, do without it
  }
}
performance.mark("book:figures");
dispatchEvent(new Event("book:figures"));
