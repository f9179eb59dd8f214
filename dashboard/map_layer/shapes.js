/* Signs and colours: the shape of a kind, the dashes of a line. */
(function () {
  "use strict";

  const KINDS = ["talent", "association", "institution"];
  const LETTERS = { talent: "T", association: "V", institution: "I" };
  const LINES = ["solid", "dashed", "dotted"];
  const DASHES = { // by width; the round ends of a stroke take their part of each gap
    solid: () => [],
    dashed: (width) => [2 * width + 3, 2 * width + 3],
    dotted: (width) => [0.01, 2.2 * width + 1],
  };
  const LIGHT = {
    talent: "#D55E00", association: "#117733", institution: "#0072B2",
    rim: "#FFFFFF", letter: "#FFFFFF", ink: "#3B332A", paper: "#F3EEE3", land: "#FCFAF5", border: "#C6B899",
  };
  const DARK = {
    talent: "#FF9A52", association: "#63C584", institution: "#6DB8EC",
    rim: "#1B1916", letter: "#1B1916", ink: "#F1EBDF", paper: "#1B1916", land: "#25221D", border: "#574E40",
  };

  const PALE = 0.4; // strength of assets that are not connected to the chosen one

  /** Traces the shape of a kind around the middle; all three have about the same area. */
  function trace(path, kind, radius) {
    path.beginPath();
    if (kind === "talent") path.arc(0, 0, radius, 0, 2 * Math.PI);
    else if (kind === "association") path.roundRect(-radius * 0.9, -radius * 0.9, radius * 1.8, radius * 1.8, radius * 0.45);
    else {
      const half = radius * 0.86;
      path.rotate(Math.PI / 4);
      path.roundRect(-half, -half, 2 * half, 2 * half, radius * 0.25);
      path.rotate(-Math.PI / 4);
    }
  }

  /** Lays a colour over a ground: "#D55E00" at 0.4 on paper is a pale, still opaque orange. */
  function blend(colour, ground, share) {
    const parts = [1, 3, 5].map((at) => [colour, ground].map((hex) => parseInt(hex.slice(at, at + 2), 16)));
    return `rgb(${parts.map(([over, under]) => Math.round(under + (over - under) * share)).join()})`;
  }

  function paintMarker(pen, kind, radius, colours, strength = 1) {
    trace(pen, kind, radius);
    pen.lineJoin = "round";
    pen.lineWidth = Math.min(4, radius / 2); // half of it shows outside the fill: an outline of 2 pixels, less where many stand
    pen.strokeStyle = colours.rim;
    pen.stroke();
    pen.fillStyle = blend(colours[kind], colours.land, strength);
    pen.fill();
    if (radius < 9) return;
    pen.fillStyle = colours.letter;
    pen.font = `600 ${Math.round(radius * 1.1)}px "Source Sans", "Source Sans Pro", system-ui, sans-serif`;
    pen.textAlign = "center";
    pen.textBaseline = "alphabetic";
    pen.fillText(LETTERS[kind], 0, radius * 0.39);
  }

  function makeSprite(kind, radius, dots, strength, colours) {
    const half = Math.ceil(radius * 1.25 + 3);
    const side = Math.round(2 * half * dots);
    const canvas = Object.assign(document.createElement("canvas"), { width: side, height: side });
    const pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, half * dots, half * dots);
    paintMarker(pen, kind, radius, colours, strength);
    return { canvas, half, pixels: new Uint32Array(pen.getImageData(0, 0, side, side).data.buffer) };
  }

  Object.assign(window.krachtenkaart, { KINDS, LINES, DASHES, LIGHT, DARK, PALE, blend, trace, paintMarker, makeSprite });
})();
