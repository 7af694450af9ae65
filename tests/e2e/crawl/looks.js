/* What a page must hold, whatever its width: asked in the page itself. Each function tells what is wrong. */
(() => {
  const named = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 140);
  const isShown = (element) => element.checkVisibility({visibilityProperty: true, opacityProperty: true});
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);

  /* A4: the page is no wider than its window; told is what reaches furthest. */
  const sideways = () => {
    const page = document.scrollingElement;
    if (page.scrollWidth <= page.clientWidth) return [];
    const reach = (element) => element.getBoundingClientRect().right + scrollX;
    const furthest = all("body *").reverse().sort((one, other) => reach(other) - reach(one))[0];
    return [`${page.scrollWidth} px wide in ${page.clientWidth}: ${named(furthest)}`];
  };

  /* A3: what a thumb may miss. A link inside a sentence, and one that its whole card answers for, are no
     targets of their own; what has a label is as large as its label. */
  const EXCEPT = ".report-link, .skip, [aria-hidden=true]";
  const words = (element) => element.textContent.replace(/\s/g, "").length;
  const isInSentence = (element) => element.localName === "a" && getComputedStyle(element).display === "inline"
    && words(element.closest("p, li, td, dd, figcaption") ?? element) > words(element);
  const small = (least) => all("body :is(a[href], button, input, select, textarea, summary)")
    .filter((element) => element.type !== "hidden" && !element.matches(EXCEPT) && !isInSentence(element))
    .filter((element) => {
      const boxes = [element, ...element.labels ?? []].map((one) => one.getBoundingClientRect());
      return boxes.some(({width}) => width > 1)
        && !boxes.some(({width, height}) => width >= least - .5 && height >= least - .5);
    })
    .map((element) => {
      const {width, height} = element.getBoundingClientRect();
      return `${Math.round(width)}x${Math.round(height)} ${named(element)}`;
    });

  /* Words that their box hides or spills. A name that may be cut says so with an ellipsis. */
  const cut = () => all("body *").filter((element) => {
    if (element.clientWidth < 2 || element.scrollWidth <= element.clientWidth + 1) return false;
    if (element.closest("svg, table, pre, .who") || element.matches("input, select, textarea")) return false;
    const style = getComputedStyle(element);
    const hides = /hidden|clip/.test(style.overflowX) && style.textOverflow !== "ellipsis";
    return hides || element.matches(".btn, .tab, .chip, h1, h2, h3, label, summary, button");
  }).map((element) => `${element.scrollWidth} in ${element.clientWidth}: ${named(element)}`);

  /* L1: every text that a person reads on the page, or hears of it. What a sentence marks up is of it. */
  const ATTRIBUTES = ["aria-label", "aria-description", "placeholder", "title", "alt"];
  const OF_A_SENTENCE = "mark, b, strong, em, bdi:not(.mention)";
  const NOT_OURS = "script, style, noscript, code, [translate=no], [lang]:not(html), [data-said], figure :is(b, td, th, text)"
    + ", .nicegui-error-popup";  // NiceGUI's own, in its own language packs
  const sentence = (element) => [...element.childNodes].map((node) => node.nodeType === Node.TEXT_NODE
    ? node.data : node.matches?.(OF_A_SENTENCE) ? sentence(node) : "  |  ").join("");
  const told = () => {
    const texts = new Set(document.querySelector("title").matches(NOT_OURS) ? [] : [document.title]);
    for (const element of document.querySelectorAll("body *")) {
      if (element.closest(NOT_OURS)) continue;
      if (!element.matches(OF_A_SENTENCE)) texts.add(sentence(element));
      for (const name of ATTRIBUTES) texts.add(element.getAttribute(name) ?? "");
      if (element.matches("input[type=submit], input[type=button]")) texts.add(element.value);
    }
    return [...texts].map((text) => text.trim()).filter((text) => text.replace(/[|\s]/g, ""));
  };

  /* Whether every chart has taken the width and the theme that the page has now. */
  const settled = () => {
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--c-text").trim();
    return !document.querySelector("[aria-busy=true], .plot-waiting")
      && [...document.querySelectorAll(".js-plotly-plot")].every((plot) => {
        const {width} = plot.querySelector(".main-svg").getBoundingClientRect();
        return plot.layout.font.color === ink && Math.abs(width - plot.clientWidth) <= 1;
      });
  };

  window.looks = {settled, sideways, small, cut, told};
})();
