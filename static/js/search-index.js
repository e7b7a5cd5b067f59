/* The index as the browser sees it: files that are loaded as scripts when they are needed, postings, candidates, texts.
   The format is in docs/search-index.md. Nothing here touches the page. */
(function () {
  "use strict";
  const search = window.xianfeng.search;

  const BUCKETS = 2880, FACTOR = 997, SPREAD = 16384, FEW = 8, SOON = 6, READING = "~=";
  const NAME = 1, SUMMARY = 2, ANYWHERE = 0x8000, BODY = 0xfffc, UNKNOWN = 0xffff; // sets of sections, a bit for each
  search.NAME = NAME;

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
    const [texts] = await get("t/" + (segment.year || 0) + "-" + Math.floor(number / segment.size));
    const [path, kind, title, date, crumbs, names, summary, body] = texts[number % segment.size];
    return { doc, path, kind, title, date, crumbs, names, summary, body };
  };

  // Bits -------------------------------------------------------------------------------------------------------------

  const parameter = (numbers, count) => Math.max(0, 31 - Math.clz32(Math.floor((2 * numbers) / (3 * count))));

  /* What is written in base 64, read bit by bit. */
  class Bits {
    constructor(text) {
      const raw = atob(text);
      this.bytes = new Uint8Array(raw.length + 4);
      for (let at = 0; at < raw.length; at++) this.bytes[at] = raw.charCodeAt(at);
      this.at = 0;
    }

    /* A number of `size` bits, at most 24. */
    number(size) {
      const byte = this.at >> 3, bytes = this.bytes;
      const word = ((bytes[byte] << 24) | (bytes[byte + 1] << 16) | (bytes[byte + 2] << 8) | bytes[byte + 3]) << (this.at & 7);
      this.at += size;
      return size ? word >>> (32 - size) : 0;
    }

    /* How many bits of this sort stand before the next of the other sort, which is taken too. */
    row(bit) {
      let count = 0;
      while (((this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1) === bit) { count++; this.at++; }
      this.at++;
      return count;
    }

    /* A number from 1 on in Elias' gamma code. */
    count() {
      const size = this.row(0);
      return (1 << size) | this.number(size);
    }

    /* A number in Rice code, of which so many bits are written as they are. */
    rice(size) {
      const high = this.row(1);
      return high * (1 << size) + this.number(size);
    }

    /* Calls use(number) for ascending numbers that are written as gaps. */
    numbers(count, use) {
      const size = parameter(head.numbers, count);
      for (let n = 0, last = -1; n < count; n++) use((last += this.rice(size) + 1));
    }
  }
  search.Bits = Bits;

  const isCharacter = (key) => [...key].length === 1 && !search.isRun(key);

  /* How the places of a key are read: → a function that gives the set of sections of the next document. */
  function placesOf(key, count) {
    if (READING.includes(key[0])) return () => NAME;
    if (isCharacter(key)) return (bits) => (bits.number(1) ? (bits.number(1) ? NAME : SUMMARY) : ANYWHERE);
    return count > FEW ? sections : () => UNKNOWN;
  }

  function sections(bits) {
    let found = 0, more = 1;
    while (more) {
      const one = bits.number(5);
      found |= 1 << (one >> 1);
      more = one & 1;
    }
    return found & ANYWHERE ? found | BODY : found;
  }

  /* The posting at which `bits` stands: calls use(document, sections) for each document. */
  function readPosting(bits, key, use) {
    const count = bits.count(), docs = new Int32Array(count);
    let n = 0;
    bits.numbers(count, (doc) => { docs[n++] = doc; });
    const place = placesOf(key, count);
    for (n = 0; n < count; n++) use(docs[n], place(bits));
  }

  // Postings ---------------------------------------------------------------------------------------------------------

  function bucket(key) {
    let value = 0;
    for (const char of key) value = (value * FACTOR + char.codePointAt(0)) % BUCKETS;
    return value;
  }

  const load = (key) => get("s/" + (bucket(key) % head.shards));

  /* The keys of a shard. Of the second character of a pair only the multiple of the number of shards is written. */
  function keysOf(place, [count, pairs, others]) {
    const found = [], bits = new Bits(pairs), shards = head.shards;
    const first = parameter(SPREAD, count), second = 32 - Math.clz32(Math.floor(SPREAD / shards));
    for (let n = 0, char = 0; n < count; n++) {
      char += bits.rice(first);
      const rest = (((place - FACTOR * char) % shards) + shards) % shards;
      found.push(String.fromCodePoint(char, bits.rice(second) * shards + rest));
    }
    return others ? found.concat(others.split(" ")) : found;
  }

  /* Calls use(document, sections) for every document that has the key. A long posting stands by itself, the others in a row:
     those before the key are read on the way to it. */
  search.posting = async function (key, use) {
    const shard = await load(key), [, , , packed, , long] = shard;
    if (Object.prototype.hasOwnProperty.call(long, key)) return readPosting(new Bits(long[key]), key, use);
    const bits = new Bits(packed), keys = keysOf(bucket(key) % head.shards, shard), end = keys.indexOf(key);
    for (let n = 0; n < end; n++) readPosting(bits, keys[n], () => {});
    if (end >= 0) readPosting(bits, key, use);
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

  /* Whether and how well a document holds the terms: null, or { terms, score }. The truth of a result. */
  search.judge = function (found, terms) {
    const folded = (blocks) => blocks.map((block) => search.fold(block).text);
    const tiers = [[8, folded(found.names)], [3, folded(found.summary)], [1, folded(found.body)]];
    const blocks = tiers.flatMap(([, texts]) => texts);
    let score = 0;
    for (const term of terms) {
      const best = tiers.find(([, texts]) => texts.some((text) => search.places(term, text).length));
      if (!best) return null;
      score += best[0] + Math.log(1 + blocks.reduce((sum, text) => sum + search.places(term, text).length, 0)) / 2;
    }
    const together = blocks.some((text) => terms.every((term) => search.places(term, text).length));
    return terms.length ? { terms, score: score / terms.length + (together ? 1 : 0) } : null;
  };
})();
