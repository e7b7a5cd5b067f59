/* Narrowing: what the documents of a result stand under, and how many there are of each. */
(function () {
  "use strict";
  const search = window.xianfeng.search;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const MORE = "#$%&()*+,/:;";
  search.FACETS = ["type", "region", "brand", "belt", "theme", "year"];

  let facets = null; // facet → { values: [{ id, name, depth }], of: document → places of its values and all above them }

  function numbers(column) {
    const found = [];
    let high = -1;
    for (const char of column) {
      const digit = DIGITS.indexOf(char);
      if (digit < 0) { high = (high + 1) * MORE.length + MORE.indexOf(char); continue; }
      found.push((high + 1) * 64 + digit);
      high = -1;
    }
    return found;
  }

  function tree(table) {
    const above = table.values.map((value) => {
      const path = [];
      for (let parent = value[2]; parent >= 0; parent = table.values[parent][2]) path.push(parent);
      return path;
    });
    const column = table.column.split("!");
    const rolled = (doc) => [...new Set(numbers(column[doc]).flatMap((place) => [place, ...above[place]]))];
    const kept = new Map();
    return {
      values: table.values.map(([id, name], place) => ({ id, name, depth: above[place].length })),
      of(doc) {
        if (!kept.has(doc)) kept.set(doc, rolled(doc));
        return kept.get(doc);
      },
    };
  }

  /* Load the table; after that counts and filters answer at once. */
  search.loadFacets = async function () {
    if (facets) return;
    const table = await search.file("facets"), kinds = numbers(table.kind), head = search.head();
    const dated = head.segments.filter((segment) => segment.year).reverse();
    const place = new Map(dated.map((segment, at) => [segment.year, at]));
    const years = head.segments.flatMap((one) => new Array(one.count).fill(one.year ? [place.get(one.year)] : []));
    facets = {
      type: { values: table.kinds.map(([id, name]) => ({ id, name, depth: 0 })), of: (doc) => [kinds[doc]] },
      year: { values: dated.map(({ year }) => ({ id: year, name: year, depth: 0 })), of: (doc) => years[doc] },
    };
    Object.entries(table.facets).forEach(([name, one]) => { facets[name] = tree(one); });
  };

  /* The documents that stand under every chosen value, in the same order. */
  search.narrowed = function (docs, chosen) {
    return search.FACETS.filter((name) => chosen[name]).reduce((left, name) => {
      const place = facets[name].values.findIndex((value) => value.id === chosen[name]);
      return left.filter((doc) => facets[name].of(doc).includes(place));
    }, docs);
  };

  /* For each facet the values that any of the documents has: → [{ facet, values: [{ id, name, depth, count, chosen }] }].
     Each facet is counted without its own choice, so that a reader sees what the other choices would give. */
  search.counted = function (docs, chosen) {
    return search.FACETS.map((name) => {
      const others = search.narrowed(docs, { ...chosen, [name]: "" });
      const counts = new Array(facets[name].values.length).fill(0);
      others.forEach((doc) => facets[name].of(doc).forEach((place) => { counts[place]++; }));
      const values = facets[name].values
        .map((value, place) => ({ ...value, count: counts[place], chosen: value.id === chosen[name] }))
        .filter((value) => value.count || value.chosen)
        .sort((a, b) => b.chosen - a.chosen); // what is chosen stands first, to be taken back
      return { facet: name, values };
    }).filter(({ values }) => values.length > 1 || values.some((value) => value.chosen));
  };
})();
