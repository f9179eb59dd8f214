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

  const hasServer = (tiles) => !tiles._url.startsWith("data:");

  /** Tells whether there is any tile to show: without the tile server, only those that are kept here. */
  const hasTiles = (tiles) => Boolean(tiles.kept) || hasServer(tiles);

  /** Lets the layer of tiles ask here first, and come back to life with the internet. */
  function keepTiles(tiles) {
    const ofServer = tiles.getTileUrl;
    tiles.getTileUrl = (coords) => (isKept(tiles.kept, coords) ? `${HERE}/${coords.z}/${coords.x}/${coords.y}.png` : ofServer.call(tiles, coords));
    tiles.on("tileerror", ({ tile }) => {
      if (tiles.missed) return;
      setMissed(tiles, tile.src);
      lookAgain(tiles, tile.src);
    });
    window.addEventListener("online", () => { setMissed(tiles, null); tiles.redraw(); });
  }

  /** While tiles are missing, tries one of them now and then, as long as somebody looks. */
  function lookAgain(tiles, address) {
    setTimeout(() => {
      if (tiles.missed !== address) return;
      if (document.hidden || !tiles._map) { lookAgain(tiles, address); return; }
      const probe = new Image();
      probe.onload = () => { setMissed(tiles, null); tiles.redraw(); };
      probe.onerror = () => lookAgain(tiles, address);
      probe.src = address;
    }, PATIENCE);
  }

  /** Keeps the address of a tile that did not come; null once they come again. */
  function setMissed(tiles, address) {
    tiles.missed = address;
    setFinest(tiles);
  }

  /** Without the tile server the finest tiles that are kept here are enlarged, closer by. */
  function setFinest(tiles) {
    const isAlone = !hasServer(tiles) || tiles.missed;
    const zooms = Object.keys(tiles.kept || {}).map(Number);
    const finest = isAlone && zooms.length ? Math.max(...zooms) : undefined;
    if (tiles.options.maxNativeZoom === finest) return;
    tiles.options.maxNativeZoom = finest;
    if (tiles._map && tiles._map.getZoom() > (finest || 0)) tiles.redraw();
  }

  /** Takes over which tiles are kept here. */
  function takeKept(tiles, runs) {
    if (tiles.kept === runs) return;
    tiles.kept = runs;
    setFinest(tiles);
    if (tiles._map) tiles.redraw();
  }

  Object.assign(window.krachtenkaart, { hasTiles, keepTiles, takeKept });
})();
