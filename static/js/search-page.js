/* The search page: what is asked stands in the address, what is found in the list; suggestions while typing. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const box = document.getElementById("search-results"), input = document.getElementById("search-query");
  const form = input.form, list = box.querySelector(".search-list"), more = box.querySelector("[data-search-more]");
  const status = document.querySelector("[data-search-status]"), meant = box.querySelector("[data-search-meant]");
  const side = document.querySelector("[data-search-facets]"), browse = document.querySelector("[data-search-browse]");
  const words = JSON.parse(box.dataset.words), kinds = JSON.parse(box.dataset.kinds), root = box.dataset.root;
  const FIRST = 10, FURTHER = 20;

  let results = null, asked = 0; // `asked` counts queries: an answer that comes late is dropped
  let opened = new Set();

  const say = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? values[name] : all));
  const open = () => search.open(root + box.dataset.folder);

  // The address ------------------------------------------------------------------------------------------------------

  function stated() {
    const given = new URLSearchParams(location.search), state = { q: given.get("q") || "", sort: given.get("sort") || "" };
    search.FACETS.forEach((name) => { state[name] = given.get(name) || ""; });
    return state;
  }

  function address(state) {
    const given = new URLSearchParams();
    Object.entries(state).forEach(([name, value]) => { if (value) given.set(name, value); });
    const query = given.toString();
    return location.pathname + (query ? "?" + query : "");
  }

  function go(state, keep) {
    history[keep ? "replaceState" : "pushState"](null, "", address(state));
    run();
  }

  // Finding ----------------------------------------------------------------------------------------------------------

  function show(state, total) {
    box.dataset.searchTotal = total;
    box.dataset.searchState = state;
    box.setAttribute("aria-busy", String(state === "loading"));
  }

  function clear() {
    list.replaceChildren();
    meant.hidden = more.hidden = side.hidden = true;
  }

  async function run() {
    const mine = ++asked, state = stated();
    if (document.activeElement !== input || !input.value) input.value = state.q;
    document.title = document.title.replace(/^.*? · /, "");
    if (!state.q.trim()) {
      results = null;
      clear();
      status.textContent = "";
      browse.hidden = false;
      return show("idle", 0);
    }
    document.title = state.q + " · " + document.title;
    show("loading", box.dataset.searchTotal);
    try {
      await open();
      let found = await search.find(state.q, state, state.sort), first = await found.more(FIRST);
      if (!found.all.length && mine === asked && (await search.simplified(state.q))) {
        found = await search.find(state.q, state, state.sort);
        first = await found.more(FIRST);
      }
      if (mine !== asked) return;
      results = found;
      clear();
      add(first);
      browse.hidden = first.length > 0;
      tell(state);
      show("done", found.total);
      if (!found.all.length || !first.length) await offer(state, mine);
      if (found.all.length && mine === asked) await narrow(state, mine);
    } catch (error) {
      if (mine !== asked) return;
      clear();
      browse.hidden = false;
      status.textContent = words.error;
      show("error", 0);
    }
  }

  function add(shown) {
    shown.forEach((one) => list.append(search.item(one, root, kinds)));
    more.hidden = results.ended;
    show("done", results.total);
  }

  function tell(state) {
    const text = !results.total ? words.none : results.certain ? words.total : words.about;
    status.textContent = say(text, { n: results.total, q: state.q });
    if (results.read && results.total) {
      status.textContent += " " + words.pinyin;
      propose([...results.meant].slice(0, 3), state, "");
    }
  }

  more.addEventListener("click", async () => {
    const mine = asked, place = list.children.length;
    more.disabled = true;
    try {
      add(await results.more(FURTHER));
      tell(stated());
      const next = list.children[place];
      if (next && mine === asked) next.querySelector("a").focus();
    } catch (error) {
      status.textContent = words.error;
      show("error", results.total);
    }
    more.disabled = false;
  });

  /* Nothing found as typed: what may have been meant, as links, never mixed with results. */
  async function offer(state, mine) {
    const near = await search.near(state.q);
    if (mine !== asked || !near.length) return;
    propose(near, state, words.approximate);
    status.textContent += " " + words.meant + near.join("、");
  }

  function propose(texts, state, note) {
    meant.replaceChildren(words.meant + " ");
    texts.forEach((text) => meant.append(linked({ ...state, q: text }, text), " "));
    meant.append(search.element("span", "search-approximate", note));
    meant.hidden = false;
  }

  function linked(state, text) {
    const link = search.element("a", "", text);
    link.href = address(state);
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      input.value = state.q;
      go(state);
    });
    return link;
  }

  // Narrowing --------------------------------------------------------------------------------------------------------

  async function narrow(state, mine) {
    await search.loadFacets();
    if (mine !== asked) return;
    const docs = results.all.filter((doc) => !results.wrong.has(doc)), certain = results.certain;
    const order = search.element("p", "search-sort", words.sort + " ");
    [["", words.relevance], ["date", words.date]].forEach(([sort, text]) => {
      const link = linked({ ...state, sort }, text);
      if (state.sort === sort) link.setAttribute("aria-current", "true");
      order.append(link, " ");
    });
    const groups = search.counted(docs, state).map(({ facet, values }) => {
      const chosen = values.some((value) => value.chosen);
      const group = search.element("details", "search-facet", search.element("summary", "label", words.facets[facet]));
      group.open = chosen || opened.has(facet) || facet === "type";
      group.addEventListener("toggle", () => (group.open ? opened.add(facet) : opened.delete(facet)));
      const items = search.element("ul", "filter");
      values.forEach((value) => {
        const link = linked({ ...state, [facet]: value.chosen ? "" : value.id }, value.name + " ");
        link.append(search.element("span", "count", (certain ? "" : words.nearly) + value.count));
        if (value.chosen) link.setAttribute("aria-current", "true");
        const item = search.element("li", "depth-" + Math.min(4, value.depth), link);
        items.append(item);
      });
      group.append(items);
      return group;
    });
    side.replaceChildren(order, ...groups);
    side.hidden = false;
  }

  // Typing -----------------------------------------------------------------------------------------------------------

  let composing = false, timer = 0;

  function typed() {
    if (composing) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const state = stated();
      if (input.value === state.q) return;
      go({ ...state, q: input.value }, true);
      search.suggest(input.value);
    }, 30);
  }

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; typed(); });
  input.addEventListener("input", typed);
  input.addEventListener("focus", () => { open().catch(() => {}); }, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    search.closeSuggestions();
    go({ ...stated(), q: input.value });
  });
  window.addEventListener("popstate", () => { input.value = stated().q; run(); });

  search.pageParts = { input, root, kinds, open, choose: (text) => { input.value = text; go({ ...stated(), q: text }); } };
  run();
})();
