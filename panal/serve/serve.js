// Without this file everything works, too: pages that wait load themselves anew.
"use strict";

// An attempt that waits: the server says where it stands, and when it is done we look at the result.
for (const words of document.querySelectorAll("[data-events]")) {
  const source = new EventSource(words.dataset.events);
  source.onmessage = (event) => {
    const now = JSON.parse(event.data);
    if (now.state !== "waiting") {
      source.close();
      location.reload();
    } else if (words.textContent !== now.words) {
      words.textContent = now.words;
    }
  };
}

// A teacher's page follows what happens: it asks for itself anew, at most every three seconds.
for (const part of document.querySelectorAll("[data-live]")) {
  let changed = false;
  let rounds = 0;
  new EventSource(part.dataset.live).onmessage = () => {
    changed = true;
  };
  setInterval(async () => {
    rounds += 1; // some of it changes with the clock alone
    if (document.hidden || !(changed || rounds % 10 === 0)) return;
    changed = false;
    const answer = await fetch(location.href).catch(() => null);
    if (!answer || !answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(part.id);
    if (!fresh) return;
    const at = [...part.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
    const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
    part.replaceChildren(...fresh.childNodes);
    part.querySelectorAll(".scroll").forEach((each, index) => {
      each.scrollLeft = at[index] || 0;
    });
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  }, 3000);
}

// A notebook can be dropped anywhere on its form, and one click hands it in once.
for (const form of document.querySelectorAll("form.hand-in")) {
  const files = form.querySelector("input[type=file]");
  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length) {
      files.files = event.dataTransfer.files;
      form.requestSubmit();
    }
  });
  form.addEventListener("submit", () => {
    form.querySelector("button").disabled = true;
  });
}
// A page that comes back from the browser's own memory has its button again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("form.hand-in button")) button.disabled = false;
});
