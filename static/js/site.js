/* Enhancements only: the page works without this file. A classic script in one namespace, so that it runs from disk too. */
(function () {
  "use strict";
  var xianfeng = (window.xianfeng = window.xianfeng || {});

  /* The menu is a details element; a reader expects Escape and a tap elsewhere to close it. */
  xianfeng.menu = function (menu) {
    document.addEventListener("click", function (event) {
      if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !menu.open) return;
      var inside = menu.contains(document.activeElement);
      menu.open = false;
      if (inside) menu.querySelector("summary").focus();
    });
    menu.addEventListener("focusout", function (event) {
      if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
    });
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

  var menu = document.querySelector(".menu"), toc = document.querySelector(".toc");
  if (menu) xianfeng.menu(menu);
  if (toc) xianfeng.contents(toc);
})();
