/* What stands around the assets: outlines with their names, words of the buttons, where to look. */
(function () {
  "use strict";

  const { CROWD, STEPS_PER_DEGREE, fly, hasCome, hasTiles, part, read, still, unpackSteps } = window.krachtenkaart;

  const MOST_NAMED = 120; // with more areas, names are read under the pointer
  const NAME_SPOTS = 12; // rows and columns of spots where an area's name may stand
  const NETHERLANDS = [[50.75, 3.36], [53.55, 7.22]];

  function dress(map, scene, colours) {
    const box = map.getContainer();
    box.classList.toggle("krachten-dark", scene.dark);
    box.classList.toggle("krachten-room", Boolean(scene.room));
    box.setAttribute("role", "region");
    box.setAttribute("aria-label", read(scene.words.map));
    document.documentElement.lang = scene.lang;
    for (const [part, colour] of Object.entries(colours)) box.style.setProperty(`--${part}`, colour);
    for (const sign of ["in", "out"]) {
      const button = box.querySelector(`.leaflet-control-zoom-${sign}`);
      if (!button) continue;
      button.title = read(scene.words[`zoom_${sign}`]);
      button.setAttribute("aria-label", button.title);
    }
    map.options.zoomSnap = scene.fills ? 0.25 : 1; // filled areas need no whole zoom, and fill the map better
    map.legend.fill(scene, colours);
  }

  /** Outlines with their names; drawn anew only when they change. The land lies under tiles, the borders over them. */
  function outline(map, present, scene, colours) {
    const areas = part(scene.files, "outlines") || [];
    if (present && present.source === areas && present.isDark === scene.dark) return present;
    if (present) present.remove();
    const group = Object.assign(L.layerGroup(), { source: areas, isDark: scene.dark, borders: [] });
    const land = { pane: "land", renderer: map.land, interactive: false, stroke: false, fillColor: colours.land, fillOpacity: 1 };
    const border = { pane: "outlines", renderer: map.ground, interactive: false, fill: false, color: colours.border, weight: 1.5, className: "krachten-outline" };
    for (const { name, rings, holes = [], middle } of areas) {
      const shapes = rings.map((ring, part) => [ring, ...(holes[part] || [])].map(unpackRing));
      L.polygon(shapes, land).addTo(group);
      group.borders.push(Object.assign(L.polygon(shapes, border), { name: read(name), holds: holder(shapes) }).addTo(group));
      if (areas.length > MOST_NAMED) continue;
      const words = L.marker(middle, { pane: "names", interactive: false, keyboard: false, icon: nameIcon(read(name)) });
      words.spots = [middle, ...insideSpots(shapes.map(([outer]) => outer))];
      words.addTo(group);
    }
    return group.addTo(map);
  }

  /** Tells whether a point, latitude first, lies in an area. */
  function holder(shapes) {
    const box = L.latLngBounds(shapes.flat(2));
    const isIn = ([outer, ...holes], point) => isInside(outer, point) && !holes.some((hole) => isInside(hole, point));
    return (point) => box.contains(point) && shapes.some((shape) => isIn(shape, point));
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
    const taken = [];
    stage.surroundings.eachLayer((words) => {
      if (!words.spots) return;
      const { offsetWidth, offsetHeight } = words.getElement().firstChild;
      const across = offsetWidth / 2 + stage.radius;
      const down = offsetHeight / 2 + stage.radius;
      let least = Infinity;
      const stands = stage.seen.concat(stage.rings.map(({ x, y }) => ({ x, y })));
      for (const spot of [words.getLatLng(), ...words.spots]) {
        const { x, y } = stage._map.latLngToLayerPoint(spot);
        const isOutside = !stage._map.getBounds().contains(spot);
        const markers = stands.filter((one) => Math.abs(one.x - x) < across && Math.abs(one.y - y) < down).length;
        const names = taken.filter((one) => Math.abs(one.x - x) < one.across + across && Math.abs(one.y - y) < one.down + down).length;
        const hidden = markers + 40 * names + (isOutside ? CROWD : 0);
        if (hidden < least) { least = hidden; words.best = spot; }
      }
      taken.push({ ...stage._map.latLngToLayerPoint(words.best), across: offsetWidth / 2, down: offsetHeight / 2 });
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
      if (scene.room) fly(map, bounds, isFirst);
      else map.fitBounds(bounds, { paddingTopLeft: [24, 24], paddingBottomRight: [24, 64], maxZoom: 16, animate: !isFirst && !still() });
    }
    if (isFirst) showTiles(stage);
  }

  /** Not before the map looks somewhere and knows which tiles are kept here: no tile is asked for in vain. */
  function showTiles({ _map: map, looked, scene, tiles }) {
    if (looked !== undefined && hasCome(scene.files) && !tiles._map && hasTiles(tiles)) tiles.addTo(map);
  }

  Object.assign(window.krachtenkaart, { dress, outline, placeNames, look, showTiles });
})();
