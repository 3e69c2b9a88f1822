// Says in a corner of the page that there is a new version of the book.

/** take: called when the reader wants it; it may take a moment. */
export function offer(take: () => void): void {
  if (document.getElementById("news")) return;
  const news = document.createElement("p");
  news.id = "news";
  news.setAttribute("role", "status");
  document.body.append(news);
  news.append(
    "A new version of the book is ready. ",
    button("Reload", () => {
      news.textContent = "The new version is being opened …";
      take();
    }),
    button("Later", () => news.remove()),
  );
}

function button(words: string, act: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", act);
  return made;
}
