/* The pointer: which asset it is at, and the word to Python when it is clicked. */
(function () {
  "use strict";

  const SLACK = { mouse: 3, finger: 14 };

  function listen(map, stage) {
    const reach = (event) => (event.originalEvent && event.originalEvent.pointerType === "touch" ? SLACK.finger : SLACK.mouse);
    map.on("click", (event) => {
      const hit = stage.nearest(event.layerPoint, reach(event));
      if (hit) tell(stage, hit);
    });
    map.on("mousemove", (event) => stage.pointAt(stage.nearest(event.layerPoint, SLACK.mouse)));
    map.on("mouseout movestart zoomstart", () => stage.pointAt(null));
  }

  /** Says which asset was clicked, in the way that the Streamlit component listens to; every click is a new one. */
  function tell(stage, { layer, i }) {
    const at = layer.latLngOf(i);
    const feature = {
      type: "Feature",
      geometry: { type: "Point", coordinates: [at.lng, at.lat] },
      properties: { row: layer.first + i, scene: stage.scene.mark, moment: Date.now() },
    };
    layer.fire("click", { latlng: at, layer: { toGeoJSON: () => feature } });
  }

  Object.assign(window.krachtenkaart, { listen });
})();
