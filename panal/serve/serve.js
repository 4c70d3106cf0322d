// Without this file everything works, too: pages that wait load themselves anew.
"use strict";

// An attempt that waits: the server says how far it is, and when it is done we look at the result. A browser has
// few connections for a site, so a page that nobody looks at holds none.
const AGAIN_MS = 5000;
const sources = new Map();

function listen(place) {
  if (document.hidden || sources.has(place)) return;
  const source = new EventSource(place.dataset.events);
  sources.set(place, source);
  source.onmessage = (event) => {
    const now = JSON.parse(event.data);
    show(place, now[place.dataset.show]);
    if (now.step === "done") {
      stop(place);
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

function stop(place) {
  sources.get(place)?.close();
  sources.delete(place);
}

const waiting = () => document.querySelectorAll("[data-events]");
waiting().forEach(listen);
addEventListener("visibilitychange", () => waiting().forEach(document.hidden ? stop : listen));

// The page of an attempt is loaded anew. On the first page somebody may be choosing the next file, or be anywhere
// with the keyboard: only what it says is renewed.
async function look(place) {
  if (!place.isConnected) return;
  stop(place);
  if (!place.closest("section")) {
    const answer = await fetch(location.href).catch(() => null);
    if (answer && answer.status < 500) return location.reload();
  } else if (await renewAll("[data-renewed]")) return;
  setTimeout(look, AGAIN_MS, place);
}

// Parts of this page become what they are on a newer one. Returns whether the server had one.
async function renewAll(selector) {
  const answer = await fetch(location.href).catch(() => null);
  if (answer?.status === 401) location.reload();
  if (!answer?.ok) return false;
  const page = parsed(await answer.text());
  // Somebody else may have come in by another tab, and what was released since has no place here yet.
  const parts = [...document.querySelectorAll(selector)];
  const mark = (where) => where.querySelector("input[name=form]")?.value;
  if (mark(page) !== mark(document) || parts.some((part) => !page.getElementById(part.id))) location.reload();
  else for (const part of parts) renew(part, page.getElementById(part.id));
  return true;
}

const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

// Who is in a part with the keyboard stays there.
function renew(part, fresh) {
  const at = [...part.querySelectorAll(".scroll")].map((each) => each.scrollLeft);
  const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
  part.querySelectorAll("[data-events]").forEach(stop);
  part.replaceChildren(...fresh.childNodes);
  part.querySelectorAll(".scroll").forEach((each, index) => {
    each.scrollLeft = at[index] || 0;
  });
  if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  part.querySelectorAll("[data-events]").forEach(listen);
}

// The first page says how long it is until something, which changes with the clock alone.
const MINUTE_MS = 60000;
if (document.querySelector("[data-renewed]")) {
  const anew = () => document.hidden || renewAll("[data-renewed]");
  setInterval(anew, MINUTE_MS);
  addEventListener("visibilitychange", anew);
}

// Whoever listens to a page hears of what has changed, and of nothing else.
function show(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

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
    await renewAll("[data-live]");
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
  form.noValidate = true; // a browser would say it in its own language
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
    if (!files.files.length) {
      tell(form.dataset.nothing);
      return files.focus();
    }
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
