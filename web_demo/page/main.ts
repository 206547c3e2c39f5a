/** The page: its views, what is dropped and pasted, and its first load. */

import { CameraView } from "./camera.ts";
import { Catalogue } from "./catalogue.ts";
import { complain, element, say } from "./elements.ts";
import { FilmView } from "./film.ts";
import { load } from "./loading.ts";
import { ModelsView } from "./models.ts";
import { PhotoView } from "./photo.ts";

const catalogue = new Catalogue(say);
const models = new ModelsView(catalogue);
const photo = new PhotoView(catalogue);
const camera = new CameraView(catalogue);
const film = new FilmView(catalogue);

let seen = "";

/** Shows the view that the address names; nothing happens where it is seen already. */
function turn(): void {
  const names = ["photo", "camera", "film", "models"];
  const wanted = location.hash.slice(1);
  const shown = names.includes(wanted) ? wanted : "photo";
  if (shown === seen) return;
  seen = shown;
  say("");
  complain("");
  for (const name of names) {
    element(name).hidden = name !== shown;
    const link = document.querySelector(`nav a[href="#${name}"]`);
    if (name === shown) link?.setAttribute("aria-current", "page");
    else link?.removeAttribute("aria-current");
  }
  if (shown === "camera") camera.comeBack();
  else void camera.leave();
  if (shown === "photo") photo.comeBack();
  else photo.leave();
}

/** Turns to a view before its work begins. */
function turnTo(name: string): void {
  location.hash = name;
  turn();
}

/** Takes whatever was dropped or pasted: a model, a film or a picture. */
function receive(files: File[]): void {
  const first = files[0];
  if (!first) return;
  if (files.some(({ name }) => /\.(tflite|json)$/i.test(name))) {
    turnTo("models");
    void models.add(files);
  } else if (first.type.startsWith("video/") || /\.mkv$/i.test(first.name)) {
    turnTo("film");
    void film.open(first);
  } else {
    turnTo("photo");
    void photo.open(first, first.name);
  }
}

addEventListener("hashchange", turn);
addEventListener("paste", (event) => receive([...(event.clipboardData?.files ?? [])]));
addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dropping");
});
addEventListener("dragleave", () => document.body.classList.remove("dropping"));
addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dropping");
  receive([...(event.dataTransfer?.files ?? [])]);
});

turn();
try {
  await load(say);
  say("Trying what this device runs the model on…");
  await catalogue.load();
  say("");
  await photo.openSample();
} catch (error) {
  say("");
  complain(`The translator cannot be started: ${(error as Error).message}`);
}
