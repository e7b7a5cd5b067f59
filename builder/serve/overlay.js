/* The overlay of the preview: the problems of the last build over the page, until they are mended.

   It is a plugin of livereload's client, which hands it every “reload” first: of the problems (they are fetched and
   shown), or of the page (which turns to the new edition). A page also compares its edition with the preview's whenever
   it connects, since a reload may have been sent while it was still loading.
   Words come from the server with the problems; nothing here is in any language. */
(function () {
  "use strict";

  var PROBLEMS = "/.xianfeng/problems.json";
  var edition = window.xianfengEdition;
  var parts = null; // the elements, once there has been something to show
  var told = ""; // the problems as they were shown last
  var words = null;
  var before = null; // what had the focus before the panel took it
  var asked = 0; // only the answer to the last question counts

  function refresh() {
    var question = ++asked;
    return fetch(PROBLEMS, { cache: "no-store" })
      .then(function (answer) { return answer.json(); })
      .then(function (state) {
        if (question !== asked) return;
        if (!edition.is(state.edition)) return edition.load();
        show(state);
        edition.keep();
      })
      .catch(function () { /* the preview has ended; its client tries again, and then we are asked anew */ });
  }

  function show(state) {
    words = state.words;
    if (!state.problems.length && !parts) return;
    make();
    parts.lost.hidden = true;
    var now = JSON.stringify([state.failed, state.problems]);
    if (now === told) return;
    told = now;
    fill(state);
    if (!state.problems.length) {
      close();
      parts.badge.hidden = true;
    } else if (state.failed) {
      open();
    } else if (parts.veil.hidden || parts.wasFailed) {
      close();
    }
    parts.wasFailed = state.failed;
  }

  function element(name, className, text) {
    var made = document.createElement(name);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function make() {
    if (parts) return;
    var host = element("xianfeng-preview");
    var root = host.attachShadow({ mode: "open" });
    var all = element("div");
    var style = element("link");
    style.rel = "stylesheet";
    style.href = "/.xianfeng/overlay.css";
    all.hidden = true; // until it looks as it should
    style.onload = style.onerror = function () {
      all.hidden = false;
      if (!parts.veil.hidden) parts.close.focus();
    };
    parts = {
      veil: element("div", "veil"),
      panel: element("section", "panel"),
      title: element("h2"),
      note: element("p", "note"),
      close: element("button", "close"),
      list: element("ol"),
      badge: element("button", "badge"),
      lost: element("p", "lost"),
      wasFailed: false
    };
    parts.close.type = parts.badge.type = "button";
    parts.title.id = "title";
    parts.note.id = "note";
    parts.panel.setAttribute("role", "dialog");
    parts.panel.setAttribute("aria-modal", "true");
    parts.panel.setAttribute("aria-labelledby", "title");
    parts.panel.setAttribute("aria-describedby", "note");
    parts.badge.setAttribute("aria-haspopup", "dialog");
    parts.list.tabIndex = 0; // so that the keyboard can scroll it
    parts.lost.setAttribute("role", "status");
    parts.veil.hidden = parts.badge.hidden = parts.lost.hidden = true;

    var head = element("div", "head");
    head.append(parts.title, parts.close);
    parts.panel.append(head, parts.note, parts.list);
    parts.veil.append(parts.panel);
    all.append(parts.veil, parts.badge, parts.lost);
    root.append(style, all);
    document.documentElement.append(host);

    parts.close.addEventListener("click", close);
    parts.badge.addEventListener("click", open);
    parts.veil.addEventListener("click", function (event) { if (event.target === parts.veil) close(); });
    window.addEventListener("keydown", key, true);
  }

  function fill(state) {
    parts.panel.lang = parts.badge.lang = parts.lost.lang = words.lang;
    parts.title.textContent = words.title;
    parts.note.textContent = words.note;
    parts.close.textContent = words.close;
    parts.badge.textContent = words.badge;
    parts.panel.classList.toggle("minor", !state.failed);
    parts.badge.classList.toggle("minor", !state.failed);
    parts.list.setAttribute("aria-label", words.title);
    parts.list.replaceChildren.apply(parts.list, state.problems.map(function (problem) {
      var item = element("li", problem.severity);
      var place = [problem.file, problem.line, problem.column].filter(Boolean).join(":");
      item.append(
        element("span", "kind", problem.severity === "error" ? words.error : words.warning),
        element("code", "place", place),
        element("p", "message", problem.message)
      );
      return item;
    }));
  }

  function open() {
    before = parts.veil.hidden ? document.activeElement : before;
    parts.veil.hidden = false;
    parts.badge.hidden = true;
    parts.close.focus();
  }

  function close() {
    var was = !parts.veil.hidden;
    parts.veil.hidden = true;
    parts.badge.hidden = false;
    if (was && before && before.focus && before !== document.body) before.focus();
  }

  function key(event) {
    if (parts.veil.hidden) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Tab") { // two places to be: the list, and the button
      event.preventDefault();
      var at = parts.veil.getRootNode().activeElement;
      (at === parts.close ? parts.list : parts.close).focus();
    }
  }

  function Plugin() {}
  Plugin.identifier = "xianfeng";
  Plugin.version = "1.0";
  Plugin.prototype.reload = function (path) {
    if (path === PROBLEMS) refresh();
    else edition.turn().then(refresh);
    return true;
  };
  window.LiveReloadPluginXianfeng = Plugin;

  document.addEventListener("LiveReloadConnect", refresh);
  document.addEventListener("LiveReloadDisconnect", function () {
    if (!words) return;
    make();
    parts.lost.lang = words.lang;
    parts.lost.textContent = words.lost;
    parts.lost.hidden = false;
  });
  window.addEventListener("pageshow", function (event) { if (event.persisted) refresh(); });
  refresh();
})();
