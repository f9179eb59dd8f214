/* How the map's surroundings look. A text, so that it holds before the first name is measured. */
(function () {
  "use strict";

  const STYLE = `
    .leaflet-container { background: var(--paper); font: 15px/1.35 "Source Sans", "Source Sans Pro", system-ui, sans-serif; color: var(--ink); }
    .leaflet-container:focus-visible { outline: 3px solid var(--ink); outline-offset: -3px; }
    .leaflet-container a:focus-visible { outline: 3px solid var(--ink); outline-offset: -3px; }
    @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
    .leaflet-container::after { content: ""; position: absolute; inset: 0; border: 1px solid var(--border); border-radius: 0.6rem; pointer-events: none; z-index: 900; }
    .krachten-canvas { pointer-events: none; }
    .krachten-hit.leaflet-grab { cursor: pointer; }
    .krachten-dark .leaflet-tile-pane { filter: invert(1) hue-rotate(180deg) brightness(.85) contrast(.9); }
    .krachten-outline { stroke-linejoin: round; stroke-opacity: .9; }
    .krachten-name span { position: absolute; transform: translate(-50%, -50%); width: max-content; max-width: 9em; text-align: center;
      font-weight: 600; font-size: 13px; line-height: 1.1; color: var(--ink); opacity: .85; text-wrap: balance;
      text-shadow: 0 0 2px var(--land), 0 0 2px var(--land), 0 0 3px var(--land), 0 0 4px var(--land), 0 0 5px var(--land); }
    .krachten-far .krachten-name { display: none; }
    .krachten-tag { background: var(--land); color: var(--ink); border: 1px solid var(--border); border-radius: 8px; padding: 4px 10px;
      font-size: 15px; box-shadow: 0 2px 8px rgb(0 0 0 / .14); white-space: normal; width: max-content; max-width: 240px; }
    .krachten-tag span { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; overflow-wrap: anywhere; unicode-bidi: isolate; }
    .krachten-tag::before { border-top-color: var(--border) !important; }
    .krachten-chosen { font-weight: 600; }
    .krachten-legend { display: flex; flex-wrap: wrap; gap: 2px 20px; background: color-mix(in srgb, var(--land) 94%, transparent); color: var(--ink);
      border: 1px solid var(--border); border-radius: 10px; padding: 6px 14px; font-size: 15px; cursor: default; }
    .krachten-legend ul { display: flex; flex-wrap: wrap; gap: 2px 16px; list-style: none; margin: 0; padding: 0; }
    .krachten-legend li { display: inline-flex; align-items: center; gap: 6px; white-space: nowrap; }
    .krachten-legend b { font-weight: 600; font-variant-numeric: tabular-nums; }
    .krachten-lines { font-size: 14px; }
    .krachten-swatch { border-radius: 3px; }
    .leaflet-left .leaflet-control.krachten-legend { margin: 0 12px 12px; }
    .leaflet-bottom.leaflet-left { right: 0; }
    .leaflet-bottom.leaflet-right { bottom: auto; top: 0; }
    .leaflet-container .leaflet-control-attribution { background: color-mix(in srgb, var(--land) 80%, transparent); color: var(--ink); font-size: 11px; border-radius: 0 0 0 6px; padding: 1px 8px; }
    .leaflet-touch .leaflet-bar, .leaflet-bar { border: 1px solid var(--border); border-radius: 10px; overflow: hidden; box-shadow: none; }
    .leaflet-touch .leaflet-bar a, .leaflet-bar a { width: 36px; height: 36px; line-height: 34px; background: var(--land); color: var(--ink); border-bottom-color: var(--border); font-family: inherit; font-weight: 400; }
    .leaflet-bar a:hover, .leaflet-bar a:focus-visible { background: var(--paper); color: var(--ink); }
    .leaflet-bar a.leaflet-disabled { background: var(--paper); color: var(--border); }
    @media (max-width: 600px) {
      .krachten-legend { padding: 4px 10px; font-size: 13px; gap: 0 9px; }
      .krachten-legend ul { gap: 0 9px; }
      .krachten-legend li { gap: 3px; }
      .krachten-legend .krachten-shape { width: 19px !important; height: 19px !important; }
      .krachten-legend .krachten-line { width: 26px !important; height: 8px !important; }
      .krachten-legend .krachten-swatch { width: 20px !important; height: 14px !important; }
      .krachten-lines { font-size: 12px; }
      .leaflet-left .leaflet-control.krachten-legend { margin: 0 6px 6px; }
    }`;

  Object.assign(window.krachtenkaart, { STYLE });
})();
