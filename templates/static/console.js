// The desk works without this file.  It looks again by itself where something moves, moves stories
// by dragging, and shows how long a line has become.
"use strict";

const live = document.querySelector("[data-again]");
if (live) {
  const again = async () => {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin", redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-figures]");
      if (!fresh || !page.querySelector("[data-again]")) { location.reload(); return; }
      document.querySelector("[data-figures]").replaceChildren(...fresh.childNodes);
    } catch { /* the next look will tell */ }
    setTimeout(again, 2000);
  };
  setTimeout(again, 2000);
}

for (const field of document.querySelectorAll("[data-length]")) {
  const told = document.getElementById(field.dataset.length);
  const tell = () => { told.textContent = field.dataset.words.replace("{}", [...field.value].length); };
  field.addEventListener("input", tell);
  tell();
}

// A countdown goes on counting; the words of the page stand where this does not run.
const until = document.querySelectorAll("[data-until]");
const count = () => {
  for (const place of until) {
    const left = Math.max(0, Math.round((Date.parse(place.dataset.until) - Date.now()) / 1000));
    if (left >= 86400) continue;
    const clock = [left / 3600, (left / 60) % 60, left % 60].map((n) => String(Math.floor(n)).padStart(2, "0"));
    place.textContent = left ? place.dataset.in.replace("{}", clock.join(":")) : place.dataset.now;
  }
};
if (until.length) { count(); setInterval(count, 1000); }

// Drag as an extra to the buttons: the form that moves a story is the same one.
let dragged = null;
for (const row of document.querySelectorAll("[data-story]")) {
  row.draggable = true;
  row.addEventListener("dragstart", () => { dragged = row; });
  row.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
  row.addEventListener("drop", (event) => {
    event.preventDefault();
    const form = document.getElementById("drop");
    if (!dragged || dragged === row || !form) return;
    form.elements.story.value = dragged.dataset.story;
    form.elements.section.value = row.dataset.section;
    form.elements.place.value = row.dataset.place;
    form.submit();
  });
}

// J and K walk through the stories, P pins, B bans: keys press the buttons that are there.
document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) return;
  const rows = [...document.querySelectorAll("[data-story]")];
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  if (event.key === "j" || event.key === "k") {
    const to = rows[Math.min(rows.length - 1, Math.max(0, at + (event.key === "j" ? 1 : -1)))];
    if (to) to.focus();
  } else if (at >= 0) {
    const button = rows[at].querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (button) { event.preventDefault(); button.click(); }
  }
});
