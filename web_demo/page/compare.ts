/** Two pictures under one divider, which a slider moves: by pointer, by touch and by keyboard. */

import { make } from "./elements.ts";

export class Compare {
  readonly left = make("canvas");
  readonly right = make("canvas", { className: "right" });
  private readonly names = ["first", "second"].map((side) =>
    make("span", { className: `name ${side}` }),
  );
  private readonly slider = make("input", { type: "range", min: "0", max: "100", step: "0.5" });
  private readonly view: HTMLElement;

  /** @param isLive pictures are small and follow each other: they are shown as large as fits. */
  constructor(
    stage: HTMLElement,
    private readonly isLive = false,
  ) {
    const line = make("div", { className: "line" });
    const parts = [this.left, this.right, ...this.names, this.slider, line];
    this.view = make("div", { className: "compare", hidden: true }, ...parts);
    this.slider.addEventListener("input", () => {
      this.view.style.setProperty("--at", `${this.slider.value}%`);
    });
    stage.append(this.view);
  }

  /** Names what is seen on both sides. */
  name(left: string, right: string): void {
    this.names[0].textContent = left;
    this.names[1].textContent = right;
    this.slider.ariaLabel = `Divider: ${left} on the left, ${right} on the right`;
  }

  /** Shows a picture on one side; the other is emptied where it has another size. */
  show(side: "left" | "right", image: ImageBitmap | HTMLCanvasElement): void {
    this.view.hidden = false;
    for (const canvas of [this[side], this[side === "left" ? "right" : "left"]]) {
      if (canvas.width !== image.width || canvas.height !== image.height) {
        [canvas.width, canvas.height] = [image.width, image.height];
      }
    }
    this.view.style.setProperty("--aspect", String(image.width / image.height));
    this.view.style.setProperty("--natural", this.isLive ? "100vw" : `${image.width}px`);
    const context = this[side].getContext("2d");
    if (!context) throw new RangeError("no canvas");
    context.clearRect(0, 0, image.width, image.height);
    context.drawImage(image, 0, 0);
  }

  clear(side: "left" | "right"): void {
    this[side].getContext("2d")?.clearRect(0, 0, this[side].width, this[side].height);
  }
}
