// What pages can do besides links and forms: they stay right without it.
"use strict";

// Renew a part of the page while somebody looks at it.
function renew() {
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
}

// The field in the header keeps the lines of a text that is pasted, and still sends with Enter.
function keepLines() {
  document.getElementById("q")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    event.target.form.requestSubmit();
  });
}

// Lists by keyboard: j and k move, Enter opens, as links do anyway.
const rows = () => [...document.querySelectorAll("[data-row]")];
function move(step) {
  const all = rows();
  const at = all.findIndex((row) => row.contains(document.activeElement));
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  next?.querySelector("a")?.focus();
}

function press(key) {
  if (key === "/") {
    document.getElementById("q")?.focus();
  } else if (key === "j" || key === "k") {
    move(key === "j" ? 1 : -1);
  } else {
    const act = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!act) return false;
    act.click();
    // What is chosen wants a word: the field for it is next.
    document.getElementById(act.dataset.then)?.focus();
  }
  return true;
}

// A page listens from its first line on, and does once it is whole what was pressed first. Were that lost, the next
// key would count: the first letter of a reason, which may be another decision.
let early = null;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select")) {
    if (event.key === "Escape") event.target.blur();
  } else if (document.readyState === "loading") {
    if (event.key.length === 1) {
      event.preventDefault();
      early ??= event.key;
    }
  } else if (!event.repeat && press(event.key)) {
    event.preventDefault();
  }
});

document.addEventListener("DOMContentLoaded", () => {
  renew();
  keepLines();
  if (early !== null) press(early);
});
