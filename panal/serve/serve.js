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
