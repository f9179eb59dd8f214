/* Many markers at once: how full it is, in which order they are drawn, and how their pixels are written. */
(function () {
  "use strict";

  const NEIGHBOURHOOD = 64; // pixels
  const CROWD = 2000; // above this, markers are stamped into one image

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

  Object.assign(window.krachtenkaart, { CROWD, NEIGHBOURHOOD, neighbours, shuffle, mergeSouthward, stampPixels });
})();
