/* What the stage draws, each part by its own method: place, fans, lines, markers, labels, the chosen one. */
(function () {
  "use strict";

  const {
    CROWD, DASHES, LINES, PALE, makeSprite, paintMarker, paintRing, pearls, read, shorten, shuffle, stampPixels,
    roomLetters, tag, trace, writeBeside, WORLD,
  } = window.krachtenkaart;

  const painting = {
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

    _drawCells(pen) {
      if (!this.rings.length) return;
      const isPale = Boolean(this._lit());
      pen.save();
      for (const ring of this.rings) paintRing(pen, ring, this.colours, isPale);
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

    /** Lines between any two assets. */
    _strands() {
      return (this.scene.strands || [])
        .map(([one, other, style, strength]) => ({ ends: [this.find(one), this.find(other)], style: LINES[style], strength }))
        .filter(({ ends }) => ends[0] && ends[1])
        .map((line) => ({ ...line, start: this.place(line.ends[0].layer, line.ends[0].i), stop: this.place(line.ends[1].layer, line.ends[1].i) }));
    },

    _drawLines(pen, lines) {
      pen.save();
      pen.lineCap = "round";
      for (const { start, stop, style, strength } of lines) {
        const width = (2 + 4 * strength) * (this.scene.room ? 2 : 1);
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
      this._drawLines(pen, this._links().concat(this._strands()));
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

    /** The chosen asset and its complements stand out, or those between whom lines run; without them all are equal. */
    _lit() {
      const links = this._links();
      const strands = this._strands();
      if (strands.length) return new Set(strands.flatMap(({ ends }) => ends.map((end) => end.row)));
      return links.length ? new Set([this.scene.chosen, ...links.map((link) => link.end.row)]) : null;
    },

    /** Words beside the members of a group, each on the first side where it hides nothing. */
    _drawLabels(pen) {
      const spots = this.scene.labels
        .map(([row, ...lines]) => ({ lines: lines.map(read).filter(Boolean).map(shorten), hit: this.find(row), row }))
        .filter(({ hit, row, lines }) => hit && lines.length && row !== this.scene.chosen)
        .map(({ hit, row, lines }) => ({ lines, at: this.place(hit.layer, hit.i), isNew: (this.scene.fresh || []).includes(row) }));
      const reach = this.radius + 2;
      const middles = this.seen.concat(this.scene.place ? this._placePoint() : []);
      const taken = middles.map(({ x, y }) => [20, x - reach, y - reach, x + reach, y + reach]);
      taken.push(...this._bonds().concat(this._strands()).flatMap(pearls));
      const corner = this._map.containerPointToLayerPoint([0, 0]);
      const sight = L.bounds(corner, corner.add(this._map.getSize()));
      pen.save();
      for (const { lines, at, isNew } of spots) {
        taken.push([this.scene.room ? 60 : 20, ...writeBeside(pen, lines, at, reach + (isNew ? 24 : 4), { taken, sight, colours: this.colours, ...(this.scene.room && { letters: roomLetters(this._map.getSize().x) }) })]);
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
  };

  Object.assign(window.krachtenkaart, { painting });
})();
