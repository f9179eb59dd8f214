/* Map tiles: those that are kept here first, else those of the tile server while there is internet. */
(function () {
  "use strict";

  const HERE = "../../kaart/tegels";
  const PATIENCE = 20000; // milliseconds between two looks whether the tile server answers again

  /** Tells whether a tile is kept here, by the runs of columns of its row. */
  function isKept(runs, { x, y, z }) {
    const row = runs && runs[z] && runs[z][y];
    return Boolean(row) && row.some(([first, last]) => first <= x && x <= last);
  }

  /** Lets the layer of tiles ask here first, and come back to life with the internet. */
  function keepTiles(tiles) {
    const ofServer = tiles.getTileUrl;
    tiles.getTileUrl = (coords) => (isKept(tiles.kept, coords) ? `${HERE}/${coords.z}/${coords.x}/${coords.y}.png` : ofServer.call(tiles, coords));
    tiles.on("tileerror", ({ tile }) => { if (!tiles.missed) lookAgain(tiles, tile.src); });
    window.addEventListener("online", () => tiles.redraw());
  }

  /** While tiles are missing, tries one of them now and then, as long as somebody looks. */
  function lookAgain(tiles, address) {
    tiles.missed = address;
    const later = () => setTimeout(() => {
      if (document.hidden || !tiles._map) { later(); return; }
      const probe = new Image();
      probe.onload = () => { tiles.missed = null; tiles.redraw(); };
      probe.onerror = later;
      probe.src = address;
    }, PATIENCE);
    later();
  }

  /** Takes over which tiles are kept here. */
  function takeKept(tiles, runs) {
    if (tiles.kept === runs) return;
    tiles.kept = runs;
    if (tiles._map) tiles.redraw();
  }

  Object.assign(window.krachtenkaart, { keepTiles, takeKept });
})();
