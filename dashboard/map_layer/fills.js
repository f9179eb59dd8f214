/* Areas filled by class: one hue in fixed steps, hatching for "not asked yet", dots for "too few to show apart". */
(function () {
  "use strict";

  const { read } = window.krachtenkaart;

  const STEPS_LIGHT = ["#FCFAF5", "#E6D8E8", "#CDB0D2", "#AE84B7", "#875695", "#5B2C6B"]; // 0: nothing yet
  const STEPS_DARK = ["#25221D", "#43344A", "#624A6C", "#876692", "#AF8ABA", "#DBBDE3"];
  const UNKNOWN = -3;
  const MERGED = -2;
  const NOT_ASKED = -1;
  const PATTERN_PX = 9;
  const MANY = 120; // areas whose borders would hide what fills them
  const SOLID = 0.88; // the map under it shows a little

  const stepsOf = (dark) => (dark ? STEPS_DARK : STEPS_LIGHT);

  /** Draws one tile of the pattern of a class, on a ground of its own. */
  function paintPattern(pen, number, size, colours) {
    pen.fillStyle = colours.land;
    pen.fillRect(0, 0, size, size);
    pen.strokeStyle = pen.fillStyle = colours.border;
    pen.lineWidth = 1.6;
    pen.beginPath();
    if (number === NOT_ASKED) for (const at of [-0.5, 0.5, 1.5]) { pen.moveTo((at - 0.6) * size, 1.1 * size); pen.lineTo((at + 0.6) * size, -0.1 * size); }
    if (number === MERGED) pen.arc(size / 2, size / 2, size * 0.2, 0, 2 * Math.PI);
    if (number === MERGED) pen.fill();
    else pen.stroke();
  }

  const SVG = "http://www.w3.org/2000/svg";
  const patternId = (number, dark) => `krachten-pattern-${-number}-${dark ? "dark" : "light"}`;

  function make(name, attributes, ...children) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }

  /** The same patterns for the outlines, which are SVG. */
  function patternOf(number, dark, colours) {
    const side = PATTERN_PX;
    const sign = number === NOT_ASKED
      ? make("path", { d: `M-1 1L1 -1M0 ${side}L${side} 0M${side - 1} ${side + 1}L${side + 1} ${side - 1}`, stroke: colours.border, "stroke-width": 1.6 })
      : make("circle", { cx: side / 2, cy: side / 2, r: number === MERGED ? side * 0.2 : 0, fill: colours.border });
    const ground = make("rect", { width: side, height: side, fill: colours.land });
    return make("pattern", { id: patternId(number, dark), width: side, height: side, patternUnits: "userSpaceOnUse" }, ground, sign);
  }

  function layPatterns(renderer, dark, colours) {
    const svg = renderer._container;
    if (!svg || svg.querySelector(`#${patternId(NOT_ASKED, dark)}`)) return;
    svg.prepend(make("defs", {}, ...[NOT_ASKED, MERGED, UNKNOWN].map((number) => patternOf(number, dark, colours))));
  }

  const colourOf = (number, dark) => (number < 0 ? `url(#${patternId(number, dark)})` : stepsOf(dark)[number]);

  /** Fills the outlines of a scene, or empties them; drawn anew only where something changed. */
  function fillAreas(map, surroundings, scene, colours) {
    if (!surroundings || !surroundings.borders) return;
    const { classes = [], chosen = [] } = scene.fills || {};
    const weight = classes.length > MANY ? 0.6 : 1.5;
    if (classes.length) layPatterns(map.ground, scene.dark, colours);
    surroundings.borders.forEach((border, row) => {
      const isChosen = chosen.includes(row);
      const look = `${classes[row]} ${isChosen} ${scene.dark}`;
      if (border.look === look) return;
      border.look = look;
      const isFilled = classes[row] !== undefined;
      border.setStyle({
        fill: isFilled, fillColor: isFilled ? colourOf(classes[row], scene.dark) : undefined, fillOpacity: SOLID,
        color: isChosen ? colours.ink : colours.border, weight: isChosen ? 3 : weight,
      });
      if (isChosen) border.bringToFront();
    });
  }

  /** The row of the filled area at a place on the map, or null. */
  function areaAt(stage, { lat, lng }) {
    const { scene, surroundings } = stage;
    if (!scene || !scene.fills || !surroundings || !surroundings.borders) return null;
    const row = surroundings.borders.findIndex((border, at) => scene.fills.classes[at] !== undefined && border.holds([lat, lng]));
    return row < 0 ? null : row;
  }

  /** What the pointer says of an area: its name, and the words of its class. */
  function areaWords(stage, row) {
    const { classes, legend } = stage.scene.fills;
    const entry = legend.find(([number]) => number === classes[row]);
    return [stage.surroundings.borders[row].name, entry && read(entry[1])].filter(Boolean).join(": ");
  }

  /** A swatch for the legend, half a line high. */
  function paintSwatch(pen, number, width, height, scene, colours) {
    if (number < 0) {
      const tile = Object.assign(document.createElement("canvas"), { width: 2 * PATTERN_PX, height: 2 * PATTERN_PX });
      const inner = tile.getContext("2d");
      inner.scale(2, 2);
      paintPattern(inner, number, PATTERN_PX, colours);
      const pattern = pen.createPattern(tile, "repeat");
      pattern.setTransform(new DOMMatrix().scale(0.5));
      pen.fillStyle = pattern;
    } else pen.fillStyle = stepsOf(scene.dark)[number];
    pen.fillRect(-width / 2, -height / 2, width, height);
    pen.strokeStyle = colours.border;
    pen.lineWidth = 1.5;
    pen.strokeRect(-width / 2, -height / 2, width, height);
  }

  Object.assign(window.krachtenkaart, { areaAt, areaWords, fillAreas, paintSwatch });
})();
