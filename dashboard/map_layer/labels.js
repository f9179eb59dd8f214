/* Words beside a marker, always as text. */
(function () {
  "use strict";

  const LONGEST_LABEL = 32; // characters
  const LABEL_FONTS = { fonts: ["600 14px", "400 13px"], line: 17 };
  const family = (font) => `${font} "Source Sans", "Source Sans Pro", system-ui, sans-serif`;

  const shorten = (text) => (text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL - 1).trimEnd()}…` : text);

  /** Writes lines right, left, above or below a point, where it is free and in sight; gives back the box that they fill. */
  function writeBeside(pen, lines, at, gap, { taken, sight, colours, letters = LABEL_FONTS }) {
    const width = Math.max(...lines.map((line, i) => { pen.font = family(letters.fonts[i]); return pen.measureText(line).width; }));
    const height = letters.line * lines.length;
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
    Object.assign(pen, { textAlign: "left", textBaseline: "top", lineJoin: "round", lineWidth: letters.line / 4, strokeStyle: colours.land, fillStyle: colours.ink });
    lines.forEach((line, i) => {
      pen.font = family(letters.fonts[i]);
      pen.strokeText(line, box[0], box[1] + i * letters.line);
      pen.fillText(line, box[0], box[1] + i * letters.line);
    });
    return box;
  }

  /** Small boxes along a line, so that words rather stand beside it. */
  function pearls({ start, stop }) {
    const count = Math.ceil(start.distanceTo(stop) / 8);
    return Array.from({ length: count }, (_, i) => start.add(stop.subtract(start).multiplyBy(i / count)))
      .map(({ x, y }) => [1, x - 1, y - 1, x + 1, y + 1]);
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

  Object.assign(window.krachtenkaart, { shorten, writeBeside, pearls, tag });
})();
