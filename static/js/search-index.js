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
  const awaited = new Map(); // address → promise
  let folder = "", head = null;

  search.put = function (name, ...data) { files.set(name, data); };

  /* Run a script, once at a time. */
  function run(src) {
    if (!awaited.has(src)) {
      awaited.set(src, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.fetchPriority = "high"; // a reader waits for it
        script.src = src;
        script.onload = resolve;
        script.onerror = () => reject(new Error(src));
        document.head.append(script);
      }).finally(() => awaited.delete(src)));
    }
    return awaited.get(src);
  }

  /* Code that only some queries need: `scripts` are the addresses. */
  const needed = new Set();
  search.scripts = {};
  search.need = async function (name) {
    if (!needed.has(name)) await run(search.scripts[name]);
    needed.add(name);
  };

  async function get(name) {
    if (!files.has(name)) await run(folder + name + ".js" + (head ? "?v=" + head.version : ""));
    if (!files.has(name)) throw new Error(name);
    return files.get(name);
  }

  /* Load what comes first; again after a failure. Whoever asks meanwhile gets the same. */
  search.open = async function (where) {
    folder = where;
    const [found] = head ? [] : await get("index");
    if (head) return;
    search.learnForms(found.forms);
    head = {
      ...found,
      first: 0,
      documents: found.segments.reduce((sum, [, , , , count]) => sum + count, 0),
      segments: found.segments.map(([year, first, numbers, size, count, taken]) => ({ year, first, numbers, size, count, taken })),
      layers: found.layers.map(([name, shards, first, numbers, few]) => ({ name, shards, first, numbers, few })),
    };
  };

  search.file = get;
  search.head = () => head;

  search.segmentOf = (doc) => head.segments.reduce((found, one) => (one.first <= doc ? one : found));

  /* A document: path, type, title, date, crumbs, and its blocks by tier. */
  search.document = async function (doc) {
    const segment = search.segmentOf(doc), number = doc - segment.first, place = number % segment.size;
    const [texts] = await get("t/" + (segment.year || 0) + "-" + (number - place) / segment.size);
    const [path, kind, title, date, crumbs, names, summary, body] = texts[place];
    return { doc, path, kind, title, date, crumbs, names, summary, body };
  };

  // Postings ---------------------------------------------------------------------------------------------------------

  function bucket(key) {
    let value = 0;
    for (const char of key) value = (value * FACTOR + char.codePointAt(0)) % BUCKETS;
    return value;
  }

  /* The shards of a key, one of each layer. */
  const load = (key) => Promise.all(head.layers.map(({ name, shards }) => get(name + "/" + (bucket(key) % shards))));

  /* The posting of a key: { docs, where }, the documents that have it and the sections of each. */
  search.posting = async function (key) {
    const shards = await load(key);
    const found = head.layers.map((layer, n) => search.readPosting(key, layer, bucket(key) % layer.shards, shards[n]));
    return found.filter(({ docs }) => docs.length).reduce(behind, { docs: [], where: [] });
  };

  /* Two postings of which the second has the higher numbers. */
  function behind(first, second) {
    if (!first.docs.length) return second;
    const docs = new Int32Array(first.docs.length + second.docs.length), where = new Uint16Array(docs.length);
    [first, second].forEach((one, n) => {
      docs.set(one.docs, n && first.docs.length);
      where.set(one.where, n && first.docs.length);
    });
    return { docs, where };
  }

  /* Names that begin with a normal form of two characters or more: [name, type, document]. */
  search.names = async function (start) {
    const shards = await load([...start].slice(0, 2).join(""));
    const names = shards.flatMap((shard, n) => shard[4].map(([name, kind, doc]) => [name, kind, head.layers[n].first + doc]));
    return names.filter(([name]) => search.fold(name).text.startsWith(start));
  };

  // Candidates -------------------------------------------------------------------------------------------------------

  /* The documents that have all keys of a term in one section, and these sections. Every other key covers the term already;
     those between are asked for only if that leaves more documents than are soon looked through. */
  async function having(keys) {
    const covers = (place) => keys.length < 3 || place % 2 === 0 || place === keys.length - 1;
    const found = await among(null, keys.filter((_, place) => covers(place)));
    return found.docs.length > SOON ? among(found, keys.filter((_, place) => !covers(place))) : found;
  }

  async function among(found, keys) {
    await Promise.all(keys.map(load)); // all requests at once, not one after the other
    for (const key of keys) {
      const own = await search.posting(key);
      found = found ? common(found, own) : own;
    }
    return found;
  }

  /* The documents of two postings that share a section there. */
  function common(first, second) {
    const [a, b] = meet(first.docs, second.docs), docs = [], where = [];
    for (let n = 0; n < a.length; n++) {
      const both = first.where[a[n]] & second.where[b[n]];
      if (both) {
        docs.push(first.docs[a[n]]);
        where.push(both);
      }
    }
    return { docs, where };
  }

  /* Where those numbers stand that two ascending rows have in common: [places in the first, places in the second]. */
  function meet(first, second) {
    const found = [0, 1].map(() => new Int32Array(Math.min(first.length, second.length)));
    let count = 0;
    for (let a = 0, b = 0; a < first.length && b < second.length;) {
      const gap = first[a] - second[b];
      if (!gap) [found[0][count], found[1][count++]] = [a, b];
      if (gap <= 0) a++;
      if (gap >= 0) b++;
    }
    return found.map((places) => places.subarray(0, count));
  }

  /* The numbers of the documents that may have a term. */
  search.holding = async (term) => (await having(search.keys(term))).docs;

  const weight = (where) => (where === UNKNOWN ? 1 : where & NAME ? 8 : where & SUMMARY ? 3 : 1);

  function weighed(where, rarity) {
    const found = new Float64Array(where.length);
    for (let n = 0; n < found.length; n++) found[n] = weight(where[n]) * rarity;
    return found;
  }

  /* Candidates for all terms, the best first: → { docs, named, exact }; `named` have the query itself as a name. A rarer term
     weighs more; names before summaries before bodies; terms in one section before those apart; a name that is the query
     before one that begins with it; the newer first among equals. */
  search.candidates = async function (terms) {
    const whole = terms.join(""), each = await Promise.all(terms.map((term) => having(search.keys(term))));
    const names = whole.length > 1 ? await search.names(whole) : [];
    const rarity = each.map(({ docs }) => Math.log(1 + head.documents / (1 + docs.length)));
    let [{ docs, where }] = each, score = weighed(where, rarity[0]);
    each.slice(1).forEach((own, term) => {
      const [a, b] = meet(docs, own.docs), more = weighed(own.where, rarity[term + 1]);
      docs = b.map((place) => own.docs[place]);
      where = a.map((place, n) => where[place] & own.where[b[n]]);
      score = Float64Array.from(a, (place, n) => score[place] + more[b[n]]);
    });
    if (each.length > 1) score = score.map((one, at) => (where[at] ? one * 1.5 : one));
    const named = new Set();
    names.forEach(([name, , doc]) => {
      const at = docs.indexOf(doc), same = search.fold(name).text === whole;
      if (at < 0) return;
      score[at] += same ? 1e6 : 1e3 / name.length;
      if (same) named.add(doc);
    });
    return { docs: ranked(docs, score), named, exact: terms.every(search.isExact) };
  };

  /* Documents by falling score. There are few different scores, so each has a list, and only the scores are sorted. */
  function ranked(docs, score) {
    const lists = new Map();
    for (let at = docs.length - 1, last, list; at >= 0; at--) {
      if (score[at] !== last) {
        last = score[at];
        if (!lists.has(last)) lists.set(last, []);
        list = lists.get(last);
      }
      list.push(docs[at]);
    }
    return [...lists.keys()].sort((a, b) => b - a).flatMap((value) => lists.get(value));
  }

  /* The blocks of a document as they are shown, each with its weight and its normal form: folded once. */
  const folded = new WeakMap();
  search.blocks = function (found) {
    if (!folded.has(found)) {
      const tiers = [[8, found.names], [3, found.summary], [1, found.body]];
      const plain = (weight, block) => ({ weight, block, text: search.plain(block) });
      folded.set(found, tiers.flatMap(([weight, blocks]) => blocks.map((block) => plain(weight, block))));
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
