// What pages can do besides links and forms: they stay right without it.
"use strict";

// Renew a part of the page while somebody looks at it.
for (const part of document.querySelectorAll("[data-live]")) {
  let held = "";
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(part.dataset.live, { headers: { accept: "text/html" } });
      const text = await answer.text();
      if (!answer.ok || text === held) return;
      held = text;
      // The server escapes what is others' text, and the policy of the page runs no script that it did not load.
      part.replaceChildren(...new DOMParser().parseFromString(text, "text/html").body.childNodes);
    } catch {
      // The console was stopped, or the stack does not answer: what is shown stays.
    }
  }, 10000);
}

// The field in the header keeps the lines of a text that is pasted, and still sends with Enter.
document.getElementById("q")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  event.target.form.requestSubmit();
});

// Lists by keyboard: j and k move, Enter opens, as links do anyway.
const rows = () => [...document.querySelectorAll("[data-row]")];
function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next?.querySelector("a")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("q")?.focus();
  } else if (event.key === "j" || event.key === "k") {
    move(event.key === "j" ? 1 : -1);
  } else {
    const act = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!act || event.repeat) return;
    event.preventDefault();
    act.click();
    // What is chosen wants a word: the field for it is next.
    document.getElementById(act.dataset.then)?.focus();
  }
});
