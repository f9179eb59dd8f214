/* Several assets on one point: each gets its own place around it. */
(function () {
  "use strict";

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

  Object.assign(window.krachtenkaart, { fan, offsetOf });
})();
