/* What is in sight: Python is told when the view leaves what it has sent, and of nothing smaller. */
(function () {
  "use strict";

  const { tell } = window.krachtenkaart;

  const TILE = 256; // pixels
  const AROUND = 1; // tiles around the view, as in sight.py

  /** The view at a centre and zoom, in pixels of that zoom. */
  function viewAt(map, centre, zoom) {
    const half = map.getSize().divideBy(2);
    const middle = map.project(centre, zoom);
    return { zoom, min: middle.subtract(half), max: middle.add(half) };
  }

  /** Whether what was sent for a window shows a view as well as can be. */
  function isServed(window, { zoom, min, max }) {
    if (!window) return true; // everything is here
    const [sentZoom, left, top, right, bottom, isDeep] = window;
    const size = TILE * Math.pow(2, zoom - sentZoom);
    const isInside = min.x >= left * size && min.y >= top * size && max.x <= right * size && max.y <= bottom * size;
    return isInside && (zoom === sentZoom || (zoom > sentZoom && Boolean(isDeep)));
  }

  /** The whole tiles that a view touches and those around them. */
  function tilesOf({ zoom, min, max }) {
    const last = Math.pow(2, zoom);
    const from = (pixels) => Math.max(Math.floor(pixels / TILE) - AROUND, 0);
    const to = (pixels) => Math.min(Math.floor(pixels / TILE) + 1 + AROUND, last);
    return [zoom, from(min.x), from(min.y), to(max.x), to(max.y)];
  }

  const focusMark = (focus) => (focus ? focus.flat().map((value) => value.toFixed(5)).join(" ") : "");

  function check(stage, centre, zoom) {
    const map = stage._map;
    const { x, y } = map.getSize();
    if (!stage.scene || stage.looked === undefined || x < 100 || y < 150) return;
    const view = viewAt(map, centre || map.getCenter(), Math.round(zoom === undefined ? map.getZoom() : zoom));
    if (isServed(stage.scene.window, view)) return;
    const wanted = tilesOf(view);
    const mark = wanted.join();
    if (stage.wanted === mark) return; // asked already
    stage.wanted = mark;
    tell(stage, { window: wanted, focus: focusMark(stage.scene.focus), size: [x, y], seen: Date.now() });
  }

  /** Looks again after each scene: the view may have moved on, or the map be of another size than was reckoned. */
  function checkScene(stage) {
    stage.wanted = null;
    setTimeout(() => check(stage)); // not before the component listens to the new layers
  }

  function watch(map, stage) {
    map.on("moveend resize", () => check(stage));
    map.on("zoomanim", ({ center, zoom }) => check(stage, center, zoom)); // the answer comes while the map still grows
  }

  Object.assign(window.krachtenkaart, { checkScene, watch });
})();
