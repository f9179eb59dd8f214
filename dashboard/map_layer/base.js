/* The base map: called once, before the first layer comes. */
(function () {
  "use strict";

  const { LIGHT, Legend, keepLooking, ROOM_STYLE, STYLE, Stage, keepTiles, listen, watch } = window.krachtenkaart;

  function makePane(map, name, zIndex) {
    const pane = map.createPane(name);
    pane.style.zIndex = zIndex;
    pane.style.pointerEvents = "none";
  }

  /** Lets people enlarge the page, and keeps the map still for who asks for that. */
  function yieldToReader(map) {
    for (const meta of document.querySelectorAll("meta[name=viewport]")) meta.content = "width=device-width, initial-scale=1";
    if (!window.matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    Object.assign(map.options, { zoomAnimation: false, fadeAnimation: false, inertia: false });
    map._zoomAnimated = false;
    const panBy = map.panBy;
    map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
  }

  /** Called once by the constant base map; the layers of each run find their stage as `map.krachten`. */
  function prepare(map, tiles) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE + ROOM_STYLE }));
    for (const [part, colour] of Object.entries(LIGHT)) map.getContainer().style.setProperty(`--${part}`, colour);
    yieldToReader(map);
    makePane(map, "land", 100);
    makePane(map, "background", 150); // tiles lie at 200
    makePane(map, "outlines", 350);
    makePane(map, "names", 460);
    makePane(map, "krachten", 450);
    map.attributionControl.setPrefix(false);
    map.land = L.svg({ pane: "land", padding: 0.5 });
    map.ground = L.svg({ pane: "outlines", padding: 0.5 });
    map.legend = new Legend().addTo(map);
    map.krachten = new Stage(tiles);
    map.addLayer(map.krachten);
    listen(map, map.krachten);
    watch(map, map.krachten);
    keepLooking(map.krachten);
    const far = () => map.getContainer().classList.toggle("krachten-far", map.getZoom() < 11);
    map.on("zoomend", far);
    far();
    keepTiles(tiles);
  }

  Object.assign(window.krachtenkaart, { prepare });
})();
