/* Cells: where many stand, a ring in three parts says the mix of the kinds, and a number how many. */
(function () {
  "use strict";

  const { KINDS, PALE, WORLD, blend, read, unpackNumbers } = window.krachtenkaart;

  const CELL = 64; // pixels
  const CELL_STEPS = 64; // a cell is this many steps wide: where the middle of its assets is, is told in these
  const PER_TILE = 4; // cells
  const SWAY = 8; // pixels that a ring may stand away from the middle of its cell, so that rings never meet
  const RING = { least: 13, growth: 3.3, most: 26, width: 5.5 };
  const GAP = 0.07; // radians between two parts
  const CLOSER = 2; // zooms that a click goes

  /** Unpacks map_layer.pack_cells; places are in pixels of the world at zoom 0. */
  function unpackCells({ zoom, left, top, packed, labels }) {
    const numbers = unpackNumbers(packed);
    const cells = [];
    for (let at = 0, row = top; at < numbers.length; at += 7) {
      row += numbers[at];
      const column = left + numbers[at + 1];
      const [east, south] = [numbers[at + 5], numbers[at + 6]].map((steps) => (steps + 0.5) / CELL_STEPS);
      const scale = WORLD / (PER_TILE * Math.pow(2, zoom));
      const counts = Array.from(numbers.subarray(at + 2, at + 5));
      cells.push({ zoom, column, row, counts, x: (column + east) * scale, y: (row + south) * scale });
    }
    return cells.map((cell) => named(cell, labels));
  }

  const named = (cell, labels = {}) => {
    const total = cell.counts.reduce((sum, count) => sum + count, 0);
    return { ...cell, total, label: read(labels[total] || String(total)) };
  };

  /** The cells as they are seen further away, until the server has counted anew: those of one larger cell together. */
  function cellsFrom(cells, zoom) {
    if (!cells.length || zoom >= cells[0].zoom) return cells;
    const away = cells[0].zoom - zoom;
    const larger = new Map();
    for (const cell of cells) {
      const [column, row] = [cell.column >> away, cell.row >> away];
      const key = column * 4194304 + row;
      const sum = larger.get(key) || { zoom, column, row, counts: [0, 0, 0], x: 0, y: 0 };
      cell.counts.forEach((count, kind) => { sum.counts[kind] += count; });
      sum.x += cell.x * cell.total;
      sum.y += cell.y * cell.total;
      larger.set(key, sum);
    }
    return [...larger.values()].map((cell) => named(cell)).map((cell) => ({ ...cell, x: cell.x / cell.total, y: cell.y / cell.total }));
  }

  const ringRadius = (total, size) => size * Math.min(RING.most, RING.least + RING.growth * Math.log10(total));

  /** Where a ring stands, in pixels of the layer: at the middle of its assets, as far as its neighbours leave room. */
  function ringOf(cell, zoom, scale, origin, size) {
    let [x, y] = [cell.x * scale - origin.x, cell.y * scale - origin.y];
    if (zoom === cell.zoom) {
      const [middleX, middleY] = [(cell.column + 0.5) * CELL - origin.x, (cell.row + 0.5) * CELL - origin.y];
      x = middleX + Math.max(-SWAY, Math.min(SWAY, x - middleX));
      y = middleY + Math.max(-SWAY, Math.min(SWAY, y - middleY));
    }
    return { x, y, cell, radius: ringRadius(cell.total, size) };
  }

  function paintRing(pen, { x, y, radius, cell }, colours, isPale) {
    const width = RING.width * (radius / 20);
    const part = (from, to, colour) => {
      pen.beginPath();
      pen.arc(x, y, radius - width / 2, from, to);
      pen.lineWidth = width;
      pen.strokeStyle = colour;
      pen.stroke();
    };
    pen.lineCap = "butt";
    disc(pen, x, y, radius + 2, colours.rim);
    disc(pen, x, y, radius - 0.5, colours.land);
    const present = KINDS.filter((_, kind) => cell.counts[kind]).length;
    let from = -Math.PI / 2;
    KINDS.forEach((kind, number) => {
      const angle = (cell.counts[number] / cell.total) * 2 * Math.PI;
      const gap = present > 1 ? Math.min(GAP, angle / 4) : 0;
      if (angle) part(from + gap / 2, from + angle - gap / 2, blend(colours[kind], colours.land, isPale ? PALE : 1));
      from += angle;
    });
    writeInside(pen, cell.label, x, y, radius - width, isPale ? blend(colours.ink, colours.land, 0.6) : colours.ink);
  }

  function disc(pen, x, y, radius, colour) {
    pen.beginPath();
    pen.arc(x, y, radius, 0, 2 * Math.PI);
    pen.fillStyle = colour;
    pen.fill();
  }

  /** A number, and below it its unit when it has one ("12 dzd"), as large as fits. */
  function writeInside(pen, label, x, y, room, ink) {
    const [number, ...unit] = label.split(" ");
    const size = Math.min(15, Math.max(10, (2.6 * room) / Math.max(number.length, 2)));
    const write = (text, height, middle) => {
      pen.font = `600 ${height}px "Source Sans", "Source Sans Pro", system-ui, sans-serif`;
      pen.fillText(text, x, middle);
    };
    Object.assign(pen, { textAlign: "center", textBaseline: "middle", fillStyle: ink });
    write(number, size, y + (unit.length ? -room * 0.22 : 0.5));
    if (unit.length) write(unit.join(" "), Math.max(9, size * 0.72), y + room * 0.45);
  }

  /** Says the mix of a cell with the words of the legend. */
  const mixWords = (cell, words) =>
    KINDS.map((kind, number) => (cell.counts[number] ? `${read(words[kind])} ${cell.counts[number]}` : "")).filter(Boolean).join(" · ");

  /** Goes closer to a cell; at the deepest zoom there are no cells any more. */
  function goCloser(map, cell, isStill) {
    const at = map.unproject([cell.x, cell.y], 0);
    map.setView(at, Math.min(map.getZoom() + CLOSER, map.getMaxZoom()), { animate: !isStill });
  }

  Object.assign(window.krachtenkaart, { unpackCells, cellsFrom, ringOf, paintRing, mixWords, goCloser });
})();
