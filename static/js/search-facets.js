/* Narrowing: what the documents of a result stand under, and how many there are of each. A facet is loaded when it is
   opened, or when a choice from it stands in the address. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  search.FACETS = ["type", "region", "brand", "belt", "theme", "year"];

  const facets = new Map(); // facet → [{ id, name, depth, docs }]; docs: those of the value and of all below it

  function years() {
    return search.head().segments.filter((one) => one.year).reverse().map((one) => {
      return { id: one.year, name: one.year, depth: 0, docs: Array.from(new search.Bits(one.taken, one).numbers(one.count)) };
    });
  }

  function read([values, counts, packed]) {
    const bits = new search.Bits(packed, search.head());
    const below = counts.map((count) => [Array.from(bits.numbers(count))]);
    const own = below.map(([docs]) => docs);
    const depth = values.map(([, , parent], place) => {
      let steps = 0;
      for (let above = parent; above >= 0; above = values[above][2], steps++) below[above].push(own[place]);
      return steps;
    });
    return values.map(([id, name], place) => {
      const docs = below[place].length > 1 ? [...new Set(below[place].flat())] : own[place];
      return { id, name, depth: depth[place], docs };
    });
  }

  /* The values of a facet; asked for once. */
  search.facet = async function (name) {
    if (!facets.has(name)) facets.set(name, name === "year" ? years() : read(await search.file("f/" + name)));
    return facets.get(name);
  };

  /* The documents that stand under every chosen value, in the same order. */
  search.narrowed = async function (docs, chosen) {
    let left = docs;
    for (const name of search.FACETS.filter((one) => chosen[one])) {
      const value = (await search.facet(name)).find(({ id }) => id === chosen[name]), under = new Set(value ? value.docs : []);
      left = left.filter((doc) => under.has(doc));
    }
    return left;
  };

  /* How many of the documents stand under each value of a facet: → [{ id, name, depth, count, chosen }]. Counted without its
     own choice, so that a reader sees what the other choices would give. */
  search.counted = async function (name, docs, chosen) {
    const others = await search.narrowed(docs, { ...chosen, [name]: "" }), has = new Uint8Array(search.head().numbers);
    others.forEach((doc) => { has[doc] = 1; });
    return (await search.facet(name))
      .map((value) => ({ ...value, count: value.docs.reduce((sum, doc) => sum + has[doc], 0), chosen: value.id === chosen[name] }))
      .filter((value) => value.count || value.chosen)
      .sort((a, b) => b.chosen - a.chosen); // what is chosen stands first, to be taken back
  };
})();
