/* On every page: “/” leads to the search, and whoever comes from a result finds the words marked. */
(function () {
  "use strict";
  const here = document.currentScript;

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest && event.target.closest("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    const field = document.getElementById("search-query");
    if (field) field.focus();
    else location.href = here.dataset.search;
  });

  const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|data|del|dfn|em|i|img|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|var|wbr)$/i;

  /* The text nodes of a page, those of one block together: words may run across a link. */
  function blocks(body) {
    const found = [], walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    let last = null;
    while (walker.nextNode()) {
      const node = walker.currentNode;
      let block = node.parentElement;
      if (block.closest("svg, script, style")) continue;
      while (block !== body && INLINE.test(block.tagName)) block = block.parentElement;
      if (block !== last) found.push([]);
      last = block;
      found[found.length - 1].push(node);
    }
    return found;
  }

  function mark(body, words) {
    const search = window.xianfeng.search, terms = search.terms(words);
    blocks(body).forEach((nodes) => {
      const texts = nodes.map((node) => node.data.normalize("NFC")), whole = texts.join("");
      const folded = search.fold(whole), marks = search.marks(folded, terms);
      if (folded.shown !== whole) return; // a sign at the border of two nodes belongs to both: it cannot be cut there
      let end = 0;
      nodes.forEach((node, place) => {
        const start = end;
        end += texts[place].length;
        if (!marks.some(([from, to]) => from < end && to > start)) return;
        node.replaceWith(search.marked(whole, marks, start, end));
      });
    });
    const first = body.querySelector("main p mark, mark");
    if (first) first.scrollIntoView({ block: "center" });
  }

  const asked = /^#q=(.+)$/.exec(location.hash), body = document.querySelector("[data-search-body]");
  if (!asked || !body) return;
  const script = document.createElement("script");
  script.src = here.dataset.text;
  script.onload = () => {
    try {
      mark(body, decodeURIComponent(asked[1]));
    } catch (error) {
      // An address cut short in a chat: the page is read without marks.
    }
  };
  document.head.append(script);
})();
