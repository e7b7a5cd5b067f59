/* A query that stands nowhere in one piece, taken apart: nobody who writes Chinese puts spaces between a place and a thing.
   A day typed as 2020-09-28 is asked as pages say it. Else it is cut at commas and the like, then into two or three words, where these stand together in a document. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const MARKS = /[，、：／｜＋＆·+/|&:]+|,(?!\d)/g; // what is written between words, not within one or in 1,000
  const BORDERS = /[\n省市县区旗镇乡村]/; // 张家港 ends before 市 where a site never says it without, and begins after 苏州市
  const LEAST = 2; // characters of a part
  const LONGEST = 24; // characters of a term that is cut
  const TRIED = 4; // ways to cut a term that are looked at closely, the most promising first
  const SEEN = 12; // documents that must show that the parts are words

  /* The query with its days and months as 2020年9月28日; null if it has none that are typed otherwise. */
  search.dated = function (query) {
    // No lookbehind: Safari reads none before 16.4, and refuses the whole file.
    const day = /(^|\D)((?:19|20)\d\d)[-./年](\d\d?)(?:[-./月](\d\d?)(?!\d)日?|(?![-./]?\d)月?)/g;
    const said = query.normalize("NFKC").replace(day, (all, before, year, month, date) =>
      before + year + "年" + Number(month) + "月" + (date ? Number(date) + "日" : ""));
    return search.terms(said).join(" ") === search.terms(query).join(" ") ? null : said;
  };

  /* The query to ask instead of one that finds nothing, words divided by spaces; null if there is none. */
  search.apart = async function (query) {
    const marked = search.terms(query.replace(MARKS, " ")), whole = search.terms(query);
    if (marked.join(" ") !== whole.join(" ") && (await search.finds(marked.join(" ")))) return marked.join(" ");
    const parts = new Set();
    for (const term of marked) {
      const own = (await search.finds(term)) ? [term] : await cut(term);
      if (!own) return null;
      own.forEach((part) => parts.add(part));
    }
    const found = [...parts].join(" ");
    return found !== marked.join(" ") && (await search.finds(found)) ? found : null;
  };

  /* All ways to divide a term into so many parts; a run of letters or digits stays whole. */
  function divisions(term, count) {
    if (count === 1) return term.length < LEAST || term.length > LONGEST ? [] : [[term]];
    const found = [];
    for (let at = LEAST; at <= term.length - LEAST * (count - 1) && term.length <= LONGEST; at++) {
      if (search.isRun(term[at - 1]) && search.isRun(term[at])) continue;
      divisions(term.slice(at), count - 1).forEach((rest) => found.push([term.slice(0, at), ...rest]));
    }
    return found;
  }

  /* The way to cut a term of whose parts most documents have all; into three only where two are not enough. */
  async function cut(term) {
    const held = new Map(); // part → the documents that may have it
    for (const count of [2, 3]) {
      const found = [];
      for (const parts of divisions(term, count)) {
        const docs = await sharing(parts, held);
        if (docs.length) found.push({ parts, docs, rarest: Math.min(...parts.map((part) => held.get(part).length)) });
      }
      found.sort((a, b) => b.docs.length - a.docs.length || b.rarest - a.rarest);
      for (const { parts, docs } of found.slice(0, TRIED)) if (await areWords(parts, docs)) return parts;
    }
    return null;
  }

  async function sharing(parts, held) {
    let docs = null;
    for (const part of parts) {
      if (!held.has(part)) held.set(part, await search.holding(part));
      const own = held.get(part), both = docs && new Set(own);
      docs = docs ? docs.filter((doc) => both.has(doc)) : own;
      if (!docs.length) break;
    }
    return docs;
  }

  /* Whether the newest of these documents have the parts, and these are words there: 党工委 and 工作站 do not make 党工 or 作站
     a word, since what goes on behind it, or before it, is always the same. */
  async function areWords(parts, docs) {
    const found = await Promise.all(Array.from(docs.slice(-SEEN), search.document));
    const holding = found.filter((one) => search.judge(one, parts)), text = search.pieces(holding);
    return holding.length > 0 && parts.every((part) => {
      const { before, after } = search.beside(part, text);
      return [before, after].every((chars) => chars.size > 1 || BORDERS.test([...chars].join("")));
    });
  }
})();
