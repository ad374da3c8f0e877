"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const filter = document.getElementById("filter");
  const shown = document.getElementById("shown");
  const told = document.getElementById("told");
  const matrix = document.querySelector(".matrix");
  const rows = all("tbody", matrix);
  const entries = all(".entry");
  const lower = (element) => (element ? element.textContent.toLowerCase() : "");

  // What is searched is read once: the texts do not change.
  const rowTexts = new Map(rows.map((row) => [row, [lower(row.querySelector("th")), ...all(".panel a", row).map(lower)].join("\n")]));
  const entryTexts = new Map(entries.map((entry) => [entry, [...entry.children].filter((child) => child.tagName !== "DETAILS").map(lower).join("\n")]));
  const divergenceTexts = new Map(all(".divergence").map((item) => [item, lower(item.querySelector("summary"))]));

  function keep(element, wanted) {
    element.classList.toggle("out", !wanted);
    return wanted ? 1 : 0;
  }

  function apply() {
    const text = filter.elements.text.value.trim().toLowerCase();
    const status = filter.elements.status.value;
    const tier = filter.elements.tier.value;
    const severity = filter.elements.severity.value;
    let entriesKept = 0, rowsKept = 0, divergencesKept = 0;
    for (const entry of entries) {
      const own = entryTexts.get(entry).includes(text);
      const items = all(".divergence", entry);
      let kept = 0;
      for (const item of items) {
        const data = item.dataset;
        const fits = (!status || data.status === status) && (!tier || data.tier === tier) &&
          (!severity || data.severity === severity) && (own || divergenceTexts.get(item).includes(text));
        kept += keep(item, fits);
      }
      divergencesKept += kept;
      const alone = !items.length && own && !status && !tier && (!severity || entry.dataset.severity === severity);
      entriesKept += keep(entry, kept > 0 || alone);
    }
    for (const row of rows) {
      const cells = all("[data-tier]", row).filter((cell) => !tier || cell.dataset.tier === tier);
      const fits = cells.some((cell) => !status || cell.dataset.status === status) &&
        (!severity || row.dataset.severities.split(" ").includes(severity)) && rowTexts.get(row).includes(text);
      rowsKept += keep(row, fits);
    }
    const narrowed = text || status || tier || severity;
    shown.textContent = narrowed
      ? `${entriesKept} of ${entries.length} groups and causes with ${divergencesKept} divergences, ` +
        `${rowsKept} of ${rows.length} methods`
      : "";
    for (const section of all("[data-counted]")) {
      section.querySelector(".nothing").classList.toggle("out", all(".entry:not(.out), tbody:not(.out)", section).length > 0);
    }
    place();
  }

  const linksOf = (panel) => all("tr:first-child a", panel.closest("tbody"));

  function unfold(panel, open) {
    if (open) panel.removeAttribute("hidden");
    else panel.setAttribute("hidden", "until-found");
    for (const link of linksOf(panel)) link.setAttribute("aria-expanded", String(open));
  }

  // Opens all that an anchor lies in, so that an address that was shared shows what it is about. Asked again, it closes
  // a panel that is open.
  function reveal(hash, again = false) {
    let target = null;
    try {
      target = hash.length > 1 ? document.getElementById(decodeURIComponent(hash.slice(1))) : null;
    } catch {
      return null; // an address that is no text
    }
    const panel = target && target.closest(".panel");
    if (again && panel && !panel.hasAttribute("hidden")) {
      close(panel);
      return null;
    }
    if (target && target.closest(".out")) {
      filter.reset();
      apply();
    }
    for (let element = target; element; element = element.parentElement) {
      if (element.tagName === "DETAILS") element.open = true;
      if (element.classList.contains("panel")) unfold(element, true);
    }
    return target;
  }

  function close(panel) {
    unfold(panel, false);
    history.replaceState(null, "", location.href.split("#")[0]);
    const link = linksOf(panel).find((other) => other === current) || linksOf(panel)[0];
    link.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const button = event.target.closest("button");
    if (link && matrix.contains(link) && !link.closest(".panel")) {
      event.preventDefault(); // which would take the focus from the table, and the row out of sight
      const target = reveal(link.hash, link.hash === location.hash);
      if (!target) return;
      history.pushState(null, "", link.hash);
      target.scrollIntoView({ block: "nearest" });
    } else if (link) {
      reveal(link.hash);
    } else if (button && button.classList.contains("copy")) copy(button);
    else if (button && button.classList.contains("closes")) close(button.closest(".panel"));
  });

  async function copy(button) {
    const source = button.closest(".code").querySelector("pre");
    let done = true;
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source); // where a page may not write by itself, what is selected can be copied
      done = document.execCommand("copy");
    }
    const words = button.textContent;
    button.textContent = done ? "Copied" : "Selected: press Ctrl+C";
    told.textContent = button.textContent;
    setTimeout(() => {
      button.textContent = words;
      told.textContent = "";
    }, 2000);
  }

  // The matrix is one stop of the Tab key; arrows move in it.
  let current = matrix.querySelector("a");
  const links = (row) => all("tr:first-child a", row);
  function place() {
    if (!current || current.closest(".out")) current = matrix.querySelector("tbody:not(.out) a");
    for (const row of rows) for (const link of links(row)) link.tabIndex = link === current ? 0 : -1;
  }
  function move(link) {
    if (!link) return;
    current.tabIndex = -1;
    current = link;
    current.tabIndex = 0;
    current.focus();
  }
  matrix.addEventListener("focusin", (event) => {
    if (event.target.closest("tbody > tr:first-child a") && event.target !== current) move(event.target);
  });
  matrix.addEventListener("keydown", (event) => {
    const panel = event.target.closest("tbody") && event.target.closest("tbody").querySelector(".panel");
    if (event.key === "Escape" && panel && !panel.hasAttribute("hidden")) return close(panel);
    if (event.target !== current || event.ctrlKey || event.altKey || event.metaKey) return undefined;
    const row = current.closest("tbody");
    const cells = [...current.closest("tr").cells];
    const column = cells.indexOf(current.closest("th, td"));
    const kept = rows.filter((other) => !other.classList.contains("out"));
    const beside = links(row);
    const at = beside.indexOf(current);
    const inRow = (other) => other && (other.rows[0].cells[column].querySelector("a") || other.querySelector("a"));
    const moves = {
      ArrowUp: () => inRow(kept[kept.indexOf(row) - 1]),
      ArrowDown: () => inRow(kept[kept.indexOf(row) + 1]),
      ArrowLeft: () => beside[at - 1],
      ArrowRight: () => beside[at + 1],
      Home: () => beside[0],
      End: () => beside[beside.length - 1],
    };
    if (!(event.key in moves)) return undefined;
    event.preventDefault();
    return move(moves[event.key]());
  });

  // Paper has no folds: what is folded away is printed, each divergence only where a reader opened it.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details.fold:not([open])");
    for (const fold of opened) fold.open = true;
  });
  addEventListener("afterprint", () => {
    for (const fold of opened) fold.open = false;
  });

  filter.addEventListener("input", apply);
  filter.addEventListener("reset", () => setTimeout(apply));
  filter.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => reveal(location.hash));
  for (const panel of all(".panel")) {
    panel.addEventListener("beforematch", () => unfold(panel, true));
    unfold(panel, false);
  }
  apply();
  const target = reveal(location.hash);
  if (target) target.scrollIntoView();
})();
