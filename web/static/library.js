// Draws boxes on a photograph with mouse, pen or finger; each becomes a ticked row of the form. Without it the boxes are typed.
"use strict";
const boxes = document.getElementById("boxes"), form = document.getElementById("hide"), own = document.getElementById("own");
if (boxes && form && own) {
  const svg = "http://www.w3.org/2000/svg";
  let rect = null, from = null;
  boxes.parentElement.classList.add("drawing");
  const at = event => {
    const place = boxes.getBoundingClientRect(), view = boxes.viewBox.baseVal;
    const limit = (value, most) => Math.round(Math.min(Math.max(value, 0), most));
    return [limit((event.clientX - place.left) / place.width * view.width, view.width),
            limit((event.clientY - place.top) / place.height * view.height, view.height)];
  };
  const draw = to => {
    const [left, top] = [Math.min(from[0], to[0]), Math.min(from[1], to[1])];
    const [width, height] = [Math.abs(from[0] - to[0]), Math.abs(from[1] - to[1])];
    Object.entries({x: left, y: top, width, height}).forEach(([name, value]) => rect.setAttribute(name, value));
    return [left, top, width, height];
  };
  boxes.addEventListener("pointerdown", event => {
    from = at(event);
    rect = boxes.appendChild(document.createElementNS(svg, "rect"));
    boxes.setPointerCapture(event.pointerId);
    event.preventDefault();
  });
  boxes.addEventListener("pointermove", event => rect && draw(at(event)));
  const end = event => {
    if (!rect) return;
    const box = draw(at(event)), drawn = rect;
    rect = null;
    if (box[2] < 8 || box[3] < 8) { drawn.remove(); return; }
    const row = document.createElement("label"), tick = document.createElement("input");
    row.className = "option";
    Object.assign(tick, {type: "checkbox", name: "box", value: box.join(","), checked: true});
    tick.addEventListener("change", () => drawn.classList.toggle("hide", !tick.checked));
    row.append(tick, `${box[0]}, ${box[1]} · ${box[2]} × ${box[3]}`);
    form.insertBefore(row, own.previousElementSibling);
  };
  boxes.addEventListener("pointerup", end);
  boxes.addEventListener("pointercancel", end);
}
