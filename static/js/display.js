/* Runs before anything is drawn, so that a reader's text size and the elder-friendly mode are there from the first moment.
   And for the search page, that something is asked: it then keeps the place of the results free from the first moment too.
   It only sets attributes on the root element; the style does the rest, and the controls stand in site.js.
   Storage may be blocked or throw (private windows, some pages opened from disk): then nothing is remembered. */
(function () {
  "use strict";
  var root = document.documentElement, xianfeng = (window.xianfeng = window.xianfeng || {}), KEY = "xianfeng.";

  xianfeng.display = {
    read: function (name) {
      try {
        return localStorage.getItem(KEY + name);
      } catch (error) {
        return null;
      }
    },
    write: function (name, value) {
      root.setAttribute("data-" + name, value);
      try {
        localStorage.setItem(KEY + name, value);
      } catch (error) {
        // It holds for this page, at least.
      }
    },
    apply: function () {
      var size = this.read("size"), elder = this.read("elder");
      if (/^[1-4]$/.test(size)) root.setAttribute("data-size", size);
      if (/^(on|off)$/.test(elder)) root.setAttribute("data-elder", elder);
    },
  };

  root.setAttribute("data-script", "");
  if (/[?&]q=[^&]/.test(location.search)) root.setAttribute("data-asked", "");
  xianfeng.display.apply();
})();
