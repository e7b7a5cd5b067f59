/* What a reader probably meant: pinyin in place of characters, traditional characters, one slip in a name.
   Only names are read so; the tables for it are loaded when such a query comes. What is proposed are words, not any stretch. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const MOST = 12; // documents whose names are looked at for a slip, and as many that sound alike
  const COMBINED = 4; // readings of a query that are tried

  let reading = null; // character → its readings

  async function learnReadings() {
    if (reading) return;
    const [table] = await search.file("readings"), found = new Map();
    Object.entries(table).forEach(([syllable, chars]) => {
      for (const char of chars) found.set(char, [...(found.get(char) || []), syllable]);
    });
    reading = found;
  }

  const readingsOf = (char) => (search.isRun(char) ? [char] : reading.get(char) || []);

  /* Where the letters end if they are read from a place of a name on, as whole syllables (the last may be cut short), or
     as initials; -1 if they are not what stands there. */
  function readFrom(name, at, letters, initials) {
    if (!letters) return at;
    if (at === name.length || name[at] === "\n" || name[at] === " ") return -1;
    for (const syllable of readingsOf(name[at])) {
      const part = initials ? syllable[0] : syllable;
      const fits = letters.startsWith(part) || (!initials && part.startsWith(letters));
      const end = fits ? readFrom(name, at + 1, letters.slice(part.length), initials) : -1;
      if (end >= 0) return end;
    }
    return -1;
  }

  // Words ------------------------------------------------------------------------------------------------------------

  const SIGNS = /[\p{P}\p{S}\s]/gu, BUT_QUOTES = /(?![“”‘’"'])[\p{P}\p{S}\s]/gu;

  /* All that documents say, in normal form, with a line break for whatever is neither letter nor digit; then once more without
     one at quotes, and names as a whole: “两新”组织 is a word, and so are both halves of it. */
  search.pieces = function (docs) {
    const all = docs.flatMap(({ names, summary, body }) => [...names, ...summary, ...body]);
    const pieces = [SIGNS, BUT_QUOTES].flatMap((signs) => all.map((block) => block.replace(signs, "\n")));
    return ["", ...[...pieces, ...docs.flatMap(({ names }) => names)].map(search.plain), ""].join("\n");
  };

  /* The characters that stand before and after a part of a text; a line break where a number or a Latin word has its end. */
  search.beside = function (part, text) {
    const before = new Set(), after = new Set(), begins = search.isRun(part[0]), ends = search.isRun(part[part.length - 1]);
    search.places(part, text).forEach((at) => {
      const behind = String.fromCodePoint(text.codePointAt(at + part.length));
      before.add(begins ? "\n" : text[at - 1]);
      after.add(ends && !search.isRun(behind) ? "\n" : behind);
    });
    return { before, after };
  };

  /* Whether a part of a text begins somewhere and ends somewhere: 立非 in 成立非公企业 does neither. */
  function isWord(part, text) {
    const { before, after } = search.beside(part, text);
    return before.has("\n") && after.has("\n");
  }

  /* A part as far as it goes on in one way only: 张家 to 张家港. Null if nothing begins with it, as with 才计. */
  function completed(part, text) {
    if (!search.beside(part, text).before.has("\n")) return null;
    const [next, other] = search.beside(part, text).after;
    return next === "\n" || other ? part : completed(part + next, text);
  }

  // Pinyin -----------------------------------------------------------------------------------------------------------

  /* The stretches of a name that are read so. */
  function readAs(name, letters) {
    const found = [];
    for (let at = 0; at < name.length; at++) {
      if (at && search.isRun(name[at]) && search.isRun(name[at - 1])) continue;
      for (const initials of [false, true]) {
        const end = readFrom(name, at, letters, initials);
        if (end > at) found.push(name.slice(at, end));
      }
    }
    return found;
  }

  function pinyinKeys(letters) {
    const full = letters.length >= 6 ? 6 : letters.length >= 3 ? 3 : 0;
    const keys = full ? ["~" + letters.slice(0, full)] : [];
    return [...keys, "=" + letters.slice(0, Math.min(letters.length, 4))];
  }

  /* The documents whose names may be read as these letters. Records without a date come first: places and brands rather
     than what was written about them; of these, as far as is soon looked through, the names that are little else. */
  search.pinyin = async function (query) {
    const letters = query.normalize("NFKC").toLowerCase().replace(/[\s'’-]/g, "");
    if (!/^[a-z][a-z0-9]{1,39}$/.test(letters)) return null;
    const found = new Set();
    for (const key of pinyinKeys(letters)) (await search.posting(key)).docs.forEach((doc) => found.add(doc));
    if (found.size) await learnReadings();
    const undated = (doc) => search.segmentOf(doc).year === "";
    const docs = [...found].sort((a, b) => undated(b) - undated(a) || b - a), first = docs.slice(0, 2 * MOST).filter(undated);
    const score = new Map();
    for (const one of await Promise.all(first.map(search.document))) {
      const judged = search.judgeReading(one, letters);
      score.set(one.doc, judged ? judged.score : 0);
    }
    first.sort((a, b) => score.get(b) - score.get(a) || b - a);
    return { letters, docs: [...first, ...docs.slice(first.length)] };
  };

  /* Whether a document has a name that is read so: null, or { terms, score } with the characters that are meant, and how much
     of a name they are. */
  search.judgeReading = function (found, letters) {
    const meant = new Set();
    let score = 0;
    found.names.map((block) => search.fold(block).text).forEach((name) => readAs(name, letters).forEach((part) => {
      meant.add(part);
      score = Math.max(score, part.length / name.length);
    }));
    return meant.size ? { terms: [...meant], score } : null;
  };

  /* The words that letters mean in the names of documents, those first that most documents of the site hold. Of a word at
     least half is meant by the letters: zj is no 周建民党建课堂. */
  search.meanings = async function (docs, letters) {
    const text = search.pieces(docs), found = new Set();
    docs.flatMap((one) => search.judgeReading(one, letters).terms).forEach((part) => {
      const word = completed(part, text);
      if (word && 2 * part.length >= word.length) found.add(word);
    });
    const held = await Promise.all([...found].map(async (word) => [word, (await search.holding(word)).length]));
    return held.sort((a, b) => b[1] - a[1]).map(([word]) => word).slice(0, 3);
  };

  /* The query with its traditional characters made simple, or null if it has none. */
  search.simplified = async function (query) {
    const before = search.terms(query).join(" ");
    search.learnForms((await search.file("forms"))[0]);
    return search.terms(query).join(" ") === before ? null : query;
  };

  // One slip ---------------------------------------------------------------------------------------------------------

  /* Whether two strings differ by one character: another one, one more, one less, or two neighbours swapped. */
  search.oneApart = function (first, second) {
    if (first === second || Math.abs(first.length - second.length) > 1) return false;
    let at = 0;
    while (at < first.length && first[at] === second[at]) at++;
    if (first.length > second.length) return first.slice(at + 1) === second.slice(at);
    if (first.length < second.length) return first.slice(at) === second.slice(at + 1);
    const swapped = first[at] === second[at + 1] && first[at + 1] === second[at];
    return first.slice(at + 1) === second.slice(at + 1) || (swapped && first.slice(at + 2) === second.slice(at + 2));
  };

  const soundsLike = (first, second) =>
    first.length === second.length &&
    [...first].every((char, at) => char === second[at] || readingsOf(char).some((one) => readingsOf(second[at]).includes(one)));

  /* The words in names that a query of two characters or more is one slip from, those found most often first. */
  search.near = async function (query) {
    const term = search.terms(query).join("");
    if (term.length < 2 || term.length > 20) return [];
    await learnReadings();
    const often = new Map(), docs = await Promise.all([...(await similar(term))].map(search.document));
    docs.forEach((found) => {
      found.names.forEach((block) => {
        for (const name of search.fold(block).text.split(/[\n ]/)) collect(term, name, often);
      });
    });
    const text = search.pieces(docs), words = [...often].filter(([part]) => isWord(part, text));
    return words.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([part]) => search.typed(part)).slice(0, 3);
  };

  /* Whether a place is within a run: half a number is no word that anybody meant. */
  const inRun = (name, at) => at > 0 && at < name.length && search.isRun(name[at - 1]) && search.isRun(name[at]);

  function collect(term, name, often) {
    for (let at = 0; at < name.length; at++) {
      for (let size = Math.max(2, term.length - 1); size <= term.length + 1; size++) {
        const part = name.slice(at, at + size);
        if (part.length < size || inRun(name, at) || inRun(name, at + size)) continue;
        const alike = soundsLike(term, part);
        // Of a part that lacks a character of the query only the inside can be meant: the edges match anything.
        const edges = size === term.length || (part[0] === term[0] && part[size - 1] === term[term.length - 1]);
        const slip = term.length > 2 || size > term.length ? edges && search.oneApart(term, part) : false;
        if (alike || slip) often.set(part, (often.get(part) || 0) + (alike ? 3 : 1));
      }
    }
  }

  /* The documents whose names sound like the query or share all its characters but one. */
  async function similar(term) {
    const count = new Map();
    const chars = [...new Set(term)].filter((char) => !search.isRun(char));
    for (const char of chars) {
      const { docs, where } = await search.posting(char);
      docs.forEach((doc, at) => { if (where[at] & search.NAME) count.set(doc, (count.get(doc) || 0) + 1); });
    }
    const enough = Math.max(2, chars.length - 1);
    const shared = [...count].filter(([, n]) => n >= enough).sort((a, b) => b[1] - a[1] || b[0] - a[0]);
    const found = new Set(shared.slice(0, MOST).map(([doc]) => doc));
    for (const letters of spellings(term)) {
      for (const key of pinyinKeys(letters).filter((one) => one[0] === "~")) {
        (await search.posting(key)).docs.forEach((doc) => { if (found.size < 2 * MOST) found.add(doc); });
      }
    }
    return found;
  }

  function spellings(term) {
    let found = [""];
    for (const char of term) {
      found = found.flatMap((start) => readingsOf(char).map((syllable) => start + syllable)).slice(0, COMBINED);
    }
    return found;
  }
})();
