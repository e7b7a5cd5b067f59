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

  /* Each text node is folded by itself; a word that runs across a link stays unmarked rather than being guessed at. */
  function mark(body, words) {
    const search = window.xianfeng.search, terms = search.terms(words), nodes = [];
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push(walker.currentNode);
    nodes.forEach((node) => {
      if (node.parentElement.closest("svg, script, style")) return;
      const folded = search.fold(node.data), marks = search.marks(folded, terms);
      if (marks.length) node.replaceWith(search.marked(folded.shown, marks, 0, folded.shown.length));
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
