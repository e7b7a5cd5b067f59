/* The search page: what is asked stands in the address, what is found in the list; suggestions while typing. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const box = document.getElementById("search-results"), input = document.getElementById("search-query");
  const form = input.form, list = box.querySelector(".search-list"), more = box.querySelector("[data-search-more]");
  const status = document.querySelector("[data-search-status]"), meant = box.querySelector("[data-search-meant]");
  const side = document.querySelector("[data-search-facets]"), browse = document.querySelector("[data-search-browse]");
  const words = JSON.parse(box.dataset.words), kinds = JSON.parse(box.dataset.kinds), root = box.dataset.root;
  const FIRST = 5, FURTHER = 20;

  let results = null, followed = "", asked = 0; // followed: a choice; asked: how many queries: an answer that comes late is dropped
  const opened = new Set(["type", "year"]); // facets that a reader has open; only these are loaded

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

  /* What is asked, and whether the address tells it. While someone types it does so only with the results: browsers answer a
     new address by drawing the icon of the tab again, which takes a slow phone as long as reading a posting. */
  let now = stated(), told = true;

  function settle() {
    if (!told) history.replaceState(null, "", address(now));
    told = true;
  }

  function go(state, typing) {
    if (!typing) settle(); // what is left behind is come back to
    [now, told] = [state, !typing];
    const done = run(); // asks for files before anything else
    if (!typing) history.pushState(null, "", address(state));
    return done;
  }

  // Finding ----------------------------------------------------------------------------------------------------------

  function show(state, total) {
    if (state !== "loading") settle();
    box.dataset.searchTotal = total;
    box.dataset.searchState = state;
    box.setAttribute("aria-busy", String(state === "loading"));
  }

  function clear() {
    list.replaceChildren();
    meant.hidden = more.hidden = side.hidden = true;
  }

  const pageOf = (wanted, staying) => new search.Page(list, clear, (one) => search.item(one, root, kinds), wanted, staying);

  /* `count`: how many results are shown at once; of a page that is come back to as many as were seen there. */
  async function run(count = FIRST) {
    const state = now, mine = ++asked;
    setTimeout(() => { // on a good line the results are sooner there
      if (mine === asked && box.dataset.searchState === "loading") status.textContent = say(words.searching, { q: state.q });
    }, 400);
    try {
      if (!search.head() && state.q.trim()) {
        announce(state);
        await open();
      }
      const coming = state.q.trim() ? search.find(state.q, state, state.sort) : null;
      announce(state);
      if (!coming) return;
      let found = await coming;
      if (mine !== asked) return; // the next key has been pressed
      const page = pageOf(() => mine === asked, 0);
      await begin(found, state.q, state, page, count);
      for (const [reread, note] of [[simplified, ""], [dated, words.dated], [apart, words.apart]]) {
        const instead = found.verified || found.outside || mine !== asked ? null : await reread(state.q);
        if (!instead) continue;
        found = await search.find(instead, state, state.sort);
        await begin(found, instead, state, page, count);
        found.note = note;
      }
      if (mine !== asked) return;
      results = found;
      page.show();
      end(state);
      await new Promise((seen) => setTimeout(seen)); // what was found is seen before anything beside it is made
      if (mine !== asked) return;
      entitle(state.q);
      if (!found.verified && !found.outside) await offer(state, mine);
      const some = found.all.length > found.wrong.size; // also where what was chosen leaves none: it must be taken back
      if (some && mine === asked) await narrow(state, mine);
    } catch (error) {
      if (mine !== asked) return;
      asked++; // what still comes is not wanted
      clear();
      offerBrowsing(true);
      status.textContent = words.error;
      show("error", 0);
    }
  }

  /* The first results; `outside`: what was chosen leaves none of those that there are. */
  async function begin(found, query, state, page, count) {
    await found.more(count, page.put);
    const chosen = search.FACETS.some((name) => state[name]);
    Object.assign(found, { query, outside: chosen && !found.verified && (await search.finds(query)) });
  }

  /* Say that something is being looked for; without a query, that nothing is. */
  function announce(state) {
    if (document.activeElement !== input || !input.value) input.value = state.q;
    if (state.q.trim()) return show("loading", box.dataset.searchTotal);
    results = null;
    clear();
    entitle("");
    status.textContent = "";
    offerBrowsing(true);
    return show("idle", 0);
  }

  function offerBrowsing(offered) {
    browse.hidden = !offered;
    if (offered) document.documentElement.removeAttribute("data-asked"); // see display.js
  }

  function entitle(query) {
    document.title = (query ? query + " · " : "") + document.title.replace(/^.*? · /, "");
  }

  function end(state) {
    more.hidden = results.ended;
    offerBrowsing(!results.verified);
    tell(state);
    show("done", results.total);
  }

  function tell(state) {
    const text = results.outside ? words.outside : !results.total ? words.none : results.certain ? words.total : words.about;
    status.textContent = say(text, { n: results.total, q: state.q });
    if (results.read && results.total) {
      status.textContent += words.pinyin;
      const mine = asked;
      const shown = (found) => { if (mine === asked) propose(found, state, ""); };
      search.meanings(results.borneOut, results.read.letters).then(shown, () => {}); // results do without it
    } else if (results.note && results.total) {
      status.textContent += say(results.note, { q: state.q, parts: search.typed(results.query) });
    } else if (results.outside) {
      meant.replaceChildren(linked(anywhere(state), words.anywhere));
      meant.hidden = false;
    }
  }

  more.addEventListener("click", async () => {
    const mine = asked, place = list.children.length;
    more.disabled = true;
    try {
      const page = pageOf(() => mine === asked, place);
      await results.more(FURTHER, page.put);
      page.show();
      if (mine === asked) {
        end(now);
        history.replaceState({ shown: list.children.length }, "");
      }
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
    await search.need("near");
    const near = await search.near(state.q);
    if (mine !== asked || !near.length) return;
    propose(near, anywhere(state), words.approximate);
    status.append(search.element("span", "unseen", words.meant + near.join(words.between))); // for those who listen
  }

  async function simplified(query) {
    await search.need("near");
    return search.simplified(query);
  }

  async function dated(query) {
    await search.need("apart");
    return search.dated(query);
  }

  async function apart(query) {
    await Promise.all(["near", "apart"].map(search.need));
    return search.apart(query);
  }

  function propose(texts, state, note) {
    if (!texts.length) return;
    meant.replaceChildren(words.meant);
    texts.forEach((text) => meant.append(linked({ ...state, q: text }, text), " "));
    meant.append(search.element("span", "search-approximate", note));
    meant.hidden = false;
  }

  /* The same query with nothing chosen. */
  const anywhere = ({ q, sort }) => ({ ...Object.fromEntries(search.FACETS.map((name) => [name, ""])), q, sort });

  /* `choice` names the link, so that who has followed it by keyboard is still there when its list has been made anew. */
  function linked(state, text, choice = "") {
    const link = search.element("a", "", text);
    link.href = address(state);
    link.dataset.choice = choice;
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      input.value = state.q;
      followed = choice;
      if (!choice && !event.detail) input.focus(); // by keyboard: a proposal goes when it is taken
      go(state);
    });
    return link;
  }

  // Narrowing --------------------------------------------------------------------------------------------------------

  async function narrow(state, mine) {
    const order = search.element("p", "search-sort", words.sort);
    [["", words.relevance], ["date", words.date]].forEach(([sort, text]) => {
      const link = linked({ ...state, sort }, text, "sort " + sort);
      if (state.sort === sort) link.setAttribute("aria-current", "true");
      order.append(link, " ");
    });
    const groups = search.FACETS.map((name) => group(name, state));
    await Promise.all(groups.filter((one) => one.open).map((one) => fill(one, state, mine)));
    if (mine !== asked) return;
    side.replaceChildren(order, ...groups);
    side.hidden = false;
    const kept = [...side.querySelectorAll("a")].find((link) => link.dataset.choice === followed);
    if (kept && document.activeElement === document.body) kept.focus({ preventScroll: true });
    followed = "";
  }

  function group(name, state) {
    const made = search.element("details", "search-facet", search.element("summary", "label", words.facets[name]));
    made.dataset.facet = name;
    made.open = Boolean(state[name]) || opened.has(name);
    let first = made.open; // that it is open from the first is told as well; it is being filled then
    made.addEventListener("toggle", () => {
      if (made.open) opened.add(name);
      else opened.delete(name);
      if (made.open && !first) fill(made, state, asked).catch(() => { status.textContent = words.error; });
      first = false;
    });
    return made;
  }

  async function fill(made, state, mine) {
    const name = made.dataset.facet, certain = results.certain;
    const values = await search.counted(name, results.all.filter((doc) => !results.wrong.has(doc)), state);
    if (mine !== asked) return;
    const items = search.element("ul", "filter");
    values.forEach((value) => {
      const link = linked({ ...state, [name]: value.chosen ? "" : value.id }, value.name + " ", name + " " + value.id);
      link.append(search.element("span", "count", (certain ? "" : words.nearly) + value.count));
      if (value.chosen) link.setAttribute("aria-current", "true");
      items.append(search.element("li", "depth-" + Math.min(4, value.depth), link));
    });
    if (!values.length) items.append(search.element("li", "", words.nothing));
    if (made.children.length > 1) made.lastChild.remove();
    made.append(items);
  }

  // Typing -----------------------------------------------------------------------------------------------------------

  let composing = false;

  async function typed() {
    const text = input.value;
    if (composing || text === now.q) return;
    await go({ ...now, q: text }, true);
    await search.need("suggest").catch(() => {}); // after the results, which a reader waits for
    if (input.value === text && search.suggest) search.suggest(text);
  }

  input.addEventListener("compositionstart", () => { composing = true; });
  input.addEventListener("compositionend", () => { composing = false; typed(); });
  input.addEventListener("input", typed);
  input.addEventListener("focus", () => { Promise.all([open(), search.need("suggest")]).catch(() => {}); }, { once: true });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (search.closeSuggestions) search.closeSuggestions();
    go({ ...now, q: input.value });
  });
  window.addEventListener("popstate", () => {
    [now, told] = [stated(), true];
    input.value = now.q;
    run(seen());
  });

  search.scripts = JSON.parse(box.dataset.scripts);
  const combobox = { role: "combobox", "aria-autocomplete": "list", "aria-controls": "search-suggestions", "aria-expanded": "false" };
  Object.entries(combobox).forEach(([name, value]) => input.setAttribute(name, value));
  const seen = () => (history.state && history.state.shown) || FIRST;
  search.pageParts = { kinds, open, choose: (text) => { input.value = text; go({ ...now, q: text }); } };
  run(seen());
})();
