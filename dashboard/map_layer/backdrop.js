/* What lies under the assets and is fetched once: outlines, layers of one's own, which tiles are kept here. */
(function () {
  "use strict";

  const { STEPS_PER_DEGREE, WORLD, unpackSteps, worldX, worldY } = window.krachtenkaart;

  const GROUND_LIGHT = {
    green: "#E4EAD3", water: "#CBDCE3", building: "#EAE1D1", plain: "#EFE8DA",
    road: "#E2DAC9", main_road: "#D6CBB5", rail: "#C4BDB2", edge: "#DDD2BF",
  };
  const GROUND_DARK = {
    green: "#2A3024", water: "#2A3A42", building: "#332E27", plain: "#2D2923",
    road: "#453F35", main_road: "#5A5040", rail: "#4B463F", edge: "#3A352D",
  };
  const WIDTHS = { water: 3, main_road: 3, road: 1.4, rail: 1.4, green: 1.2, building: 1, plain: 1.2 }; // pixels at zoom 15
  const NEAREST = { building: 14, road: 12 }; // from which zoom on, where there is much of it

  /* ---- files ------------------------------------------------------------------------------------------------ */

  const contents = new Map(); // name -> content; null while it is on its way
  const listeners = new Set();
  const nameOf = (address) => address.slice(address.lastIndexOf("/") + 1);

  /** Called by each file itself. */
  function take(name, content) {
    contents.set(name, content);
    for (const tell of listeners) tell();
  }

  function fetchOnce(address) {
    const name = nameOf(address);
    if (contents.has(name)) return;
    contents.set(name, null);
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onerror = () => { take(name, {}); contents.delete(name); script.remove(); }; // go on without; the next scene asks again
    document.head.append(script);
  }

  /** Asks for the files of a scene that are not here yet. */
  const fetchFiles = (files) => files.forEach(fetchOnce);

  /** Tells whether all files of a scene have come, or will not come. */
  const hasCome = (files) => files.every((address) => contents.get(nameOf(address)) !== null);

  /** A part of what has come: `outlines`, `layers` or `tiles`. */
  function part(files, name) {
    const found = files.map((address) => contents.get(nameOf(address))).find((content) => content && content[name]);
    return found && found[name];
  }

  /* ---- layers of one's own ------------------------------------------------------------------------------------ */

  /** Unpacks one style to lines of pixels of the world, and the box of each shape. */
  function unpackLayer({ style, surface, points, corners, rings }) {
    const steps = unpackSteps(points);
    const xy = new Float64Array(steps.length);
    for (let i = 0; i < steps.length; i += 2) {
      xy[i] = worldX(steps[i + 1] / STEPS_PER_DEGREE);
      xy[i + 1] = worldY(steps[i] / STEPS_PER_DEGREE);
    }
    const shapes = [];
    let corner = 0;
    let ring = 0;
    for (const count of rings) {
      const starts = [];
      for (let i = 0; i < count; i++, ring++) { starts.push(corner); corner += corners[ring]; }
      shapes.push({ starts: [...starts, corner], box: boxOf(xy, starts[0], corner) });
    }
    return { style, surface, xy, shapes };
  }

  function boxOf(xy, first, last) {
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (let i = first; i < last; i++) {
      box[0] = Math.min(box[0], xy[2 * i]);
      box[1] = Math.min(box[1], xy[2 * i + 1]);
      box[2] = Math.max(box[2], xy[2 * i]);
      box[3] = Math.max(box[3], xy[2 * i + 1]);
    }
    return box;
  }

  /** Draws the layers in tiles, quietly, below everything else; Leaflet keeps and moves them. */
  const Ground = L.GridLayer.extend({
    options: { pane: "background", minZoom: 8, maxZoom: 19, updateWhenZooming: false },

    setLayers(layers, dark) {
      this.layers = layers.map(unpackLayer);
      this.colours = dark ? GROUND_DARK : GROUND_LIGHT;
    },

    createTile(coords) {
      const side = this.getTileSize().x;
      const dots = window.devicePixelRatio || 1;
      const canvas = Object.assign(document.createElement("canvas"), { width: side * dots, height: side * dots });
      const pen = canvas.getContext("2d");
      const scale = Math.pow(2, coords.z) * (side / WORLD);
      pen.scale(dots, dots);
      pen.lineJoin = pen.lineCap = "round";
      const air = 8 / scale; // half of the widest line
      const frame = [coords.x * side / scale - air, coords.y * side / scale - air, (coords.x + 1) * side / scale + air, (coords.y + 1) * side / scale + air];
      const to = (xy, i) => [xy[2 * i] * scale - coords.x * side, xy[2 * i + 1] * scale - coords.y * side];
      for (const layer of this.layers) if (coords.z >= (NEAREST[layer.style] || 0)) this._paint(pen, layer, frame, coords.z, to);
      return canvas;
    },

    _paint(pen, { style, surface, xy, shapes }, frame, zoom, to) {
      pen.beginPath();
      for (const { starts, box } of shapes) {
        if (box[0] > frame[2] || box[2] < frame[0] || box[1] > frame[3] || box[3] < frame[1]) continue;
        for (let ring = 0; ring + 1 < starts.length; ring++) {
          pen.moveTo(...to(xy, starts[ring]));
          for (let i = starts[ring] + 1; i < starts[ring + 1]; i++) pen.lineTo(...to(xy, i));
        }
      }
      if (surface) {
        pen.fillStyle = this.colours[style];
        pen.fill();
        if (style !== "building" && style !== "plain") return;
        pen.strokeStyle = this.colours.edge;
        pen.lineWidth = 0.6;
      } else {
        pen.strokeStyle = this.colours[style];
        pen.lineWidth = Math.max(style === "water" ? 1.4 : 0.7, WIDTHS[style] * Math.min(3, Math.pow(2, (zoom - 15) / 2)));
        pen.setLineDash(style === "rail" ? [6, 4] : []);
      }
      pen.stroke();
    },
  });

  /** Lays the layers of a scene under the map; drawn anew only when they change. */
  function spread(map, present, scene) {
    const layers = part(scene.files, "layers") || [];
    if (present && present.source === layers && present.isDark === scene.dark) return present;
    if (present) present.remove();
    if (!layers.length) return null;
    const ground = Object.assign(new Ground(), { source: layers, isDark: scene.dark });
    ground.setLayers(layers, scene.dark);
    return ground.addTo(map);
  }

  Object.assign(window.krachtenkaart, { fetchFiles, hasCome, part, spread, take, whenFilesCome: (tell) => listeners.add(tell) });
})();
