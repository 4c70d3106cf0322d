// Sorts and filters tables. Without it they can be read as they stand.
"use strict";
{
  const RANKS = "✔✘?!–TMKDG";
  const number = (text) => {
    const found = text.replace(/,/g, "").replace("−", "-").match(/-?\d+(\.\d+)?/);
    return found ? parseFloat(found[0]) : null;
  };
  // What a cell is sorted by: a name by its letters, a mark by its rank, a number by its size.
  const key = (row, column) => {
    const cell = row.cells[column];
    if (!cell || (column && cell.colSpan > 1)) return null;
    const text = cell.textContent.trim();
    if (!column) return text;
    const rank = RANKS.indexOf(text);
    return text.length === 1 && rank >= 0 ? rank : number(text);
  };
  const compare = (one, other) =>
    typeof one === "string" ? one.localeCompare(other, undefined, { numeric: true }) : one - other;

  for (const table of document.querySelectorAll("table.sortable")) {
    const body = table.tBodies[0];
    const heads = [...table.tHead.querySelectorAll("th[scope=col]")];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.title = head.title;
      head.removeAttribute("title");
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        // A number is first asked for from the top, a name from the beginning.
        const before = head.getAttribute("aria-sort");
        const first = column && !head.classList.contains("mark") ? "descending" : "ascending";
        const other = first === "ascending" ? "descending" : "ascending";
        const order = before === first ? other : first;
        for (const each of heads) each.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", order);
        const sign = order === "ascending" ? 1 : -1;
        const rows = [...body.rows].map((row) => [key(row, column), row]);
        rows.sort(([one], [two]) =>
          one === null || two === null ? (one === null) - (two === null) : sign * compare(one, two)
        );
        body.append(...rows.map(([, row]) => row));
      });
    });
  }

  const filter = document.querySelector("fieldset.filter");
  const table = filter && document.getElementById(filter.dataset.table);
  if (table) {
    const rows = [...table.tBodies[0].rows];
    const columns = [...table.tHead.querySelectorAll("th[scope=col]")].map((head) => head.dataset.exercise);
    const groups = [...table.tHead.querySelectorAll("th[scope=colgroup]")];
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
    const apply = () => {
      const [name, exercise, mark] = ["name", "exercise", "mark"].map((each) => filter.elements.namedItem(each).value);
      const shown = columns.map((each) => each === undefined || !exercise || each === exercise);
      for (const group of groups) group.hidden = Boolean(exercise) && group.dataset.exercise !== exercise;
      [...table.tHead.querySelectorAll("th[scope=col]")].forEach((head, i) => (head.hidden = !shown[i]));
      let count = 0;
      for (const row of rows) {
        const marks = [];
        [...row.cells].forEach((cell, i) => {
          cell.hidden = !shown[i];
          if (shown[i] && columns[i] !== undefined) marks.push(cell.textContent.trim());
        });
        const fits = !mark || (mark === "lost" ? marks.some((each) => each && each !== "✔") : marks.includes(mark));
        row.hidden = !(fits && plain(row.cells[0].textContent).includes(plain(name)));
        count += !row.hidden;
      }
      filter.querySelector("[role=status]").textContent = filter.dataset.said
        .replace("{shown}", count).replace("{all}", rows.length);
    };
    let waiting = 0;
    filter.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(apply, 150);
    });
    filter.hidden = false;
  }
}
