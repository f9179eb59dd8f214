/*
 * The browser's half of map_layer.py: draws thousands of assets on one canvas, and tells which one was clicked.
 *
 * Text reaches the page only as text: `read` turns the numeric entities of map_nets.py into characters, and these
 * are set as textContent. Nothing here builds HTML from data, and nothing is random: offsets follow from ranks.
 */
(function () {
  "use strict";

  const KINDS = ["talent", "association", "institution"];
  const LETTERS = { talent: "T", association: "V", institution: "I" };
  const LINES = ["solid", "dashed", "dotted"];
  const DASHES = { // by width; the round ends of a stroke take their part of each gap
    solid: () => [],
    dashed: (width) => [2 * width + 3, 2 * width + 3],
    dotted: (width) => [0.01, 2.2 * width + 1],
  };
  const LIGHT = {
    talent: "#D55E00", association: "#117733", institution: "#0072B2",
    rim: "#FFFFFF", letter: "#FFFFFF", ink: "#3B332A", paper: "#F3EEE3", land: "#FCFAF5", border: "#C6B899",
  };
  const DARK = {
    talent: "#FF9A52", association: "#63C584", institution: "#6DB8EC",
    rim: "#1B1916", letter: "#1B1916", ink: "#F1EBDF", paper: "#1B1916", land: "#25221D", border: "#574E40",
  };
  const RADIUS = { fine: 10, coarse: 12 };
  const SMALLEST = { few: 8, many: 3 };
  const FEW = 500;
  const FULLEST = 0.8; // share of a marker's neighbourhood that markers may cover before they shrink
  const NEIGHBOURHOOD = 64; // pixels
  const FAN_ZOOM = 13; // from here on assets of one point stand fully apart
  const CROWD = 2000; // above this, markers are stamped into one image
  const PALE = 0.4; // strength of assets that are not connected to the chosen one
  const NAME_SPOTS = 12; // rows and columns of spots where an area's name may stand
  const LONGEST_LABEL = 32; // characters
  const WORLD = 256; // pixels of the world at zoom 0
  const STEPS_PER_DEGREE = 1e5;
  const NETHERLANDS = [[50.75, 3.36], [53.55, 7.22]];

  const read = (encoded) => encoded.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(+code));
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /* ---- columns ------------------------------------------------------------------------------------------- */

  /** Unpacks map_layer.pack_points to whole steps, latitude and longitude in turn. */
  function unpackSteps(packed) {
    const bytes = atob(packed);
    const steps = new Int32Array(bytes.length); // never more numbers than bytes
    const last = [0, 0];
    let filled = 0;
    for (let at = 0; at < bytes.length; filled++) {
      let value = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        const byte = bytes.charCodeAt(at++);
        value |= (byte & 0x7f) << shift;
        more = byte > 0x7f;
      }
      last[filled & 1] += (value >>> 1) ^ -(value & 1);
      steps[filled] = last[filled & 1];
    }
    return steps.subarray(0, filled);
  }

  const worldX = (lng) => ((lng + 180) / 360) * WORLD;
  const worldY = (lat) => {
    const sine = Math.sin((lat * Math.PI) / 180);
    return (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * WORLD;
  };

  const KindLayer = L.Layer.extend({
    initialize(options) {
      const steps = unpackSteps(options.points);
      const count = options.count;
      Object.assign(this, { kind: options.kind, first: options.first, names: options.names, steps, count });
      this.x = new Float64Array(count);
      this.y = new Float64Array(count);
      for (let i = 0; i < count; i++) {
        this.x[i] = worldX(steps[2 * i + 1] / STEPS_PER_DEGREE);
        this.y[i] = worldY(steps[2 * i] / STEPS_PER_DEGREE);
      }
    },
    onAdd(map) { map.krachten.attach(this); },
    onRemove(map) { map.krachten.detach(this); },
    nameOf(i) { return this.names.length ? read(this.names[i]) : ""; },
    latLngOf(i) { return L.latLng(this.steps[2 * i] / STEPS_PER_DEGREE, this.steps[2 * i + 1] / STEPS_PER_DEGREE); },
  });

  const SceneLayer = L.Layer.extend({
    initialize(scene) { this.scene = scene; },
    onAdd(map) { map.krachten.setScene(this.scene); },
    onRemove() {}, // the next scene takes over; nothing blinks in between
  });

  /* ---- several assets on one point ------------------------------------------------------------------------ */

  /** Tells each asset its place among those on the same point: residents first, then by rank of the id. */
  function fan(layers) {
    const sizes = new Map();
    const keyOf = (layer, i) => layer.steps[2 * i] * 36000001 + layer.steps[2 * i + 1];
    for (const layer of layers) {
      layer.slots = new Uint16Array(layer.count);
      for (let i = 0; i < layer.count; i++) {
        const key = keyOf(layer, i);
        const slot = sizes.get(key) || 0;
        layer.slots[i] = slot;
        sizes.set(key, slot + 1);
      }
    }
    for (const layer of layers) {
      layer.fans = new Uint16Array(layer.count);
      for (let i = 0; i < layer.count; i++) layer.fans[i] = sizes.get(keyOf(layer, i));
    }
  }

  const offsets = new Map(); // "slot/size" -> [x, y] in marker distances

  /** Up to six stand in a ring, more in rings around the first, like the seeds of a flower. */
  function offsetOf(slot, size) {
    const key = slot * 65536 + size;
    if (!offsets.has(key)) offsets.set(key, size <= 6 ? ringOffset(slot, size, 0.5 / Math.sin(Math.PI / size)) : seedOffset(slot, size));
    return offsets.get(key);
  }

  function ringOffset(slot, size, radius) {
    const angle = (2 * Math.PI * slot) / size - Math.PI / 2 - (size === 2 ? Math.PI / 2 : 0);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  }

  function seedOffset(slot, size) {
    let ring = 0;
    let before = 0;
    while (slot >= before + Math.max(1, 6 * ring)) before += Math.max(1, 6 * ring++);
    if (!ring) return [0, 0];
    return ringOffset(slot - before, Math.min(6 * ring, size - before), ring);
  }

  /* ---- shapes --------------------------------------------------------------------------------------------- */

  /** Traces the shape of a kind around the middle; all three have about the same area. */
  function trace(path, kind, radius) {
    path.beginPath();
    if (kind === "talent") path.arc(0, 0, radius, 0, 2 * Math.PI);
    else if (kind === "association") path.roundRect(-radius * 0.9, -radius * 0.9, radius * 1.8, radius * 1.8, radius * 0.45);
    else {
      const half = radius * 0.86;
      path.rotate(Math.PI / 4);
      path.roundRect(-half, -half, 2 * half, 2 * half, radius * 0.25);
      path.rotate(-Math.PI / 4);
    }
  }

  /** Lays a colour over a ground: "#D55E00" at 0.4 on paper is a pale, still opaque orange. */
  function blend(colour, ground, share) {
    const parts = [1, 3, 5].map((at) => [colour, ground].map((hex) => parseInt(hex.slice(at, at + 2), 16)));
    return `rgb(${parts.map(([over, under]) => Math.round(under + (over - under) * share)).join()})`;
  }

  function paintMarker(pen, kind, radius, colours, strength = 1) {
    trace(pen, kind, radius);
    pen.lineJoin = "round";
    pen.lineWidth = Math.min(4, radius / 2); // half of it shows outside the fill: an outline of 2 pixels, less where many stand
    pen.strokeStyle = colours.rim;
    pen.stroke();
    pen.fillStyle = blend(colours[kind], colours.land, strength);
    pen.fill();
    if (radius < 9) return;
    pen.fillStyle = colours.letter;
    pen.font = `600 ${Math.round(radius * 1.1)}px "Source Sans", "Source Sans Pro", system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.fillText(LETTERS[kind], 0, radius * 0.39);
  }

  /** Tells how many markers share a marker's neighbourhood, on average over the markers. */
  function neighbours(markers) {
    const counts = new Map();
    for (const { x, y } of markers) {
      const key = Math.floor(x / NEIGHBOURHOOD) * 65536 + Math.floor(y / NEIGHBOURHOOD);
      counts.set(key, (counts.get(key) || 0) + 1);
    }
    let squares = 0;
    for (const count of counts.values()) squares += count * count;
    return markers.length ? squares / markers.length : 0;
  }

  /** Mixes the order of a crowd, the same way each time, so that no kind and no direction covers the others. */
  function shuffle(markers) {
    const piles = Array.from({ length: 32 }, () => []);
    for (const marker of markers) piles[(Math.imul(marker.layer.first + marker.i, 0x9e3779b1) >>> 27)].push(marker);
    return piles.flat();
  }

  /** Merges two lists that each go from north to south. */
  function mergeSouthward(one, other) {
    const merged = [];
    let left = 0;
    let right = 0;
    while (left < one.length && right < other.length) merged.push(one[left].y <= other[right].y ? one[left++] : other[right++]);
    return merged.concat(one.slice(left), other.slice(right));
  }

  const shorten = (text) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : text);
  const LABEL_FONTS = ["600 14px", "400 13px"].map((font) => `${font} "Source Sans", "Source Sans Pro", system-ui, sans-serif`);
  const LABEL_LINE = 17;

  /** Writes lines right, left, above or below a point, where it is free and in sight; gives back the box that they fill. */
  function writeBeside(pen, lines, at, gap, { taken, sight, colours }) {
    const width = Math.max(...lines.map((line, i) => { pen.font = LABEL_FONTS[i]; return pen.measureText(line).width; }));
    const height = LABEL_LINE * lines.length;
    const [left, middle, right] = [at.x - gap - width, at.x - width / 2, at.x + gap];
    const [above, beside, below] = [at.y - gap - height, at.y - height / 2, at.y + gap];
    const corners = [
      [right, beside], [left, beside], [middle, above], [middle, below],
      [right, above], [right, below], [left, above], [left, below],
    ];
    const boxes = corners.map(([x, y]) => [x, y, x + width, y + height]);
    const meets = (box, other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1];
    const isOut = (box) => !sight.contains([[box[0], box[1]], [box[2], box[3]]]);
    const hides = (box) => taken.reduce((sum, [weight, ...other]) => sum + (meets(box, other) ? weight : 0), isOut(box) ? 40 : 0);
    const box = boxes.reduce((best, next) => (hides(next) < hides(best) ? next : best));
    Object.assign(pen, { textAlign: "left", textBaseline: "top", lineJoin: "round", lineWidth: 4, strokeStyle: colours.land, fillStyle: colours.ink });
    lines.forEach((line, i) => {
      pen.font = LABEL_FONTS[i];
      pen.strokeText(line, box[0], box[1] + i * LABEL_LINE);
      pen.fillText(line, box[0], box[1] + i * LABEL_LINE);
    });
    return box;
  }

  /** Small boxes along a line, so that words rather stand beside it. */
  function pearls({ start, stop }) {
    const count = Math.ceil(start.distanceTo(stop) / 8);
    return Array.from({ length: count }, (_, i) => start.add(stop.subtract(start).multiplyBy(i / count)))
      .map(({ x, y }) => [1, x - 1, y - 1, x + 1, y + 1]);
  }

  function makeSprite(kind, radius, dots, strength, colours) {
    const half = Math.ceil(radius * 1.25 + 3);
    const side = Math.round(2 * half * dots);
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, half * dots, half * dots);
    paintMarker(pen, kind, radius, colours, strength);
    return { canvas, half, pixels: new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer) };
  }

  /** Copies the pixels of a sprite; only its soft edge is mixed with what lies below. */
  function stampPixels(target, width, left, top, pixels, side) {
    for (let row = 0, from = 0; row < side; row++) {
      for (let column = 0, to = (top + row) * width + left; column < side; column++, from++, to++) {
        const share = pixels[from] >>> 24;
        if (!share) continue;
        target[to] = share === 255 || !target[to] ? pixels[from] : mixPixels(target[to], pixels[from], share);
      }
    }
  }

  function mixPixels(below, above, share) {
    let mixed = Math.max(below >>> 24, share) << 24;
    for (const shift of [0, 8, 16]) {
      const under = (below >>> shift) & 255;
      mixed |= (under + ((((above >>> shift) & 255) - under) * share) / 255) << shift;
    }
    return mixed;
  }

  /* ---- the stage: one canvas for all layers --------------------------------------------------------------- */

  const Stage = L.Renderer.extend({
    options: { padding: 0.35, pane: "krachten" },

    initialize(tiles) {
      L.Renderer.prototype.initialize.call(this, {});
      Object.assign(this, { tiles, layers: [], scene: null, sprites: new Map(), seen: [], _sheet: document.createElement("canvas"), radius: RADIUS.fine });
      this._fanned = this._sized = false;
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

    setScene(scene) {
      this.scene = scene;
      this.colours = scene.dark ? DARK : LIGHT;
      this.sprites.clear();
      dress(this._map, scene, this.colours);
      this.surroundings = outline(this._map, this.surroundings, scene, this.colours);
      look(this, scene);
      this.pointAt(null);
      this._changed();
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
      this._drawMarkers(pen, dots);
      this._drawLabels(pen);
      this._drawChosen(pen);
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
      const full = window.matchMedia("(pointer: coarse)").matches || this._map.getSize().x < 480 ? RADIUS.coarse : RADIUS.fine;
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

    _drawPlace(pen) {
      if (!this.scene.place) return;
      const [lng, lat, radiusM] = this.scene.place;
      const middle = this._map.latLngToLayerPoint([lat, lng]);
      const metres = (40075016.686 * Math.cos((lat * Math.PI) / 180)) / (WORLD * this._scale());
      pen.save();
      pen.strokeStyle = this.colours.ink;
      pen.lineWidth = 1.5;
      if (radiusM > 0) {
        pen.beginPath();
        pen.arc(middle.x, middle.y, radiusM / metres, 0, 2 * Math.PI);
        pen.globalAlpha = 0.04;
        pen.fillStyle = this.colours.ink;
        pen.fill();
        pen.globalAlpha = 0.45;
        pen.stroke();
      }
      pen.globalAlpha = 0.9;
      pen.lineWidth = 2;
      pen.beginPath();
      pen.moveTo(middle.x - 7, middle.y);
      pen.lineTo(middle.x + 7, middle.y);
      pen.moveTo(middle.x, middle.y - 7);
      pen.lineTo(middle.x, middle.y + 7);
      pen.stroke();
      pen.restore();
    },

    _placePoint() { return this._map.latLngToLayerPoint([this.scene.place[1], this.scene.place[0]]); },

    /** A soft ground under those who share one point, so that they read as neighbours at one address. */
    _drawFans(pen) {
      if (this.radius < 8 || this.seen.length > CROWD) return;
      pen.save();
      pen.fillStyle = this.colours.rim;
      pen.globalAlpha = 0.55;
      for (const { x, y, i, layer } of this.seen) {
        if (layer.fans[i] < 2) continue;
        pen.beginPath();
        pen.arc(x, y, this.radius + 6, 0, 2 * Math.PI);
        pen.fill();
      }
      pen.restore();
    },

    _links() {
      const from = this.scene.chosen === null ? null : this.find(this.scene.chosen);
      if (!from) return [];
      const start = this.place(from.layer, from.i);
      return this.scene.links
        .map(([row, style, strength]) => ({ end: this.find(row), style: LINES[style], strength }))
        .filter((link) => link.end)
        .map((link) => ({ ...link, start, stop: this.place(link.end.layer, link.end.i) }));
    },

    /** The lines that bind a group: between two members, or between the place (row -1) and a member. */
    _bonds() {
      const pointOf = (row) => {
        if (row < 0) return this.scene.place && this._placePoint();
        const end = this.find(row);
        return end && this.place(end.layer, end.i);
      };
      return this.scene.bonds
        .map(([one, other]) => ({ start: pointOf(one), stop: pointOf(other), style: "solid", strength: 0.25 }))
        .filter((bond) => bond.start && bond.stop);
    },

    _drawLines(pen, lines) {
      pen.save();
      pen.lineCap = "round";
      for (const { start, stop, style, strength } of lines) {
        const width = 2 + 4 * strength;
        for (const [colour, extra, dash] of [[this.colours.rim, 3, []], [this.colours.ink, 0, DASHES[style](width)]]) {
          pen.beginPath();
          pen.moveTo(start.x, start.y);
          pen.lineTo(stop.x, stop.y);
          pen.setLineDash(dash);
          pen.lineWidth = width + extra;
          pen.strokeStyle = colour;
          pen.globalAlpha = extra ? 0.6 : 0.85;
          pen.stroke();
        }
      }
      pen.restore();
    },

    _sprite(kind, dots, strength) {
      const key = `${kind} ${this.radius} ${dots} ${strength}`;
      if (!this.sprites.has(key)) this.sprites.set(key, makeSprite(kind, this.radius, dots, strength, this.colours));
      return this.sprites.get(key);
    },

    _drawMarkers(pen, dots) {
      const lit = this._lit();
      const stamp = (markers, strength) => {
        if (markers.length > CROWD) this._stampCrowd(pen, dots, markers, strength);
        else this._stampEach(pen, dots, markers, strength);
      };
      this._drawLines(pen, this._bonds());
      if (!lit) { stamp(this.seen, 1); return; }
      const isLit = ({ layer, i }) => lit.has(layer.first + i);
      stamp(this.seen.filter((marker) => !isLit(marker)), PALE);
      this._drawLines(pen, this._links());
      stamp(this.seen.filter(isLit), 1);
    },

    _stampEach(pen, dots, markers, strength) {
      for (const { x, y, layer } of markers) {
        const { canvas, half } = this._sprite(layer.kind, dots, strength);
        pen.drawImage(canvas, x - half, y - half, 2 * half, 2 * half);
      }
    },

    /** Many markers: their pixels are written straight into one image, some forty times as fast as drawing each. */
    _stampCrowd(pen, dots, markers, strength) {
      const { width, height } = this._container;
      const image = new ImageData(width, height);
      const target = new Uint32Array(image.data.buffer);
      const { min } = this._bounds;
      for (const { x, y, layer } of shuffle(markers)) {
        const { pixels, half } = this._sprite(layer.kind, dots, strength);
        const left = Math.round((x - min.x - half) * dots);
        const top = Math.round((y - min.y - half) * dots);
        const side = Math.round(2 * half * dots);
        if (left < 0 || top < 0 || left + side > width || top + side > height) continue; // at the unseen edge
        stampPixels(target, width, left, top, pixels, side);
      }
      this._sheet.width = width;
      this._sheet.height = height;
      this._sheet.getContext("2d").putImageData(image, 0, 0);
      pen.save();
      pen.resetTransform();
      pen.drawImage(this._sheet, 0, 0);
      pen.restore();
    },

    /** The chosen asset and its complements stand out; without them all are equal. */
    _lit() {
      const links = this._links();
      return links.length ? new Set([this.scene.chosen, ...links.map((link) => link.end.row)]) : null;
    },

    /** Words beside the members of a group, each on the first side where it hides nothing. */
    _drawLabels(pen) {
      const spots = this.scene.labels
        .map(([row, ...lines]) => ({ lines: lines.map(read).filter(Boolean).map(shorten), hit: this.find(row), row }))
        .filter(({ hit, row, lines }) => hit && lines.length && row !== this.scene.chosen)
        .map(({ hit, lines }) => ({ lines, at: this.place(hit.layer, hit.i) }));
      const reach = this.radius + 2;
      const middles = this.seen.concat(this.scene.place ? this._placePoint() : []);
      const taken = middles.map(({ x, y }) => [20, x - reach, y - reach, x + reach, y + reach]);
      taken.push(...this._bonds().flatMap(pearls));
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const sight = L.bounds(corner, corner.add(this._map.getSize()));
      pen.save();
      for (const { lines, at } of spots) {
        taken.push([20, ...writeBeside(pen, lines, at, reach + 4, { taken, sight, colours: this.colours })]);
      }
      pen.restore();
    },

    _drawChosen(pen) {
      const chosen = this.scene.chosen === null ? null : this.find(this.scene.chosen);
      if (!chosen) { this._tag = tag(this._map, this._tag, null); return; }
      const at = this.place(chosen.layer, chosen.i);
      const radius = Math.max(this.radius, 8);
      pen.save();
      pen.translate(at.x, at.y);
      paintMarker(pen, chosen.layer.kind, radius, this.colours);
      trace(pen, chosen.layer.kind, radius + 4);
      pen.lineWidth = 3;
      pen.strokeStyle = this.colours.ink;
      pen.stroke();
      pen.restore();
      this._tag = tag(this._map, this._tag, { at, text: read(this.scene.label), above: radius + 8, kind: "chosen" });
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

    /** Shows the name of the marker under the pointer; null when there is none. */
    pointAt(hit) {
      this._map.getContainer().classList.toggle("krachten-hit", Boolean(hit));
      const text = hit && hit.layer.first + hit.i !== this.scene.chosen ? hit.layer.nameOf(hit.i) : "";
      this._tip = tag(this._map, this._tip, text ? { at: hit, text, above: this.radius + 4, kind: "hover" } : null);
    },

    /** What is on the canvas now, in pixels of the map: for tests and for the eye of a developer. */
    markers() {
      return this.seen.map(({ x, y, i, layer }) => {
        const at = this._map.layerPointToContainerPoint([x, y]);
        return { x: at.x, y: at.y, row: layer.first + i, kind: layer.kind, name: layer.nameOf(i) };
      });
    },
  });

  /* ---- pointer -------------------------------------------------------------------------------------------- */

  const SLACK = { mouse: 3, finger: 14 };

  function listen(map, stage) {
    const reach = (event) => (event.originalEvent && event.originalEvent.pointerType === "touch" ? SLACK.finger : SLACK.mouse);
    map.on("click", (event) => {
      const hit = stage.nearest(event.layerPoint, reach(event));
      if (hit) tell(stage, hit);
    });
    map.on("mousemove", (event) => stage.pointAt(stage.nearest(event.layerPoint, SLACK.mouse)));
    map.on("mouseout movestart zoomstart", () => stage.pointAt(null));
  }

  /** Says which asset was clicked, in the way that the Streamlit component listens to; every click is a new one. */
  function tell(stage, { layer, i }) {
    const at = layer.latLngOf(i);
    const feature = {
      type: "Feature",
      geometry: { type: "Point", coordinates: [at.lng, at.lat] },
      properties: { row: layer.first + i, scene: stage.scene.mark, moment: Date.now() },
    };
    layer.fire("click", { latlng: at, layer: { toGeoJSON: () => feature } });
  }

  /** A name beside a marker, always as text. Gives back the tooltip, or null when there is none any more. */
  function tag(map, present, wanted) {
    if (!wanted) {
      if (present) { present.getElement().remove(); present.remove(); } // at once: a fading name would blur the next
      return null;
    }
    const tooltip = present || L.tooltip({ permanent: true, direction: "top", className: `krachten-tag krachten-${wanted.kind}` });
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = wanted.text;
    tooltip.options.offset = L.point(0, -wanted.above);
    tooltip.setContent(words).setLatLng(map.layerPointToLatLng(L.point(wanted.at.x, wanted.at.y)));
    if (!present) tooltip.addTo(map);
    return tooltip;
  }

  /* ---- surroundings --------------------------------------------------------------------------------------- */

  function dress(map, scene, colours) {
    const box = map.getContainer();
    box.classList.toggle("krachten-dark", scene.dark);
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", read(scene.words.map));
    for (const [part, colour] of Object.entries(colours)) box.style.setProperty(`--${part}`, colour);
    for (const sign of ["in", "out"]) {
      const button = box.querySelector(`.leaflet-control-zoom-${sign}`);
      if (!button) continue;
      button.title = read(scene.words[`zoom_${sign}`]);
      button.setAttribute("aria-label", button.title);
    }
    map.legend.fill(scene, colours);
  }

  /** Outlines with their names; drawn anew only when they change. */
  function outline(map, present, scene, colours) {
    const mark = JSON.stringify([scene.outlines, scene.dark]);
    if (present && present.mark === mark) return present;
    if (present) present.remove();
    const group = L.layerGroup();
    const style = { pane: "outlines", renderer: map.ground, interactive: false, className: "krachten-outline" };
    for (const { name, rings, middle } of scene.outlines) {
      L.polygon(rings.map((ring) => [unpackRing(ring)]), { ...style, color: colours.border, weight: 1.5, fillColor: colours.land }).addTo(group);
      const words = L.marker(middle, { pane: "names", interactive: false, keyboard: false, icon: nameIcon(read(name)) });
      words.spots = [middle, ...insideSpots(rings.map(unpackRing))];
      words.addTo(group);
    }
    group.mark = mark;
    return group.addTo(map);
  }

  function unpackRing(packed) {
    const steps = unpackSteps(packed);
    const ring = [];
    for (let i = 0; i < steps.length; i += 2) ring.push([steps[i] / STEPS_PER_DEGREE, steps[i + 1] / STEPS_PER_DEGREE]);
    return ring;
  }

  /** Spots in an area where its name may stand, the nearest to the middle of its box first. */
  function insideSpots(rings) {
    const bounds = L.latLngBounds(rings.flat());
    const [south, west] = [bounds.getSouth(), bounds.getWest()];
    const [high, wide] = [bounds.getNorth() - south, bounds.getEast() - west];
    const spots = [];
    for (let row = 1; row < NAME_SPOTS; row++) {
      for (let column = 1; column < NAME_SPOTS; column++) {
        const spot = [south + (high * row) / NAME_SPOTS, west + (wide * column) / NAME_SPOTS];
        if (rings.some((ring) => isInside(ring, spot))) spots.push(spot);
      }
    }
    const away = ([lat, lng]) => Math.abs((lat - south) / high - 0.5) + Math.abs((lng - west) / wide - 0.5);
    return spots.sort((one, other) => away(one) - away(other));
  }

  function isInside(ring, [lat, lng]) {
    let isIn = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [[lat1, lng1], [lat2, lng2]] = [ring[i], ring[j]];
      if (lat1 > lat !== lat2 > lat && lng < ((lng2 - lng1) * (lat - lat1)) / (lat2 - lat1) + lng1) isIn = !isIn;
    }
    return isIn;
  }

  /** Lets the name of each area stand where it hides behind the fewest markers. */
  function placeNames(stage) {
    if (!stage.surroundings || stage.seen.length > CROWD) return;
    stage.surroundings.eachLayer((words) => {
      if (!words.spots) return;
      const { offsetWidth, offsetHeight } = words.getElement().firstChild;
      const across = offsetWidth / 2 + stage.radius;
      const down = offsetHeight / 2 + stage.radius;
      let least = Infinity;
      for (const spot of [words.getLatLng(), ...words.spots]) {
        const { x, y } = stage._map.latLngToLayerPoint(spot);
        const isOutside = !stage._map.getBounds().contains(spot);
        const hidden = stage.seen.filter((one) => Math.abs(one.x - x) < across && Math.abs(one.y - y) < down).length + (isOutside ? CROWD : 0);
        if (hidden < least) { least = hidden; words.best = spot; }
      }
      words.setLatLng(words.best);
    });
  }

  function nameIcon(name) {
    const words = document.createElement("span");
    words.dir = "auto";
    words.textContent = name;
    return L.divIcon({ html: words, className: "krachten-name", iconSize: [0, 0] });
  }

  /** Moves the map on purpose: at the first scene, and when the place to look at changes. */
  function look(stage, scene) {
    const map = stage._map;
    const wanted = JSON.stringify(scene.focus);
    const isFirst = stage.looked === undefined;
    if (stage.looked === wanted) return;
    const { x: across, y: down } = map.getSize();
    if (across < 100 || down < 150) { map.once("resize", () => look(stage, stage.scene)); return; } // not unfolded yet
    stage.looked = wanted;
    if (scene.focus || isFirst) {
      const bounds = scene.focus || scene.extent || NETHERLANDS;
      map.fitBounds(bounds, { paddingTopLeft: [24, 24], paddingBottomRight: [24, 64], maxZoom: 16, animate: !isFirst && !still() });
    }
    if (isFirst) stage.tiles.addTo(map); // not before: no tile is asked for a view that nobody sees
  }

  const Legend = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd() {
      const box = L.DomUtil.create("div", "krachten-legend");
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
    fill(scene, colours) {
      const kinds = row(KINDS.map((kind) => [shapeSign(kind, colours), read(scene.words[kind]), read(scene.counts[kind] || "0")]));
      const lines = row(LINES.filter((style) => scene.words[style]).map((style) => [lineSign(style, colours), read(scene.words[style])]));
      lines.classList.add("krachten-lines");
      this.getContainer().replaceChildren(kinds, lines);
    },
  });

  function row(entries) {
    const list = document.createElement("ul");
    for (const [sign, word, count] of entries) {
      const item = list.appendChild(document.createElement("li"));
      item.append(sign, Object.assign(document.createElement("span"), { textContent: word }));
      if (count) item.append(Object.assign(document.createElement("b"), { textContent: count }));
    }
    return list;
  }

  function signCanvas(className, width, height, paint) {
    const dots = Math.max(2, window.devicePixelRatio || 1);
    const canvas = Object.assign(document.createElement("canvas"), { className, width: width * dots, height: height * dots });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("aria-hidden", "true");
    const pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, (width / 2) * dots, (height / 2) * dots);
    paint(pen);
    return canvas;
  }

  const shapeSign = (kind, colours) => signCanvas("krachten-shape", 24, 24, (pen) => paintMarker(pen, kind, 9, colours));

  const lineSign = (style, colours) => signCanvas("krachten-line", 38, 12, (pen) => {
    pen.lineCap = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = colours.ink;
    pen.setLineDash(DASHES[style](3));
    pen.beginPath();
    pen.moveTo(-16, 0);
    pen.lineTo(16, 0);
    pen.stroke();
  });

  /* ---- the base map --------------------------------------------------------------------------------------- */

  const STYLE = `
    .leaflet-container { background: var(--paper); font: 15px/1.35 "Source Sans", "Source Sans Pro", system-ui, sans-serif; color: var(--ink); }
    .leaflet-container:focus-visible { outline: 3px solid var(--ink); outline-offset: -3px; }
    .leaflet-container::after { content: ""; position: absolute; inset: 0; border: 1px solid var(--border); border-radius: 0.6rem; pointer-events: none; z-index: 900; }
    .krachten-canvas { pointer-events: none; }
    .krachten-hit.leaflet-grab { cursor: pointer; }
    .krachten-dark .leaflet-tile-pane { filter: invert(1) hue-rotate(180deg) brightness(.85) contrast(.9); }
    .krachten-outline { fill-opacity: 1; stroke-linejoin: round; }
    .krachten-tiles .krachten-outline { fill-opacity: 0; stroke-opacity: .8; }
    .krachten-name span { position: absolute; transform: translate(-50%, -50%); width: max-content; max-width: 9em; text-align: center;
      font-weight: 600; font-size: 13px; line-height: 1.1; color: var(--ink); opacity: .85; text-wrap: balance;
      text-shadow: 0 0 2px var(--land), 0 0 2px var(--land), 0 0 3px var(--land), 0 0 4px var(--land), 0 0 5px var(--land); }
    .krachten-far .krachten-name { display: none; }
    .krachten-tag { background: var(--land); color: var(--ink); border: 1px solid var(--border); border-radius: 8px; padding: 4px 10px;
      font-size: 15px; box-shadow: 0 2px 8px rgb(0 0 0 / .14); white-space: normal; width: max-content; max-width: 240px; }
    .krachten-tag span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; unicode-bidi: isolate; }
    .krachten-tag::before { border-top-color: var(--border) !important; }
    .krachten-chosen { font-weight: 600; }
    .krachten-legend { display: flex; flex-wrap: wrap; gap: 2px 20px; background: color-mix(in srgb, var(--land) 94%, transparent); color: var(--ink);
      border: 1px solid var(--border); border-radius: 10px; padding: 6px 14px; font-size: 15px; cursor: default; }
    .krachten-legend ul { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 0; padding: 0; }
    .krachten-legend li { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; }
    .krachten-legend b { font-weight: 600; font-variant-numeric: tabular-nums; }
    .krachten-lines { font-size: 14px; }
    .leaflet-left .leaflet-control.krachten-legend { margin: 0 12px 12px; }
    .leaflet-bottom.leaflet-left { right: 0; }
    .leaflet-bottom.leaflet-right { bottom: auto; top: 0; }
    .leaflet-container .leaflet-control-attribution { background: color-mix(in srgb, var(--land) 80%, transparent); color: var(--ink); font-size: 11px; border-radius: 0 0 0 6px; padding: 1px 8px; }
    .leaflet-touch .leaflet-bar, .leaflet-bar { border: 1px solid var(--border); border-radius: 10px; overflow: hidden; box-shadow: none; }
    .leaflet-touch .leaflet-bar a, .leaflet-bar a { width: 36px; height: 36px; line-height: 34px; background: var(--land); color: var(--ink); border-bottom-color: var(--border); font-family: inherit; font-weight: 400; }
    .leaflet-bar a:hover, .leaflet-bar a:focus-visible { background: var(--paper); color: var(--ink); }
    .leaflet-bar a.leaflet-disabled { background: var(--paper); color: var(--border); }
    @media (max-width: 600px) {
      .krachten-legend { padding: 4px 10px; font-size: 13px; gap: 0 9px; }
      .krachten-legend ul { gap: 0 9px; }
      .krachten-legend li { gap: 3px; }
      .krachten-legend .krachten-shape { width: 19px !important; height: 19px !important; }
      .krachten-legend .krachten-line { width: 26px !important; height: 8px !important; }
      .krachten-lines { font-size: 12px; }
      .leaflet-left .leaflet-control.krachten-legend { margin: 0 6px 6px; }
    }`;

  function makePane(map, name, zIndex) {
    const pane = map.createPane(name);
    pane.style.zIndex = zIndex;
    pane.style.pointerEvents = "none";
  }

  /** Called once by the constant base map; the layers of each run find their stage as `map.krachten`. */
  function prepare(map, tiles) {
    document.head.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    for (const [part, colour] of Object.entries(LIGHT)) map.getContainer().style.setProperty(`--${part}`, colour);
    makePane(map, "outlines", 350);
    makePane(map, "names", 460);
    makePane(map, "krachten", 450);
    map.attributionControl.setPrefix(false);
    map.ground = L.svg({ pane: "outlines", padding: 0.5 });
    map.legend = new Legend().addTo(map);
    map.krachten = new Stage(tiles);
    map.addLayer(map.krachten);
    listen(map, map.krachten);
    const far = () => map.getContainer().classList.toggle("krachten-far", map.getZoom() < 11);
    map.on("zoomend", far);
    tiles.on("tileload", () => map.getContainer().classList.add("krachten-tiles"));
    window.addEventListener("online", () => tiles.redraw());
    window.addEventListener("offline", () => map.getContainer().classList.remove("krachten-tiles"));
  }

  window.krachtenkaart = { prepare, KindLayer, SceneLayer };
})();
