/* The calculators of a scheme. They look up what stands in the table of the page and compute nothing of their own,
   so that they cannot disagree with it. Without this file the fields stay hidden and the tables serve. */
(function () {
  "use strict";
  var xianfeng = (window.xianfeng = window.xianfeng || {});

  /* What a Chinese keyboard may type: ９０．５, 90。5, 90 分. NaN for nothing or for what is no number. */
  xianfeng.number = function (typed) {
    var plain = typed.normalize("NFKC").replace(/[\s分]/g, "").replace(/^(\d+)[。,，](\d+)$/, "$1.$2");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  };

  /* Whether a score lies in the band of a row: its ends are in data-low, data-high (empty: none) and data-ends, as in "[)". */
  xianfeng.inBand = function (score, row) {
    var low = Number(row.dataset.low), high = row.dataset.high === "" ? Infinity : Number(row.dataset.high);
    var above = score > low || (row.dataset.ends[0] === "[" && score === low);
    return above && (score < high || (row.dataset.ends[1] === "]" && score === high));
  };

  xianfeng.scoring = function (form) {
    var input = form.querySelector("input"), output = form.querySelector("output");
    var rows = Array.prototype.slice.call(document.getElementById(form.dataset.table).tBodies[0].rows);
    function show() {
      var score = xianfeng.number(input.value), said = "";
      var found = rows.filter(function (row) { return xianfeng.inBand(score, row); })[0];
      rows.forEach(function (row) {
        if (row === found) row.setAttribute("aria-current", "true"); else row.removeAttribute("aria-current");
      });
      if (found) said = found.cells[1].textContent + " · " + found.cells[2].textContent;
      else if (input.value.trim()) said = isNaN(score) ? form.dataset.invalid : form.dataset.outside;
      output.textContent = said;
    }
    input.addEventListener("input", show);
    show(); /* a browser that comes back to the page keeps what was typed */
  };

  xianfeng.choosing = function (form) {
    var select = form.querySelector("select"), output = form.querySelector("output");
    function show() { output.textContent = select.options[select.selectedIndex].dataset.result; }
    select.addEventListener("change", show);
    show();
  };

  document.querySelectorAll("[data-calculator]").forEach(function (form) {
    form.hidden = false;
    if (form.dataset.calculator === "score") xianfeng.scoring(form); else xianfeng.choosing(form);
  });
})();
