/* Results: candidates verified in their texts a page at a time, in the order of their rank, and shown as nodes. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const BEFORE = 24, AFTER = 66; // characters of an excerpt around its first mark
  const PATIENCE = 150; // ms

  /* Everything a query finds: → a list that is verified as it is asked for. `chosen` narrows it, `sort` may be "date". */
  search.find = async function (query, chosen, sort) {
    const terms = search.terms(query);
    const ranked = terms.length ? await search.candidates(terms) : { docs: [], named: new Set(), exact: true };
    const asWritten = ranked.docs.length || !search.hasLetters(query); // what stands in the texts is what is meant
    if (!asWritten) await search.need("near");
    const read = asWritten ? null : await search.pinyin(query);
    const all = read ? read.docs : ranked.docs;
    let docs = await search.narrowed(all, chosen);
    if (sort === "date") docs = [...docs].sort((a, b) => b - a);
    return new Results(docs, all, (found) =>
      read ? search.judgeReading(found, read.letters) : search.judge(found, terms),
    ranked, sort, ranked.exact && !read, read);
  };

  /* Whether a query finds anything, whatever is chosen. */
  search.finds = async function (query) {
    const found = await search.find(query, {}, "");
    await found.more(1, () => {});
    return found.verified > 0;
  };

  class Results {
    constructor(docs, all, judge, ranked, sort, exact, read) {
      Object.assign(this, { docs, all, judge, ranked, sort, exact, read, next: 0, verified: 0 });
      this.wrong = new Set(); // candidates that their text did not bear out
      this.borneOut = []; // and those that it did
    }

    get certain() { return this.exact || this.next >= this.docs.length; }
    get total() { return this.verified + this.docs.length - this.next; }
    get ended() { return this.next >= this.docs.length; }

    /* The next results, at most `size`, each with its judgement: calls use(result, place) as soon as its own text is there,
       with its place among those. What is not in its text is left out. */
    async more(size, use) {
      const shown = [];
      const add = (one) => {
        const judged = this.judge(one);
        if (!judged) return this.wrong.add(one.doc);
        this.borneOut.push(one);
        Object.assign(one, judged);
        const behind = shown.findIndex((other) => this.before(one, other)), place = behind < 0 ? shown.length : behind;
        shown.splice(place, 0, one);
        return use(one, place);
      };
      while (shown.length < size && !this.ended) {
        const docs = this.docs.slice(this.next, this.next + size - shown.length);
        await Promise.all(docs.map((doc) => search.document(doc).then(add)));
        this.next += docs.length;
      }
      this.verified += shown.length;
    }

    /* Whether a result stands before another: the name itself first, then what its text was judged. */
    before(one, other) {
      if (this.sort === "date") return one.doc > other.doc;
      const named = (found) => (this.ranked.named.has(found.doc) ? 1 : 0);
      return (named(one) - named(other) || one.score - other.score || one.doc - other.doc) > 0;
    }
  }

  // Showing ----------------------------------------------------------------------------------------------------------

  function element(name, className, ...content) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.append(...content);
    return made;
  }
  search.element = element;

  function whole(text, terms) {
    const folded = search.fold(text);
    return search.marked(folded.shown, search.marks(folded, terms), 0, folded.shown.length);
  }

  const SENTENCE = /[。！？.!?][”’）」』)]*$/, SHORT = 10; // shorter than this are a kind, a date, a name

  /* The block with most of the terms, rather a sentence than a cell of a table, cut around the first of them. Of what is found
     by its name, the first sentence: what it is, not the title of a report that names it too. */
  function excerpt(found) {
    let best = null, worth = 0;
    const all = search.blocks(found), blocks = all.slice(found.names.length);
    const named = found.terms.every((term) => all.slice(0, found.names.length).some((name) => search.places(term, name.text).length));
    const told = blocks.find(({ block }) => block.length >= SHORT && SENTENCE.test(block));
    if (named && told) best = told;
    else blocks.forEach((block) => {
      const held = found.terms.filter((term) => search.places(term, block.text).length).length;
      const own = held && held * 100 + Math.min(60, block.block.length);
      if (own > worth) [best, worth] = [block, own];
    });
    const folded = search.fold((best || told || blocks[0] || { block: "" }).block);
    const marks = search.marks(folded, found.terms);
    const shown = folded.shown, first = marks.length ? marks[0][0] : 0;
    let start = Math.max(0, first - BEFORE), end = Math.min(shown.length, Math.max(first + AFTER, marks.length ? marks[0][1] : 0));
    if (start > 0 && start <= first) while (start < first && !/[，、。；：\s]/.test(shown[start - 1]) && start > first - BEFORE - 8) start--;
    const nodes = search.marked(shown, marks, Math.max(0, start), end);
    if (start > 0) nodes.prepend("…");
    if (end < shown.length) nodes.append("…");
    return nodes;
  }

  /* One result as an item of the list. The address carries the words that the page is to mark. */
  search.item = function (found, root, kinds) {
    const link = element("a", "", whole(found.title, found.terms));
    link.href = root + found.path + "#q=" + encodeURIComponent(search.typed(found.terms.join(" ")));
    const meta = element("ul", "dots search-meta");
    [kinds[found.kind] || found.kind, ...found.crumbs.slice(1), found.date].filter(Boolean).forEach((text) => {
      meta.append(element("li", "", text));
    });
    const item = element("li", "card card-" + found.kind, element("h2", "card-title", link), element("p", "card-text", excerpt(found)), meta);
    item.setAttribute("data-search-result", found.path);
    return item;
  };

  /* Results that come one by one, behind those that stay. All are shown together where that is soon: every change of the list
     costs a slow phone more than a result does. When some are late, what is there is shown, and each other as it comes. */
  search.Page = class {
    constructor(list, clear, item, wanted, staying) {
      Object.assign(this, { list, clear, wanted, staying, items: [], late: false });
      this.put = (one, place) => {
        this.items.splice(place, 0, item(one));
        if (this.late) this.show();
      };
      setTimeout(() => {
        this.late = true;
        if (this.items.length) this.show();
      }, PATIENCE);
    }

    show() {
      if (!this.wanted()) return;
      if (!this.staying && !this.items.some((item) => item.isConnected)) this.clear();
      this.items.forEach((item, place) => {
        if (!item.isConnected) this.list.insertBefore(item, this.list.children[this.staying + place] || null);
      });
    }
  };
})();
