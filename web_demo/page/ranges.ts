/** Which numbers a file's floats stand for, where it does not tell: its own pictures are shown. */

import type { Range } from "../core/contract.ts";
import { make } from "./elements.ts";

/** What models are trained with. */
export const COMMON: Range[] = [
  [0, 1],
  [-1, 1],
  [0, 255],
];

/** A range, and what a model makes of a picture by it. */
export interface Choosable {
  range: Range;
  picture: ImageBitmap;
}

/**
 * Shows what a file makes of a picture by each of some ranges, and asks which one looks right.
 *
 * @returns the one that was chosen; null where none was.
 */
export async function askRange(name: string, choices: Choosable[]): Promise<Range | null> {
  const buttons = choices.map(({ range, picture }, place) => {
    const { width, height } = picture;
    const canvas = make("canvas", { width, height });
    canvas.getContext("2d")?.drawImage(picture, 0, 0);
    const [low, high] = range.map((end) => String(end).replace("-", "\u2212"));
    return make("button", { value: String(place) }, canvas, `${low} to ${high}`);
  });
  const title = make("h3", { id: "range_title", textContent: "Which picture looks right?" });
  const words =
    `${name} computes in floats and does not tell which numbers stand for black and white. ` +
    "This is a street, translated by the ranges that are usual.";
  const form = make(
    "form",
    { method: "dialog" },
    ...[title, make("p", { textContent: words })],
    make("div", { className: "ranges" }, ...buttons),
    make("button", { textContent: "Cancel", value: "" }),
  );
  const dialog = make("dialog", { id: "range" }, form);
  dialog.setAttribute("aria-labelledby", title.id);
  document.body.append(dialog);
  dialog.showModal();
  await new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
  dialog.remove();
  return dialog.returnValue === "" ? null : choices[Number(dialog.returnValue)].range;
}
