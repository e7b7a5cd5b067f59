/* The index as the browser sees it: files that are loaded as scripts when they are needed, postings, candidates, texts.
   The format is in docs/search-index.md. Nothing here touches the page. */
(function () {
  "use strict";
  const search = window.xianfeng.search;

  const BUCKETS = 5760, FACTOR = 997, SOON = 6;
  const { NAME, SUMMARY, UNKNOWN } = search;
  search.FACTOR = FACTOR;

  // Files ------------------------------------------------------------------------------------------------------------

  const files = new Map(); // name → what the file holds
  const awaited = new Map(); // name → promise
  let folder = "", head = null;

  search.put = function (name, ...data) { files.set(name, data); };

  function get(name) {
    if (files.has(name)) return Promise.resolve(files.get(name));
    if (!awaited.has(name)) {
      awaited.set(name, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.fetchPriority = "high"; // a reader waits for it
        script.src = folder + name + ".js" + (head ? "?v=" + head.version : "");
        script.onload = () => (files.has(name) ? resolve(files.get(name)) : reject(new Error(name)));
        script.onerror = () => reject(new Error(name));
        document.head.append(script);
      }).finally(() => awaited.delete(name)));
    }
    return awaited.get(name);
  }

  /* Load what comes first; again after a failure. */
  search.open = async function (where) {
    folder = where;
    if (head) return head;
    const [found] = await get("index");
    search.learnForms(found.forms);
    found.segments = found.segments.map(([year, first, count, size]) => ({ year, first, count, size }));
    head = found;
    return head;
  };

  search.file = get;
  search.head = () => head;

  search.segmentOf = (doc) => head.segments.reduce((found, one) => (one.first <= doc ? one : found));

  /* A document: path, type, title, date, crumbs, and its blocks by tier. */
  search.document = async function (doc) {
    const segment = search.segmentOf(doc), number = doc - segment.first;
    const place = Math.floor(number / segment.size), [texts] = await get("t/" + (segment.year || 0) + "-" + place);
    const [path, kind, title, date, crumbs, names, summary, body] = texts[number - Math.ceil(place * segment.size)];
    return { doc, path, kind, title, date, crumbs, names, summary, body };
  };

  // Postings ---------------------------------------------------------------------------------------------------------

  function bucket(key) {
    let value = 0;
    for (const char of key) value = (value * FACTOR + char.codePointAt(0)) % BUCKETS;
    return value;
  }

  const load = (key) => get("s/" + (bucket(key) % head.shards));

  /* Calls use(document, sections) for every document that has the key. */
  search.posting = async function (key, use) {
    search.readPosting(key, bucket(key) % head.shards, await load(key), use);
  };

  /* Names that begin with a normal form of two characters or more: [name, type, document]. */
  search.names = async function (start) {
    const names = (await load([...start].slice(0, 2).join("")))[4];
    return names.filter(([name]) => search.fold(name).text.startsWith(start));
  };

  // Candidates -------------------------------------------------------------------------------------------------------

  /* For every document the sections that have all keys of a term; nothing for those that have none. Every other key covers the
     term already; those between are asked for only if that leaves more documents than are soon looked through. */
  async function having(keys) {
    const covers = (place) => keys.length < 3 || place % 2 === 0 || place === keys.length - 1;
    const found = new Uint16Array(head.numbers).fill(UNKNOWN);
    await among(found, keys.filter((_, place) => covers(place)));
    if (counted(found) > SOON) await among(found, keys.filter((_, place) => !covers(place)));
    return found;
  }

  async function among(found, keys) {
    await Promise.all(keys.map(load)); // all requests at once, not one after the other
    for (const key of keys) {
      const own = new Uint16Array(head.numbers);
      await search.posting(key, (doc, where) => { own[doc] = where; });
      for (let doc = 0; doc < own.length; doc++) found[doc] &= own[doc];
    }
  }

  function counted(found) {
    let count = 0;
    for (let doc = 0; doc < found.length; doc++) if (found[doc]) count++;
    return count;
  }

  const weight = (where) => (where === UNKNOWN ? 1 : where & NAME ? 8 : where & SUMMARY ? 3 : 1);
  search.weight = weight;

  /* Candidates for all terms, the best first: → { docs, score, exact }. A rarer term weighs more; names before summaries before
     bodies; terms in one section before those apart; a name that is the query before one that begins with it; the newer
     first among equals. */
  search.candidates = async function (terms) {
    const whole = terms.join(""), each = await Promise.all(terms.map((term) => having(search.keys(term))));
    const rarity = each.map((found) => Math.log(1 + head.numbers / (1 + counted(found))));
    const score = new Float64Array(head.numbers), named = whole.length > 1 ? await search.names(whole) : [];
    for (let doc = 0; doc < score.length; doc++) {
      let sum = 0, common = UNKNOWN;
      for (let n = 0; n < each.length; n++) {
        const where = each[n][doc];
        common &= where;
        sum = where && (sum || !n) ? sum + weight(where) * rarity[n] : 0;
      }
      score[doc] = sum && common && each.length > 1 ? sum * 1.5 : sum;
    }
    named.forEach(([name, , doc]) => {
      if (score[doc]) score[doc] += search.fold(name).text === whole ? 1e6 : 1e3 / name.length;
    });
    return { docs: ranked(score), score, exact: terms.every(search.isExact) };
  };

  /* Documents by falling score. There are few different scores, so each has a list, and only the scores are sorted. */
  function ranked(score) {
    const lists = new Map();
    for (let doc = score.length - 1; doc >= 0; doc--) {
      if (!score[doc]) continue;
      const list = lists.get(score[doc]);
      if (list) list.push(doc);
      else lists.set(score[doc], [doc]);
    }
    return [...lists.keys()].sort((a, b) => b - a).flatMap((value) => lists.get(value));
  }

  /* The blocks of a document as they are shown, in normal form, with the weight of each: folded once. */
  const folded = new WeakMap();
  search.blocks = function (found) {
    if (!folded.has(found)) {
      const tiers = [[8, found.names], [3, found.summary], [1, found.body]];
      folded.set(found, tiers.flatMap(([weight, blocks]) => blocks.map((block) => ({ weight, ...search.fold(block) }))));
    }
    return folded.get(found);
  };

  /* Whether and how well a document holds the terms: null, or { terms, score }. The truth of a result. */
  search.judge = function (found, terms) {
    const blocks = search.blocks(found), held = new Map(); // block → how many of the terms it holds
    let score = 0;
    for (const term of terms) {
      let best = 0, often = 0;
      blocks.forEach((block) => {
        const count = search.places(term, block.text).length;
        if (!count) return;
        often += count;
        best = Math.max(best, block.weight);
        held.set(block, (held.get(block) || 0) + 1);
      });
      if (!best) return null;
      score += best + Math.log(1 + often) / 2;
    }
    const together = [...held.values()].includes(terms.length);
    return terms.length ? { terms, score: score / terms.length + (together ? 1 : 0) } : null;
  };
})();
