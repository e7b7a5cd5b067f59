/* The index as the browser sees it: files that are loaded as scripts when they are needed, postings, candidates, texts.
   The format is in docs/search-index.md. Nothing here touches the page. */
(function () {
  "use strict";
  const search = window.xianfeng.search;

  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const MORE = "#$%&()*+,/:;";
  const SIGNS = "<=>?@[]`{|}'";
  const BUCKETS = 2880;
  const WEIGHT = { body: 1, summary: 3, name: 8 };
  const values = new Uint8Array(128), more = new Int8Array(128).fill(-1), signs = new Int8Array(128).fill(-1);
  [...DIGITS].forEach((char, place) => { values[char.charCodeAt(0)] = place; });
  [...MORE].forEach((char, place) => { more[char.charCodeAt(0)] = place; });
  [...SIGNS].forEach((char, place) => { signs[char.charCodeAt(0)] = place; });

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
    let first = 0;
    found.segments = found.segments.map(([year, count, size]) => {
      const segment = { year, count, size, first };
      first += count;
      return segment;
    });
    found.total = first;
    head = found;
    return head;
  };

  search.file = async (name) => (await get(name))[0];
  search.head = () => head;

  search.segmentOf = (doc) => head.segments.find((segment) => doc < segment.first + segment.count);

  /* A document: path, type, title, date, crumbs, and its blocks by tier. */
  search.document = async function (doc) {
    const segment = search.segmentOf(doc), number = doc - segment.first;
    const texts = await search.file("t/" + (segment.year || 0) + "-" + Math.floor(number / segment.size));
    const [path, kind, title, date, crumbs, names, summary, body] = texts[number % segment.size];
    return { doc, path, kind, title, date, crumbs, names, summary, body };
  };

  // Postings ---------------------------------------------------------------------------------------------------------

  function bucket(key) {
    let value = 0;
    for (const char of key) value = (value * 997 + char.codePointAt(0)) % 16777213;
    return value % BUCKETS;
  }

  const shard = (key) => get("s/" + (bucket(key) % head.shards));

  /* Calls use(document, weight) for every document that has the key, and again where it stands in a summary or a name. */
  search.posting = async function (key, use) {
    const text = (await shard(key))[0];
    const start = text.indexOf(" " + key + "!");
    if (start < 0) return;
    const end = text.indexOf(" ", start + 1);
    let segment = 0, first = 0, last = -1, high = -1, weight = WEIGHT.body, far = false;
    for (let at = start + key.length + 2; at < end; at++) {
      const code = text.charCodeAt(at);
      if (more[code] >= 0) {
        high = (high + 1) * MORE.length + more[code];
      } else if (signs[code] >= 0 || code === 46 /* . */) {
        far = code === 46;
        segment = signs[code];
        first = far ? 0 : head.segments[segment].first;
        last = -1;
        weight = WEIGHT.body;
      } else if (code === 126 /* ~ */ || code === 94 /* ^ */) {
        weight = code === 94 ? WEIGHT.name : WEIGHT.summary;
        last = -1;
      } else {
        const value = (high + 1) * 64 + values[code];
        high = -1;
        if (far) {
          first = head.segments[value].first;
          far = false;
        } else {
          last += value + 1;
          use(first + last, weight);
        }
      }
    }
  };

  /* Names that begin with a normal form of two characters or more: [name, type, document]. */
  search.names = async function (start) {
    const names = (await shard(start.slice(0, 2)))[1];
    return names
      .map(([name, kind, segment, number]) => [name, kind, head.segments[segment].first + number])
      .filter(([name]) => search.fold(name).text.startsWith(start));
  };

  // Candidates -------------------------------------------------------------------------------------------------------

  /* The documents that have all keys, with the least weight among them: in a name only if all are. */
  search.having = async function (keys) {
    const count = new Uint8Array(head.total), least = new Uint8Array(head.total).fill(255), here = new Uint8Array(head.total);
    await Promise.all(keys.map((key) => shard(key))); // all requests at once, not one after the other
    for (const key of keys) {
      await search.posting(key, (doc, weight) => {
        if (weight === WEIGHT.body) count[doc]++;
        here[doc] = weight;
      });
      for (let doc = 0; doc < head.total; doc++) if (here[doc] < least[doc]) least[doc] = here[doc];
      here.fill(0);
    }
    const found = new Map();
    for (let doc = 0; doc < head.total; doc++) if (count[doc] === keys.length) found.set(doc, least[doc]);
    return found;
  };

  /* Candidates for all terms, the best first: → { docs, score, exact }. A rarer term weighs more; names before summaries before
     bodies; a name that is the query before one that begins with it; the newer first among equals. */
  search.candidates = async function (terms) {
    const whole = terms.join("");
    const each = await Promise.all(terms.map((term) => search.having(search.keys(term))));
    const score = new Map();
    each.sort((a, b) => a.size - b.size).forEach((found, place) => {
      const rarity = Math.log(1 + head.total / Math.max(1, found.size));
      if (!place) found.forEach((weight, doc) => score.set(doc, weight * rarity));
      else score.forEach((sum, doc) => (found.has(doc) ? score.set(doc, sum + found.get(doc) * rarity) : score.delete(doc)));
    });
    if (score.size && whole.length > 1) {
      (await search.names(whole)).forEach(([name, , doc]) => {
        if (score.has(doc)) score.set(doc, score.get(doc) + (search.fold(name).text === whole ? 1e6 : 1e3 / name.length));
      });
    }
    const docs = [...score.keys()].sort((a, b) => score.get(b) - score.get(a) || b - a);
    return { docs, score, exact: terms.every(search.isExact) };
  };

  /* Whether and how well a document holds the terms: null, or { terms, score }. The truth of a result. */
  search.judge = function (found, terms) {
    const blocks = [...found.names, ...found.summary, ...found.body].map((block) => search.fold(block).text);
    const counts = terms.map((term) => blocks.reduce((sum, text) => sum + search.places(term, text).length, 0));
    if (!terms.length || counts.some((count) => !count)) return null;
    const together = blocks.some((text) => terms.every((term) => search.places(term, text).length));
    const often = counts.reduce((sum, count) => sum + Math.log(1 + count), 0) / terms.length;
    return { terms, score: often + (together ? 1 : 0) };
  };
})();
