/* The legend: each kind with its count, and what the lines mean. */
(function () {
  "use strict";

  const { DASHES, KINDS, LINES, paintMarker, paintSwatch, read } = window.krachtenkaart;

  const Legend = L.Control.extend({
    options: { position: "bottomleft" },
    onAdd() {
      const box = L.DomUtil.create("div", "krachten-legend");
      L.DomEvent.disableClickPropagation(box);
      return box;
    },
    fill(scene, colours) {
      if (scene.fills) {
        this.getContainer().replaceChildren(row(scene.fills.legend.map(([number, words]) => [swatch(number, scene, colours), read(words)])));
        return;
      }
      const kinds = row(KINDS.map((kind) => [shapeSign(kind, colours), read(scene.words[kind]), read(scene.counts[kind] || "0")]));
      const lines = row(LINES.filter((style) => scene.words[style]).map((style) => [lineSign(style, colours), read(scene.words[style])]));
      lines.classList.add("krachten-lines");
      this.getContainer().replaceChildren(kinds, lines);
    },
  });

  function row(entries) {
    const list = document.createElement("ul");
    for (const [sign, word, count] of entries) {
      const item = list.appendChild(document.createElement("li"));
      item.append(sign, Object.assign(document.createElement("span"), { textContent: word }));
      if (count) item.append(Object.assign(document.createElement("b"), { textContent: count }));
    }
    return list;
  }

  function signCanvas(className, width, height, paint) {
    const dots = Math.max(2, window.devicePixelRatio || 1);
    const canvas = Object.assign(document.createElement("canvas"), { className, width: width * dots, height: height * dots });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
    canvas.setAttribute("aria-hidden", "true");
    const pen = canvas.getContext("2d");
    pen.setTransform(dots, 0, 0, dots, (width / 2) * dots, (height / 2) * dots);
    paint(pen);
    return canvas;
  }

  const shapeSign = (kind, colours) => signCanvas("krachten-shape", 24, 24, (pen) => paintMarker(pen, kind, 9, colours));

  const swatch = (number, scene, colours) => signCanvas("krachten-swatch", 26, 18, (pen) => paintSwatch(pen, number, 23, 15, scene, colours));

  const lineSign = (style, colours) => signCanvas("krachten-line", 38, 12, (pen) => {
    pen.lineCap = "round";
    pen.lineWidth = 3;
    pen.strokeStyle = colours.ink;
    pen.setLineDash(DASHES[style](3));
    pen.beginPath();
    pen.moveTo(-16, 0);
    pen.lineTo(16, 0);
    pen.stroke();
  });

  Object.assign(window.krachtenkaart, { Legend });
})();
