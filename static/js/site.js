/* Enhancements only: the page works without this file. A classic script in one namespace, so that it runs from disk too. */
(function () {
  "use strict";
  var xianfeng = (window.xianfeng = window.xianfeng || {}), root = document.documentElement;

  /* The panels of the header are details elements; a reader expects Escape and a tap elsewhere to close them. */
  xianfeng.panel = function (panel) {
    document.addEventListener("click", function (event) {
      if (!panel.contains(event.target)) panel.open = false;
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !panel.open) return;
      var inside = panel.contains(document.activeElement);
      panel.open = false;
      if (inside) panel.querySelector("summary").focus();
    });
    panel.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
    });
  };

  /* Text size and the elder-friendly mode. Whatever was chosen in another tab, or before a page came back from the
     browser's memory, holds here as well. */
  xianfeng.controls = function (panel) {
    var display = xianfeng.display;
    function show() {
      var size = root.getAttribute("data-size") || "2";
      panel.querySelector('[name="size"][value="' + size + '"]').checked = true;
      panel.querySelector('[name="elder"]').checked = root.getAttribute("data-elder") === "on";
    }
    panel.addEventListener("change", function (event) {
      var field = event.target;
      if (field.name === "size") display.write("size", field.value);
      if (field.name === "elder") display.write("elder", field.checked ? "on" : "off");
    });
    function again() {
      display.apply();
      show();
    }
    window.addEventListener("storage", again);
    window.addEventListener("pageshow", again);
    show();
  };

  /* Marks in the contents the section that is being read. */
  xianfeng.contents = function (toc) {
    if (!("IntersectionObserver" in window)) return;
    var links = {};
    toc.querySelectorAll("a").forEach(function (link) {
      links[decodeURIComponent(link.hash.slice(1))] = link;
    });
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        toc.querySelectorAll("[aria-current]").forEach(function (old) { old.removeAttribute("aria-current"); });
        links[entry.target.id].setAttribute("aria-current", "true");
      });
    }, { rootMargin: "0px 0px -70% 0px" });
    Object.keys(links).forEach(function (id) {
      var heading = document.getElementById(id);
      if (heading) observer.observe(heading);
    });
  };

  /* Copies the text of an element. Pages opened from disk and old WebViews have no clipboard to write to: there the text is
     selected, so that one gesture copies it. */
  function copy(source, done) {
    function select() {
      var selection = window.getSelection(), range = document.createRange();
      range.selectNodeContents(source);
      selection.removeAllRanges();
      selection.addRange(range);
      var copied = false;
      try {
        copied = document.execCommand("copy");
      } catch (error) {
        copied = false;
      }
      done(copied);
    }
    if (!navigator.clipboard || !window.isSecureContext) return select();
    navigator.clipboard.writeText(source.textContent.trim()).then(function () { done(true); }, select);
  }

  /* The box to share and cite with: its buttons copy what stands beside them, print, or open the system's own sheet. */
  xianfeng.share = function (box) {
    var said = box.querySelector("[role=status]");
    box.addEventListener("click", function (event) {
      var button = event.target.closest("button");
      if (!button) return;
      if (button.dataset.do === "print") window.print();
      else if (button.dataset.do === "share") {
        navigator.share({ title: document.title, url: box.dataset.url }).catch(function () {});
      } else {
        copy(document.getElementById(button.dataset.copy), function (copied) {
          said.textContent = copied ? box.dataset.copied : box.dataset.selected;
        });
      }
    });
    var share = box.querySelector("[data-do=share]");
    if (share && navigator.share) share.hidden = false;
  };

  /* A table that fits is no stop of the keyboard. Without this script each is one, so that none is out of reach. */
  xianfeng.tables = function (boxes) {
    if (!("ResizeObserver" in window)) return;
    var observer = new ResizeObserver(function (entries) {
      entries.forEach(function (entry) {
        var box = entry.target;
        if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
        else box.removeAttribute("tabindex");
      });
    });
    boxes.forEach(function (box) { observer.observe(box); });
  };

  /* Before a reader leaves for another site, a question with its name. Without this script the link is a link. */
  xianfeng.leaving = function (words) {
    var own = [location.host];
    var canonical = document.querySelector("link[rel=canonical]");
    if (canonical) own.push(new URL(canonical.href).host);
    document.addEventListener("click", function (event) {
      var link = event.target.closest && event.target.closest("a[href]");
      if (!link || !/^https?:$/.test(link.protocol) || own.indexOf(link.host) >= 0) return;
      if (!window.confirm(words.replace("{host}", link.hostname))) event.preventDefault();
    });
  };

  /* On a slow line the scripts of the search come late, or not at all: what is asked stands in the field meanwhile, and where
     they have not come when all else has, that is said and the ways to browse are offered. */
  xianfeng.asked = function (field) {
    var query = new URLSearchParams(location.search).get("q") || "";
    if (!field.value) field.value = query;
    window.addEventListener("load", function () {
      if (!query || (xianfeng.search && xianfeng.search.pageParts)) return;
      root.removeAttribute("data-asked");
      var words = JSON.parse(document.getElementById("search-results").dataset.words);
      document.querySelector("[data-search-status]").textContent = words.error;
    });
  };

  /* A button elsewhere that opens a panel of the header: the text size in the line below a title, in the menu and on the front page, where
     a phone has no room for the words in its header. */
  document.querySelectorAll("[data-opens]").forEach(function (button) {
    var panel = document.querySelector(button.dataset.opens);
    button.addEventListener("click", function (event) {
      event.stopPropagation();
      document.querySelectorAll(".menu, .display").forEach(function (one) { one.open = one === panel; });
      panel.querySelector("summary").focus();
    });
  });
  if (document.body.dataset.leaving) xianfeng.leaving(document.body.dataset.leaving);
  document.querySelectorAll(".menu, .display").forEach(xianfeng.panel);
  xianfeng.tables(document.querySelectorAll(".table-scroll"));
  [[".display .panel", "controls"], [".toc", "contents"], [".share", "share"], ["#search-query", "asked"]].forEach(function (part) {
    var found = document.querySelector(part[0]);
    if (found) xianfeng[part[1]](found);
  });
})();
