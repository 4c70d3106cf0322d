// Without this file everything works, too: pages that wait load themselves anew.
"use strict";

// An attempt that waits: the server says how far it is, and when it is done we look at the result.
const AGAIN_MS = 5000;

function listen(place) {
  const source = new EventSource(place.dataset.events);
  source.onmessage = (event) => {
    const now = JSON.parse(event.data);
    show(place, now[place.dataset.show]);
    if (now.step === "done") {
      source.close();
      return place.closest("section") ? look(place) : location.reload();
    }
    for (const step of document.querySelectorAll("#steps [data-step]")) {
      const name = step.dataset.step;
      if (name === "waiting") show(step, now.label);
      step.classList.toggle("over", name === "waiting" && now.step !== "waiting");
      if (name === now.step) step.setAttribute("aria-current", "step");
      else step.removeAttribute("aria-current");
    }
  };
  // A browser asks again by itself after a lost connection, but not after an answer such as 502.
  source.onerror = () => {
    if (source.readyState === EventSource.CLOSED) setTimeout(look, AGAIN_MS, place);
  };
}

// The page of an attempt is loaded anew. On the first page somebody may be choosing the next file, or be anywhere
// with the keyboard: only what it says of attempts is renewed.
async function look(place) {
  try {
    const answer = await fetch(location.href);
    if (answer.status < 500) {
      const section = place.closest("section");
      if (!section || !answer.ok) return location.reload();
      const page = parsed(await answer.text());
      return section.querySelectorAll("[data-renewed]").forEach((part) => renew(part, page));
    }
  } catch {
    // The server is away; we go on asking.
  }
  setTimeout(look, AGAIN_MS, place);
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

// A part of this page becomes what it is on a newer one. Who is in it with the keyboard stays there.
function renew(part, page) {
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  const at = [...part.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll(".scroll").forEach((each, index) => {
    each.scrollLeft = at[index] || 0;
  });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  for (const place of part.querySelectorAll("[data-events]")) listen(place);
}

// Whoever listens to a page hears of what has changed, and of nothing else.
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

for (const place of document.querySelectorAll("[data-events]")) listen(place);

// The clock goes on, by the server's time and not by this machine's.
const clock = document.getElementById("clock");
if (clock) {
  const ahead = Date.parse(clock.dateTime) - Date.now();
  setInterval(() => {
    const form = { hour: "numeric", minute: "2-digit", timeZone: clock.dataset.zone };
    const now = new Date(Date.now() + ahead);
    show(clock, now.toLocaleTimeString(document.documentElement.lang, form));
  }, 10000);
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
    renew(part, parsed(await answer.text()));
  }, 3000);
}

// A notebook can be dropped on its form, is named, and is handed in once.
for (const form of document.querySelectorAll("form.hand-in")) prepare(form);

function prepare(form) {
  const files = form.querySelector("input[type=file]");
  const button = form.querySelector("button:not([type])");
  const chosen = form.querySelector(".chosen");
  const wrong = form.querySelector(".wrong");
  const progress = form.querySelector("progress");
  const label = button.textContent;
  form.classList.add("scripted");
  form.querySelector(".drop").hidden = form.querySelector(".choose").hidden = false;

  function tell(sentence) {
    wrong.hidden = !sentence;
    show(wrong, sentence);
  }

  function sending(on) {
    button.disabled = files.disabled = on;
    chosen.querySelector("button").disabled = on;
    progress.hidden = !on;
    progress.value = 0;
    button.textContent = on ? form.dataset.sending : label;
  }

  function changed() {
    const all = [...files.files];
    const bytes = all.reduce((sum, file) => sum + file.size, 0);
    const size = bytes < 2 ** 20 ? `${Math.ceil(bytes / 1024)} kB` : `${(bytes / 2 ** 20).toFixed(1)} MB`;
    chosen.hidden = !all.length;
    const names = all.map((file) => file.name).join(", ");
    show(chosen.querySelector("[role=status]"), all.length ? `${names} (${size})` : "");
    tell(bytes > Number(form.dataset.most) ? form.dataset.tooLarge : "");
    return bytes <= Number(form.dataset.most);
  }

  files.addEventListener("change", changed);
  chosen.querySelector("button").addEventListener("click", () => {
    files.value = "";
    changed();
    files.focus();
  });

  form.addEventListener("dragover", (event) => {
    event.preventDefault();
    form.classList.add("over");
  });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    form.classList.remove("over");
    if (event.dataTransfer.files.length && !files.disabled) {
      files.files = event.dataTransfer.files;
      changed();
      button.focus();
    }
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (button.disabled || !changed()) return;
    const data = new FormData(form);
    sending(true);
    const request = new XMLHttpRequest();
    request.upload.onprogress = (sent) => {
      if (sent.lengthComputable) progress.value = (100 * sent.loaded) / sent.total;
    };
    const failed = (sentence) => {
      sending(false);
      tell(sentence || form.dataset.broken);
      button.focus();
    };
    request.onerror = () => failed("");
    request.onload = () => {
      if (request.status === 200) {
        location.assign(request.responseURL);
        return;
      }
      // The page that says why nothing was handed in; its sentence belongs here.
      const page = parsed(request.responseText);
      failed(page.querySelector("[role=alert], main p")?.textContent);
    };
    request.open("POST", form.action);
    request.send(data);
  });
}

// A file that is dropped beside a form is not opened in place of the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

// A page that comes back from the browser's own memory is as old as that: its form was used.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
