/*
 * What Streamlit's pages do not tell by themselves: where the server is, the page's language, what the map is
 * called, and where the focus goes when what had it is gone. Words come from the page (controls.py), never from here.
 */
(function () {
  "use strict";

  const { src, dataset } = document.currentScript;
  const LANGUAGES = dataset.languages.split(" "); // the first is meant where none is asked for
  const LIST = "[class*='st-key-list-pane-']";
  const MAP = "iframe[src*='streamlit_folium']";

  // Told where the server is, Streamlit does not first ask for it under the path of the page.
  window.__streamlit = { BACKEND_BASE_URL: new URL("..", src).href };

  /* ---- language ------------------------------------------------------------------------------------------- */

  function tellLanguage() {
    const asked = new URLSearchParams(window.location.search).getAll("lang").pop();
    document.documentElement.lang = LANGUAGES.includes(asked) ? asked : LANGUAGES[0];
  }

  for (const change of ["pushState", "replaceState"]) {
    const original = window.history[change];
    window.history[change] = function (...told) {
      original.apply(this, told);
      tellLanguage();
    };
  }
  window.addEventListener("popstate", tellLanguage);

  /* ---- names ---------------------------------------------------------------------------------------------- */

  const wordsOf = (name) => window.getComputedStyle(document.documentElement).getPropertyValue(name).trim().slice(1, -1);

  function set(element, attribute, value) {
    if (element && value && element.getAttribute(attribute) !== value) element.setAttribute(attribute, value);
  }

  function nameThings() {
    const skip = document.querySelector("[data-testid='stSkipToContent']");
    const words = wordsOf("--skip-to-content");
    if (words) say(skip, words);
    // Streamlit's subheader is an h3; here it is the page's own heading, or the first below it.
    for (const heading of document.querySelectorAll("[data-testid='stHeading'] h3")) {
      set(heading, "aria-level", heading.closest(".st-key-heading") ? "1" : "2");
    }
    for (const map of document.querySelectorAll(MAP)) {
      set(map, "aria-label", wordsOf("--map-name"));
      const told = document.querySelector("[class*='st-key-map-told']");
      set(told, "id", "map-told");
      if (told) set(map, "aria-describedby", "map-told");
    }
    for (const one of document.querySelectorAll("[class*='st-key-open-'] button")) nameOpener(one);
    nameUpload();
    unlistGroups();
  }

  /** On a phone, groups of pages stand in a list that holds more than items; as plain links they are told rightly. */
  function unlistGroups() {
    for (const list of document.querySelectorAll("ul[data-testid='stSidebarNavItems']:has(> div)")) {
      for (const one of [list, ...list.querySelectorAll("li")]) set(one, "role", "none");
    }
  }

  /** Where a file is dropped, Streamlit speaks English, and hides from readers what the keyboard reaches. */
  function nameUpload() {
    const place = document.querySelector("[data-testid='stFileUploaderDropzone']");
    const choose = wordsOf("--choose-file");
    if (!place || !choose) return;
    set(place, "role", "group");
    say(place.querySelector("button[data-testid='stBaseButton-secondary'] p"), choose);
    say(place.querySelector("[data-testid='stFileUploaderDropzoneInstructions'] span"), wordsOf("--file-limit"));
    say(place.querySelector("[role='alert']"), wordsOf("--file-refused"));
    set(place.querySelector("input"), "aria-label", place.getAttribute("aria-label"));
    set(place.querySelector("button[data-testid='stBaseButton-borderlessIcon']"), "aria-label", wordsOf("--other-file"));
    set(place.querySelector("[data-testid='stFileChipDeleteBtn'] button"), "aria-label", wordsOf("--without-file"));
  }

  function say(element, words) {
    if (element && element.textContent !== words) element.textContent = words;
  }

  /** "Maak kennis" of which card: the button is described by the name that stands above it. */
  function nameOpener(button) {
    const entry = button.closest("[class*='st-key-item-'], [class*='st-key-match-']");
    const name = entry && entry.querySelector("[class*='st-key-name-']");
    if (!name) return;
    set(name, "id", [...name.classList].find((one) => one.startsWith("st-key-")));
    set(button, "aria-describedby", name.id);
  }

  /* ---- focus ---------------------------------------------------------------------------------------------- */

  let last = null; // by which key what had the focus last was known, and whether it stood in the list
  let opener = ""; // the button that opened the card

  const keyOf = (element) => {
    const block = element.closest("[class*='st-key-']");
    return block ? [...block.classList].find((one) => one.startsWith("st-key-")) : "";
  };

  document.addEventListener("focusin", ({ target }) => {
    last = { key: keyOf(target), isInList: Boolean(target.closest(LIST)) };
  });

  const find = (key) => document.querySelector(`.${CSS.escape(key)} button`);

  function focusOn(element) {
    if (!element) return;
    if (element.tabIndex < 0) element.setAttribute("tabindex", "-1");
    element.focus();
  }

  /** Whose button went away with the list or the card goes on in what took its place. */
  function keepFocus() {
    if (!last || !last.isInList || document.activeElement !== document.body) return;
    if (document.querySelector(`.${CSS.escape(last.key)}`)) return;
    const back = find("st-key-back-to-list");
    const again = opener && find(opener);
    if (!back && !again && !document.querySelector(`${LIST} button`)) return; // not drawn yet
    if (back) opener = last.key.startsWith("st-key-open-list-") ? last.key : opener;
    last = null;
    focusOn(back || again || document.querySelector(LIST));
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href$='#list']");
    if (!link) return;
    event.preventDefault();
    focusOn(document.querySelector(LIST));
  });

  let isDue = false;
  new MutationObserver(() => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      nameThings();
      keepFocus();
    });
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
