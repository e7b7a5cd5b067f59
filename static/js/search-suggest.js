/* Suggestions while typing: names that begin with what is typed, or are read so, by type. A combobox with a list. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const list = document.getElementById("search-suggestions"), input = document.getElementById("search-query");
  const MOST = 8;
  let asked = 0, current = -1;

  search.closeSuggestions = function () {
    asked++;
    current = -1;
    list.hidden = true;
    list.replaceChildren();
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  async function found(typed) {
    const start = search.terms(typed).join("");
    if (start.length < 2) return [];
    const names = await search.names(start), letters = search.hasLetters(typed);
    if (letters) await search.need("near");
    const read = letters ? await search.pinyin(typed) : null;
    for (const doc of read ? read.docs.slice(0, MOST) : []) {
      const one = await search.document(doc);
      if (search.judgeReading(one, read.letters)) names.push([one.title, one.kind, doc]);
    }
    const seen = new Set();
    return names
      .filter(([name, kind]) => !seen.has(kind + name) && seen.add(kind + name))
      .sort((a, b) => a[0].length - b[0].length || b[2] - a[2])
      .slice(0, MOST);
  }

  /* Show suggestions for what is typed; an answer that comes too late is dropped. */
  search.suggest = async function (typed) {
    const mine = ++asked, { open, kinds } = search.pageParts;
    let names = [];
    try {
      await open();
      names = await found(typed);
    } catch (error) {
      return; // the results say that the index cannot be read
    }
    if (mine !== asked || document.activeElement !== input) return;
    if (!names.length) return search.closeSuggestions();
    const byKind = new Map();
    names.forEach((one) => byKind.set(one[1], [...(byKind.get(one[1]) || []), one]));
    list.replaceChildren(...[...byKind].map(([kind, group]) => {
      const items = group.map((one) => option(one, typed));
      const made = search.element("li", "", search.element("span", "label", kinds[kind] || kind), search.element("ul", "", ...items));
      made.setAttribute("role", "group");
      made.setAttribute("aria-label", kinds[kind] || kind);
      made.firstChild.setAttribute("aria-hidden", "true");
      made.lastChild.setAttribute("role", "presentation");
      return made;
    }));
    options().forEach((one, place) => { one.id = "suggestion-" + place; });
    current = -1;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  };

  const options = () => [...list.querySelectorAll("[role=option]")];

  function option([name], typed) {
    const folded = search.fold(name);
    const made = search.element("li", "", search.marked(folded.shown, search.marks(folded, search.terms(typed)), 0, folded.shown.length));
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    made.dataset.name = name;
    made.addEventListener("mousedown", (event) => event.preventDefault()); // the field keeps the focus
    made.addEventListener("click", () => choose(name));
    return made;
  }

  function choose(name) {
    search.closeSuggestions();
    search.pageParts.choose(name);
  }

  function move(step) {
    const all = options();
    current = (current + step + all.length + 1) % (all.length + 1);
    all.forEach((one, place) => one.setAttribute("aria-selected", String(place === current)));
    if (all[current]) {
      input.setAttribute("aria-activedescendant", all[current].id);
      all[current].scrollIntoView({ block: "nearest" });
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // the keys belong to the input method
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return;
      event.preventDefault();
      if (current < 0 && event.key === "ArrowUp") current = options().length;
      move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && !list.hidden && options()[current]) {
      event.preventDefault();
      choose(options()[current].dataset.name);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      search.closeSuggestions();
    }
  });
  input.addEventListener("blur", () => search.closeSuggestions());
})();
