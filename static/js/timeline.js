/* Narrows the timeline by region and theme. The choice stands in the address (#region=suzhou&theme=team), so that it can
   be sent on and the back key works; an address that names a year leaves everything visible. Without this file the form
   stays hidden and the whole timeline is shown. */
(function () {
  "use strict";
  var xianfeng = (window.xianfeng = window.xianfeng || {});

  /* What the address asks for: {region, theme}, "" where nothing is asked. */
  xianfeng.asked = function (hash) {
    var found = { region: "", theme: "" };
    hash.replace(/^#/, "").split("&").forEach(function (pair) {
      var cut = pair.indexOf("="), name = pair.slice(0, cut);
      if (cut > 0 && name in found) {
        try { found[name] = decodeURIComponent(pair.slice(cut + 1)); } catch (error) { /* a broken address asks for nothing */ }
      }
    });
    return found;
  };

  xianfeng.narrow = function (form) {
    var events = Array.prototype.slice.call(document.querySelectorAll(".event"));
    var names = ["region", "theme"].filter(function (name) { return form.elements[name]; });
    var empty = document.getElementById("narrow-empty");
    var said = form.querySelector("[role=status]"), reset = form.querySelector("button");

    function has(event, name, wanted) {
      return !wanted || event.dataset[name + "s"].split(" ").indexOf(wanted) >= 0;
    }

    function show() {
      var shown = 0, narrowed = names.some(function (name) { return form.elements[name].value; });
      events.forEach(function (event) {
        event.hidden = !names.every(function (name) { return has(event, name, form.elements[name].value); });
        if (!event.hidden) shown += 1;
      });
      document.querySelectorAll("section.year").forEach(function (year) {
        year.hidden = !year.querySelector(".event:not([hidden])");
        var link = document.querySelector(".chips a[href='#" + year.getAttribute("aria-labelledby") + "']");
        if (link) link.parentNode.hidden = year.hidden;
      });
      document.querySelectorAll(".year-gap").forEach(function (gap) { gap.hidden = narrowed; });
      reset.hidden = !narrowed;
      if (empty) empty.hidden = shown > 0; /* a site's own template may have none */
      said.textContent = form.dataset.said.replace("{shown}", shown).replace("{total}", form.dataset.total);
    }

    function read() {
      var asked = xianfeng.asked(location.hash);
      names.forEach(function (name) {
        form.elements[name].value = asked[name];
        if (form.elements[name].selectedIndex < 0) form.elements[name].value = "";
      });
      show();
    }

    function write() {
      var parts = names.filter(function (name) { return form.elements[name].value; }).map(function (name) {
        return name + "=" + encodeURIComponent(form.elements[name].value);
      });
      history.pushState(null, "", parts.length ? "#" + parts.join("&") : location.href.split("#")[0]);
      show();
    }

    form.addEventListener("change", write);
    form.addEventListener("submit", function (event) { event.preventDefault(); });
    reset.addEventListener("click", function (event) {
      event.preventDefault();
      names.forEach(function (name) { form.elements[name].value = ""; });
      form.elements[names[0]].focus(); /* the button goes away */
      write();
    });
    window.addEventListener("popstate", function () { if (!location.hash || location.hash.indexOf("=") > 0) read(); });
    form.hidden = false;
    read();
  };

  var form = document.getElementById("narrow");
  if (form && form.querySelector("select")) xianfeng.narrow(form);
})();
