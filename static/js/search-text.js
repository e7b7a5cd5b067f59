/* What counts as the same text: the normal form of page, index and query, and where a term occurs in it.
   The counterpart of builder/search/folding.py, character for character; docs/search-index.md says the rules. */
(function () {
  "use strict";
  const xianfeng = (window.xianfeng = window.xianfeng || {});
  const search = (xianfeng.search = xianfeng.search || {});

  const KEPT = /[\p{L}\p{N}]/u;
  const SPACE = /\s/;
  const ENDS = "。！？；";
  const LONGEST = 8;
  const POINT = "\u02d1"; // stands for the point of a number, and is a letter to all that look at runs: 2.0 is not 20
  const pointed = (text) => text.replace(/([0-9０-９])[.．](?=[0-9０-９])/g, "$1" + POINT);
  const forms = new Map();
  let known = new Map(); // character → its normal form; a site uses a few thousand

  /* Two strings in step: traditional characters, and the simplified ones they are folded to. */
  search.learnForms = function (pair) {
    const simple = [...pair[1]];
    [...pair[0]].forEach((char, place) => forms.set(char, simple[place]));
    known = new Map();
    plain.fill(0);
    odd = oddities();
  };

  function foldCharacter(char) {
    let folded = known.get(char);
    if (folded === undefined) {
      const lowered = char.normalize("NFKC").toLowerCase();
      folded = [...lowered].filter((one) => KEPT.test(one)).map((one) => forms.get(one) || one).join("");
      known.set(char, folded);
    }
    return folded;
  }

  const isRun = (char) => char < "\u2e80" && KEPT.test(char);
  search.isRun = isRun;

  /* Whether a query may be pinyin; a Chinese keyboard writes full-width letters too. */
  search.hasLetters = (query) => /[a-z]/i.test(query.normalize("NFKC"));

  /* What `plain` must look at closely: all but Chinese characters that are simple already. */
  const oddities = () => new RegExp("(?:[^\\u4e00-\\u9fff\\n]|[" + [...forms.keys()].join("") + "])+", "gu");
  let odd = oddities();

  /* The normal form alone, of what is only looked through: hardly any of it is touched one by one. */
  search.plain = function (shown) {
    const bare = pointed(shown.normalize("NFC")).replace(/[。！？；]/g, "\n").replace(/\p{P}+/gu, "");
    return bare.replace(odd, (part) => search.fold(part).text);
  };

  const plain = new Uint8Array(0x10000); // 1 for the characters that are known to stay as they are: nearly all of a text

  /* → { shown, text, from }: the text as shown, its normal form, and for each unit of that its place in what is shown.
     A line break in the normal form is the end of a sentence. */
  search.fold = function (original) {
    const shown = original.normalize("NFC"), read = pointed(shown), from = [];
    let text = "", start = 0, spaced = false; // what stands from start on is plain and not yet in text
    for (let at = 0; at < shown.length; at++) {
      if (plain[read.charCodeAt(at)] && !spaced) {
        from.push(at);
        continue;
      }
      const char = String.fromCodePoint(read.codePointAt(at));
      text += read.slice(start, at);
      start = at + char.length;
      if (ENDS.includes(char)) {
        text += "\n";
        from.push(at);
        spaced = false;
      } else if (SPACE.test(char)) {
        spaced = true;
      } else {
        const folded = foldCharacter(char);
        if (folded && spaced && text && isRun(text[text.length - 1]) && isRun(folded[0])) {
          text += " ";
          from.push(at);
        }
        if (folded) spaced = false;
        text += folded;
        for (let unit = 0; unit < folded.length; unit++) from.push(at);
        if (folded === char && char.length === 1) plain[char.charCodeAt(0)] = 1;
      }
      at = start - 1;
    }
    return { shown, text: text + read.slice(start), from };
  };

  /* The terms of a query, each searched on its own. */
  search.terms = function (query) {
    const folded = query.split(/[\s。！？；]+/).map((word) => search.fold(word).text).filter(Boolean);
    return [...new Set(folded)];
  };

  /* A normal form as a reader would type it. */
  search.typed = (text) => text.split(POINT).join(".");

  /* The keys that every text with this term has, in the order in which they cover it. */
  search.keys = function (term) {
    const units = [], found = [];
    for (const char of term) {
      const last = units[units.length - 1];
      if (last && isRun(char) && isRun(last[0])) units[units.length - 1] += char;
      else units.push(char);
    }
    if (units.length === 1) return [isRun(term[0]) ? term.slice(0, LONGEST) : term];
    units.forEach((unit, place) => {
      const behind = units[place + 1], run = isRun(unit[0]), long = unit.length > LONGEST;
      if (run && (!behind || long)) found.push(unit.slice(0, LONGEST));
      if (behind) found.push((run && long ? unit[unit.length - 1] : unit) + String.fromCodePoint(behind.codePointAt(0)));
    });
    return [...new Set(found)];
  };

  /* Whether the documents of the only key of a term are exactly those in which it occurs. */
  search.isExact = (term) => search.keys(term).join(" ") === term;

  /* Where a term occurs in a normal form: a run at its head must begin a run there. */
  search.places = function (term, text) {
    const found = [];
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (at === 0 || !isRun(term[0]) || !isRun(text[at - 1])) found.push(at);
    }
    return found;
  };

  /* The stretches [start, end) of the shown text that hold any of the terms, in order, joined where they touch. */
  search.marks = function (folded, terms) {
    const found = [];
    terms.forEach((term) => search.places(term, folded.text).forEach((at) => {
      const last = folded.from[at + term.length - 1];
      const char = String.fromCodePoint(folded.shown.codePointAt(last));
      found.push([folded.from[at], last + char.length]);
    }));
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const joined = [];
    found.forEach((one) => {
      const last = joined[joined.length - 1];
      if (last && one[0] <= last[1]) last[1] = Math.max(last[1], one[1]);
      else joined.push(one);
    });
    return joined;
  };

  /* The text between two places with its marks, as nodes; nothing is ever parsed as HTML. */
  search.marked = function (shown, marks, start, end) {
    const nodes = document.createDocumentFragment();
    let at = start;
    marks.forEach(([from, to]) => {
      if (to <= at || from >= end) return;
      nodes.append(shown.slice(at, Math.max(at, from)));
      const mark = document.createElement("mark");
      mark.textContent = shown.slice(Math.max(at, from), Math.min(to, end));
      nodes.append(mark);
      at = Math.min(to, end);
    });
    nodes.append(shown.slice(at, end));
    return nodes;
  };
})();
