/*
 * The browser's half of map_layer.py: draws thousands of assets on one canvas, and tells which one was clicked.
 *
 * The files of this folder share `window.krachtenkaart` and are joined in the order of map_layer.SCRIPTS; this is
 * the first: assets as columns, as they arrive.
 *
 * Text reaches the page only as text: `read` turns the numeric entities of map_nets.py into characters, and these
 * are set as textContent. Nothing here builds HTML from data, and nothing is random: offsets follow from ranks.
 */
window.krachtenkaart = {};

(function () {
  "use strict";

  const WORLD = 256; // pixels of the world at zoom 0
  const STEPS_PER_DEGREE = 1e5;

  const read = (encoded) => encoded.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(+code));
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** Unpacks map_layer.pack_points to whole steps, latitude and longitude in turn. */
  function unpackSteps(packed) {
    const steps = unpackNumbers(packed);
    for (let i = 2; i < steps.length; i++) steps[i] += steps[i - 2];
    return steps;
  }

  /** Unpacks map_layer.pack_numbers. */
  function unpackNumbers(packed) {
    const bytes = atob(packed);
    const numbers = new Int32Array(bytes.length); // never more numbers than bytes
    let filled = 0;
    for (let at = 0; at < bytes.length; filled++) {
      let value = 0;
      for (let shift = 0, more = true; more; shift += 7) {
        const byte = bytes.charCodeAt(at++);
        value |= (byte & 0x7f) << shift;
        more = byte > 0x7f;
      }
      numbers[filled] = (value >>> 1) ^ -(value & 1);
    }
    return numbers.subarray(0, filled);
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

  Object.assign(window.krachtenkaart, {
    WORLD, STEPS_PER_DEGREE, read, still, unpackNumbers, unpackSteps, worldX, worldY, KindLayer, SceneLayer,
  });
})();
