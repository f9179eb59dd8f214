/* The pointer: which asset it is at, and the word to Python when it is clicked. */
(function () {
  "use strict";

  const { areaAt, goCloser, still } = window.krachtenkaart;

  const SLACK = { mouse: 3, finger: 14 };

  function listen(map, stage) {
    const reach = (event) => (event.originalEvent && event.originalEvent.pointerType === "touch" ? SLACK.finger : SLACK.mouse);
    map.on("click", (event) => {
      const hit = stage.nearest(event.layerPoint, reach(event));
      const ring = hit ? null : stage.ringAt(event.layerPoint, reach(event));
      if (hit) tellClick(stage, hit);
      const area = hit || ring ? null : areaAt(stage, event.latlng);
      if (area !== null) tell(stage, { area, fills: stage.scene.fills.mark, moment: Date.now() });
      if (ring) goCloser(map, ring.cell, still());
    });
    map.on("mousemove", ({ layerPoint, latlng }) => {
      if (stage.scene && stage.scene.fills) { stage.pointAtArea(areaAt(stage, latlng), layerPoint); return; }
      const hit = stage.nearest(layerPoint, SLACK.mouse);
      stage.pointAt(hit, hit ? null : stage.ringAt(layerPoint, SLACK.mouse));
    });
    map.on("mouseout movestart zoomstart", () => stage.pointAt(null));
  }

  /** Says which asset was clicked; every click is a new one. */
  const tellClick = (stage, { layer, i }) => tell(stage, { row: layer.first + i, scene: stage.scene.mark, moment: Date.now() });

  /**
   * Tells Python news in the way that the Streamlit component listens to: as the drawing that was clicked last. What
   * was told before goes along, so that news that comes quickly after other news hides nothing.
   */
  function tell(stage, news) {
    stage.said = { ...stage.said, ...news };
    const at = stage._map.getCenter();
    const feature = { type: "Feature", geometry: { type: "Point", coordinates: [at.lng, at.lat] }, properties: stage.said };
    stage.layers[0].fire("click", { latlng: at, layer: { toGeoJSON: () => feature } });
    tellAtOnce(feature);
  }

  /** The component waits a quarter of a second for more clicks; its own words said at once save that. */
  function tellAtOnce(feature) {
    const component = window.__GLOBAL_DATA__;
    if (!window.Streamlit || !component || component.last_active_drawing !== feature) return;
    component.previous_data = { last_active_drawing: feature };
    window.Streamlit.setComponentValue(component.previous_data);
  }

  Object.assign(window.krachtenkaart, { listen, tell });
})();
