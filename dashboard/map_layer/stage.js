/* The stage: one canvas for all layers, which knows where every asset stands. */
(function () {
  "use strict";

  const {
    DARK, LIGHT, NEIGHBOURHOOD, dress, fan, fetchFiles, hasCome, look, mergeSouthward, neighbours, offsetOf,
    outline, part, showTiles, spread, takeKept, whenFilesCome,
    cellsFrom, checkScene, mixWords, ringOf, unpackCells,
    areaWords, fillAreas, painting, placeGreetings, placeNames, roomRadius, greet, tag,
  } = window.krachtenkaart;

  const RADIUS = { fine: 10, coarse: 12 };
  const SMALLEST = { few: 8, many: 3 };
  const FEW = 500;
  const FULLEST = 0.8; // share of a marker's neighbourhood that markers may cover before they shrink
  const FAN_ZOOM = 13; // from here on assets of one point stand fully apart

  const Stage = L.Renderer.extend({
    options: { padding: 0.35, pane: "krachten" },

    initialize(tiles) {
      L.Renderer.prototype.initialize.call(this, {});
      Object.assign(this, { tiles, layers: [], scene: null, sprites: new Map(), seen: [], cells: [], rings: [], _sheet: document.createElement("canvas"), radius: RADIUS.fine });
      this._fanned = this._sized = false;
      whenFilesCome(() => { if (this.scene) { this.layUnder(); this._changed(); } });
    },

    /* What Leaflet asks of a renderer. */
    _initContainer() {
      this._container = L.DomUtil.create("canvas", "krachten-canvas");
      this._container.setAttribute("aria-hidden", "true");
      this._pen = this._container.getContext("2d");
    },
    _destroyContainer() { this._container.remove(); },
    _onZoomEnd() { this._sized = false; },
    _reset() { this._update(); this._updateTransform(this._center, this._zoom); },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      this._draw();
    },

    attach(layer) { this.layers = this.layers.concat(layer).sort((a, b) => a.first - b.first); this._changed(); },
    detach(layer) { this.layers = this.layers.filter((other) => other !== layer); this._changed(); },
    _changed() { this._fanned = this._sized = false; this.redraw(); },

    redraw() {
      if (this._frame) return;
      this._frame = requestAnimationFrame(() => {
        this._frame = null;
        if (this._map && this._bounds && !this._map._animatingZoom) this._draw();
      });
    },

    /** Lays what belongs under the assets, once it has come; until then the earlier stays. */
    layUnder() {
      const { files } = this.scene;
      fetchFiles(files);
      if (!hasCome(files)) return;
      this.surroundings = outline(this._map, this.surroundings, this.scene, this.colours);
      fillAreas(this._map, this.surroundings, this.scene, this.colours);
      this.backdrop = spread(this._map, this.backdrop, this.scene);
      takeKept(this.tiles, part(files, "tiles"));
      showTiles(this);
    },

    setScene(scene) {
      this.scene = scene;
      this.cells = scene.cells ? unpackCells(scene.cells) : [];
      this.colours = scene.dark ? DARK : LIGHT;
      this.sprites.clear();
      dress(this._map, scene, this.colours);
      this.layUnder();
      if (scene.fresh) greet(this, scene);
      look(this, scene);
      this.pointAt(null);
      this._changed();
      checkScene(this);
    },

    /* Where things stand, in pixels of the layer. */
    _scale() { return Math.pow(2, this._map.getZoom()); },
    _fanScale() { return (2 * this.radius + 3) * Math.min(1, Math.pow(2, (this._map.getZoom() - FAN_ZOOM) * 0.6)); },
    place(layer, i) {
      const scale = this._scale();
      const origin = this._map.getPixelOrigin();
      const spread = this._fanScale();
      const [x, y] = layer.fans[i] > 1 ? offsetOf(layer.slots[i], layer.fans[i]) : [0, 0];
      return L.point(layer.x[i] * scale - origin.x + x * spread, layer.y[i] * scale - origin.y + y * spread);
    },
    find(row) {
      const layer = this.layers.find((one) => row >= one.first && row < one.first + one.count);
      return layer && { layer, i: row - layer.first, row };
    },

    _draw() {
      if (!this.scene) return;
      if (!this._fanned) { fan(this.layers); this._fanned = true; }
      const size = this._bounds.getSize();
      const dots = window.devicePixelRatio || 1;
      this._fitCanvas(size, dots);
      const isNew = !this._sized;
      if (isNew) { this.radius = this._fittingRadius(); this._sized = true; }
      this._gather();
      if (isNew) placeNames(this);
      const pen = this._pen;
      pen.setTransform(dots, 0, 0, dots, -this._bounds.min.x * dots, -this._bounds.min.y * dots);
      pen.clearRect(this._bounds.min.x, this._bounds.min.y, size.x, size.y);
      this._drawPlace(pen);
      this._drawFans(pen);
      this._drawCells(pen);
      this._drawMarkers(pen, dots);
      this._drawLabels(pen);
      this._drawChosen(pen);
      placeGreetings(this);
    },

    _fitCanvas(size, dots) {
      const canvas = this._container;
      L.DomUtil.setPosition(canvas, this._bounds.min);
      if (canvas.width === Math.round(size.x * dots) && canvas.height === Math.round(size.y * dots)) return;
      canvas.width = Math.round(size.x * dots);
      canvas.height = Math.round(size.y * dots);
      canvas.style.width = `${size.x}px`;
      canvas.style.height = `${size.y}px`;
    },

    /** Full size while there is room; smaller where many assets would hide each other. */
    _fittingRadius() {
      const isCoarse = window.matchMedia("(pointer: coarse)").matches || this._map.getSize().x < 480;
      const full = this.scene.room ? roomRadius(this._map.getSize().x) : isCoarse ? RADIUS.coarse : RADIUS.fine;
      this.radius = full;
      this._gather();
      const covered = (neighbours(this.seen) * Math.PI * full * full) / (NEIGHBOURHOOD * NEIGHBOURHOOD);
      const fitting = covered > FULLEST ? full * Math.sqrt(FULLEST / covered) : full;
      const count = this.layers.reduce((sum, layer) => sum + layer.count, 0);
      return Math.max(count <= FEW ? SMALLEST.few : SMALLEST.many, Math.round(fitting * 2) / 2);
    },

    /** Lists what the canvas shows, in the order of drawing: the southern covers the northern, of whatever kind. */
    _gather() {
      this.seen = this.layers.map((layer) => this._inView(layer)).reduce(mergeSouthward, []);
      this.rings = this._ringsInView();
    },

    _ringsInView() {
      const { min, max } = this._bounds;
      const zoom = Math.round(this._map.getZoom());
      const [scale, origin, size] = [this._scale(), this._map.getPixelOrigin(), this.scene.room ? 1.2 : 1];
      return cellsFrom(this.cells, zoom)
        .map((cell) => ringOf(cell, zoom, scale, origin, size))
        .filter(({ x, y, radius }) => x > min.x - radius && x < max.x + radius && y > min.y - radius && y < max.y + radius);
    },

    _inView(layer) {
      const { min, max } = this._bounds;
      const scale = this._scale();
      const origin = this._map.getPixelOrigin();
      const spread = this._fanScale();
      const edge = 2 * this.radius;
      const found = [];
      for (let i = 0; i < layer.count; i++) {
        let x = layer.x[i] * scale - origin.x;
        let y = layer.y[i] * scale - origin.y;
        if (layer.fans[i] > 1) {
          const [right, down] = offsetOf(layer.slots[i], layer.fans[i]);
          x += right * spread;
          y += down * spread;
        }
        if (x > min.x - edge && x < max.x + edge && y > min.y - edge && y < max.y + edge) found.push({ x, y, i, layer });
      }
      return found;
    },
    /** The marker nearest to a point of the layer, within the reach of a mouse or a finger. */
    nearest(point, reach) {
      let best = null;
      let least = Math.pow(this.radius + reach, 2);
      for (const marker of this.seen) {
        const distance = Math.pow(marker.x - point.x, 2) + Math.pow(marker.y - point.y, 2);
        if (distance <= least) { least = distance; best = marker; }
      }
      return best;
    },

    /** The ring of a cell at a point of the layer. */
    ringAt(point, reach) {
      const away = ({ x, y, radius }) => Math.hypot(x - point.x, y - point.y) - radius;
      const near = this.rings.reduce((best, ring) => (!best || away(ring) < away(best) ? ring : best), null);
      return near && away(near) <= reach ? near : null;
    },

    /** Shows the name of the marker under the pointer, or the mix of the cell; null when there is none. */
    pointAt(hit, ring = null) {
      this._map.getContainer().classList.toggle("krachten-hit", Boolean(hit || ring));
      const name = hit && hit.layer.first + hit.i !== this.scene.chosen ? hit.layer.nameOf(hit.i) : "";
      const text = ring ? mixWords(ring.cell, this.scene.words) : name;
      this._tip = tag(this._map, this._tip, text ? { at: ring || hit, text, above: (ring || this).radius + 4, kind: "hover" } : null);
    },

    /** Shows what a filled area is, where the pointer is. */
    pointAtArea(row, layerPoint) {
      this._map.getContainer().classList.toggle("krachten-hit", row !== null);
      const at = row === null ? null : { at: layerPoint, text: areaWords(this, row), above: 12, kind: "hover" };
      this._tip = tag(this._map, this._tip, at);
    },

    /** What is on the canvas now, in pixels of the map: for tests and for the eye of a developer. */
    markers() {
      return this.seen.map(({ x, y, i, layer }) => {
        const at = this._map.layerPointToContainerPoint([x, y]);
        return { x: at.x, y: at.y, row: layer.first + i, kind: layer.kind, name: layer.nameOf(i) };
      });
    },
  });
  Stage.include(painting);

  Object.assign(window.krachtenkaart, { Stage });
})();
