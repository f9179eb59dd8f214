/* A room reads the map from ten metres: large signs and words, a calm flight, and a greeting for who is new. */
(function () {
  "use strict";

  const { still } = window.krachtenkaart;

  const ROOM_RADIUS = 18;
  const NARROW = 900; // pixels; such a map is beside something, or on a small screen

  /** Signs and letters for a map of this width: a projector of fewer pixels is as large on the wall. */
  const roomRadius = (width) => (width < NARROW ? 14 : ROOM_RADIUS);
  function roomLetters(width) {
    const size = Math.round(Math.min(27, Math.max(16, 12 + width / 96)));
    return { fonts: [`600 ${size}px`, `400 ${size - 2}px`], line: Math.round(size * 1.2) };
  }

  const FLIGHT_S = 2.5;
  const AIR = { padding: [90, 70], maxZoom: 16 };

  const ROOM_STYLE = `
    .krachten-room .krachten-name span { font-size: clamp(18px, 12px + 1vw, 30px); max-width: 12em; opacity: 1; color: #6B5320; }
    .krachten-room .krachten-outline { stroke-width: 4px; stroke: #8A7A58; }
    .krachten-room .krachten-legend, .krachten-room .leaflet-control-zoom { display: none; }
    .krachten-room.leaflet-container::after { border: 0; }
    .krachten-room .leaflet-control-attribution { font-size: 14px !important; }
    .krachten-pulse { border: 6px solid var(--ink); border-radius: 50%; box-sizing: border-box; opacity: .9; }
    @media (prefers-reduced-motion: no-preference) {
      .krachten-pulse { animation: krachten-pulse 1.8s ease-out 0.4s 1 both; }
    }
    @keyframes krachten-pulse { from { transform: scale(2.6); opacity: 0; } 40% { opacity: .9; } to { transform: scale(1); opacity: .9; } }`;

  /** Moves without haste, or at once for who wants no movement. */
  function fly(map, bounds, atOnce) {
    if (atOnce || still()) map.fitBounds(bounds, { ...AIR, animate: false });
    else map.flyToBounds(bounds, { ...AIR, duration: FLIGHT_S });
  }

  /** Looks at the same again when the window or what stands beside the map changes. */
  function keepLooking(stage) {
    stage._map.on("resize", () => {
      if (stage.scene && stage.scene.room && stage.scene.focus) stage._map.fitBounds(stage.scene.focus, { ...AIR, animate: false });
    });
  }

  /** Puts a ring around each asset that has just come; it pulses once and stays as long as the asset is new. */
  function greet(stage, scene) {
    const mark = JSON.stringify([scene.mark, scene.fresh]);
    if (stage.greeted === mark) return;
    stage.greeted = mark;
    for (const { ring } of stage.greetings || []) ring.remove();
    const side = 2 * ROOM_RADIUS + 34;
    stage.greetings = scene.fresh.map((row) => {
      const ring = document.createElement("span");
      Object.assign(ring.style, { display: "block", width: `${side}px`, height: `${side}px`, position: "absolute", left: `${-side / 2}px`, top: `${-side / 2}px` });
      ring.className = "krachten-pulse";
      const icon = L.divIcon({ html: ring, className: "krachten-greeting", iconSize: [0, 0] });
      return { row, ring: L.marker([0, 0], { icon, pane: "names", interactive: false, keyboard: false }) };
    });
  }

  /** Lets each ring stand around its marker, wherever that now is. */
  function placeGreetings(stage) {
    for (const { row, ring } of stage.greetings || []) {
      const hit = stage.find(row);
      if (!hit) { ring.remove(); continue; }
      ring.setLatLng(stage._map.layerPointToLatLng(stage.place(hit.layer, hit.i)));
      if (!ring._map) ring.addTo(stage._map);
    }
  }

  Object.assign(window.krachtenkaart, { ROOM_STYLE, roomLetters, roomRadius, fly, greet, keepLooking, placeGreetings });
})();
