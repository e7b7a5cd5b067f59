/* The edition of the site that a page shows, and how the page turns to a newer one: in place where only text or style is
   another, so that what its reader has open, chosen and scrolled to stays as it is; else it is loaded anew.

   Compared is the page as it was served with the page as it is served now, for scripts may have changed what stands in
   the browser. Text that was served and stands there still is exchanged. Where it does not, or more than text is another,
   which scripts may have taken hold of (a heading is watched, a button waits for its click), the page is loaded. */
(function () {
  "use strict";

  var TOLD = / data-edition="(\w*)" data-page="(\w*)"/; // in the page as text; other ones are no other page
  var TEXT = /^(A|BLOCKQUOTE|BR|CODE|DD|DEL|DL|DT|EM|INS|LI|META|OL|P|S|SPAN|STRONG|SUB|SUP|TIME|TITLE|UL)$/;
  var SAID = /^(class|content|datetime|dir|href|id|lang|name|property|rel|role|title|aria-label)$/;
  var shown = document.currentScript.dataset.edition || "";
  var loaded = document.currentScript.dataset.page; // the digest of the page: one may be newer than its edition says
  var served = null; // the page as it was served, once it has been asked for again
  var asked = 0; // only the answer to the last question counts
  var going = false; // the page is being loaded

  /* The page as it is served now; null where nobody answers, or it has been asked for again meanwhile. */
  function fetched() {
    var question = ++asked;
    return fetch(location.href, { cache: "no-store" })
      .then(function (answer) { return answer.text(); })
      .then(function (text) {
        var told = TOLD.exec(text);
        return question !== asked ? null : {
          edition: told ? told[1] : "",
          digest: told ? told[2] : "",
          page: new DOMParser().parseFromString(text.replace(TOLD, ""), "text/html")
        };
      })
      .catch(function () { return null; }); // the preview has ended; once it is back the page is asked which edition it shows
  }

  /* Once: Chromium's renderer crashes where a page is loaded anew that is being loaded already. */
  function load() {
    if (!going) location.reload();
    going = true;
  }

  /* Have the page at hand as it was served. */
  function keep() {
    if (served) return;
    fetched().then(function (now) {
      if (now && now.edition === shown && now.digest === loaded) served = now.page;
      else if (now) load();
    });
  }

  /* Show what is served now. */
  function turn() {
    var before = served;
    if (!before || more()) return Promise.resolve(load());
    return fetched().then(function (now) {
      if (!now) return;
      var steps = change(before.documentElement, now.page.documentElement, document.documentElement, []);
      steps.forEach(function (step) { step(); });
      served = now.page;
      shown = now.edition;
    }).catch(load);
  }

  /* More than is compared: scripts that others have fetched, as the search its index; the content of a template. */
  function more() {
    return document.scripts.length !== served.scripts.length || document.querySelector("template");
  }

  /* The steps that make of `live`, which was served as `old`, what is served as `now`. */
  function change(old, now, live, steps) {
    if (old.isEqualNode(now)) return steps;
    if (alike(old, now)) return within(old, now, live, steps);
    if (isText(old) && isText(now) && old.isEqualNode(live)) {
      steps.push(exchange(live.parentNode, [live], [now], live.nextSibling));
    } else if (isStyle(old) && isStyle(now)) steps.push(restyle(live, now));
    else throw new Error("another page");
    return steps;
  }

  /* The same for what they hold: piece by piece between what is equal at both ends, or all of that at once. */
  function within(old, now, live, steps) {
    var was = [].slice.call(old.childNodes), is = [].slice.call(now.childNodes), there = [].slice.call(live.childNodes);
    was.forEach(function (node, n) { if (!there[n] || there[n].nodeName !== node.nodeName) throw new Error("changed"); });
    var first = 0, last = 0, most = Math.min(was.length, is.length);
    while (first < most && was[first].isEqualNode(is[first])) first++;
    while (last < most - first && was[was.length - 1 - last].isEqualNode(is[is.length - 1 - last])) last++;
    var gone = was.slice(first, was.length - last), come = is.slice(first, is.length - last);
    if (gone.length === come.length) {
      gone.forEach(function (node, n) { change(node, come[n], there[first + n], steps); });
      return steps;
    }
    var stand = there.slice(first, first + gone.length);
    if (!gone.concat(come).every(isText) || !gone.every(function (node, n) { return node.isEqualNode(stand[n]); })) {
      throw new Error("another page");
    }
    steps.push(exchange(live, stand, come, there[first + gone.length] || null));
    return steps;
  }

  /* Elements that differ only in what they hold; what runs, or is not as it looks, is not entered. */
  function alike(one, other) {
    if (one.nodeType !== Node.ELEMENT_NODE || !one.cloneNode(false).isEqualNode(other.cloneNode(false))) return false;
    return isData(one) || !/^(IFRAME|NOSCRIPT|OBJECT|SCRIPT|SELECT|TEXTAREA)$/.test(one.nodeName);
  }

  /* Text, and elements that do nothing but hold some: what scripts work with has a data attribute. */
  function isText(node) {
    if (node.nodeType !== Node.ELEMENT_NODE) return true;
    return TEXT.test(node.nodeName) && [].every.call(node.attributes, function (one) { return SAID.test(one.name); }) &&
      [].every.call(node.childNodes, isText);
  }

  /* What search engines read. */
  function isData(node) { return node.nodeName === "SCRIPT" && node.type === "application/ld+json"; }

  function isStyle(node) { return node.nodeName === "LINK" && node.rel === "stylesheet"; }

  function exchange(parent, gone, come, next) {
    return function () {
      gone.forEach(function (node) { node.remove(); });
      come.forEach(function (node) { parent.insertBefore(document.importNode(node, true), next); });
    };
  }

  /* The old style goes when the new one is there, so that the page is never without. */
  function restyle(old, now) {
    return function () {
      var link = document.importNode(now);
      link.onload = link.onerror = function () { old.remove(); };
      old.after(link);
    };
  }

  window.xianfengEdition = {
    keep: keep,
    turn: turn,
    is: function (edition) { return edition === shown; },
    ready: function () { return Boolean(served); },
    load: load
  };
})();
