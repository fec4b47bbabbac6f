// Keys, focus, the cover and the pause. Every action is a button or link of the page: without script all of them work.
"use strict";
(() => {
  const cover = document.getElementById("cover");
  const pause = document.getElementById("pause");
  const status = document.getElementById("status");

  const tell = (words) => {
    const line = document.createElement("p");
    line.className = "warning";
    line.textContent = words;
    status.replaceChildren(line);
  };
  const writing = (target) =>
    target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && !["radio", "checkbox"].includes(target.type));

  const act = (element) => {
    if (element.dataset.reads !== undefined && cover && !cover.open) {
      tell("The passage is covered. Show it first: v.");
      return;
    }
    if (element.dataset.pause !== undefined) return pause.showModal();
    if (element.matches("summary")) {
      cover.open = !cover.open;
      if (cover.open) element.focus({ preventScroll: true });
      return;
    }
    if (element.matches("input, select, textarea")) {
      const box = element.type === "radio" ? element.closest("fieldset").querySelector("input:checked") : null;
      (box || element).focus();
      return;
    }
    element.click();
  };

  document.addEventListener("keydown", (event) => {
    if (pause.open || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.key === "Escape" && writing(event.target)) {
      event.target.blur();
      document.getElementById("main").focus({ preventScroll: true });
      return;
    }
    if (document.body.dataset.keys !== "on" || writing(event.target) || event.repeat) return;
    const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]:not(:disabled)`);
    if (!element) return;
    event.preventDefault();
    act(element);
  });

  // Reached with Tab, the passage is shown: it stays covered only until it has the focus.
  if (cover) {
    const summary = cover.querySelector("summary");
    summary.addEventListener("focus", () => {
      if (summary.matches(":focus-visible")) cover.open = true;
    });
    const place = () => {
      const whole = cover.querySelector(".turns.whole");
      const passage = document.getElementById("passage");
      if (cover.open && whole && passage) whole.scrollTop = passage.offsetTop - whole.offsetTop - whole.clientHeight / 3;
    };
    cover.addEventListener("toggle", place);
    place();
  }

  document.querySelectorAll("[data-pause]").forEach((link) => link.addEventListener("click", (event) => {
    event.preventDefault();
    pause.showModal();
  }));

  // Nobody there: covered as by the pause key, before the session ends at the server.
  let last = Date.now();
  const idle = Number(document.body.dataset.idle) * 500;
  ["keydown", "pointerdown", "pointermove", "scroll"].forEach((kind) =>
    document.addEventListener(kind, () => { last = Date.now(); }, { passive: true, capture: true }));
  setInterval(() => {
    if (Date.now() - last > idle && !pause.open) pause.showModal();
  }, 5000);

  // A form is sent once: a second press while the answer is on its way would only be refused.
  let sent = false;
  document.addEventListener("submit", (event) => {
    if (event.target.method === "dialog") return;
    if (sent) event.preventDefault();
    sent = true;
  });
  addEventListener("pageshow", () => { sent = false; });

  const faults = document.getElementById("faults");
  const title = document.querySelector("h1");
  if (faults) faults.focus();
  else if (!location.hash && title) title.focus({ preventScroll: true });
})();
