/** A photograph: chosen, dropped, pasted or a sample; translated, compared and saved. */

import type { Catalogue } from "./catalogue.ts";
import { Compare } from "./compare.ts";
import { complain, element, encoded, make, save, stem } from "./elements.ts";

const SAMPLES = {
  street_by_day: "A street by day",
  shops_by_day: "Shops by day",
  avenue_by_night: "An avenue by night",
};
const ORIGINAL = "original";

export class PhotoView {
  private readonly compare = new Compare(element("photo_stage"));
  private readonly left = element<HTMLSelectElement>("photo_left");
  private readonly detail = element<HTMLInputElement>("photo_detail");
  private photo: { content: Blob; name: string } | null = null;
  /** The work that is wanted: what is older ends as soon as it can, and shows nothing. */
  private wanted = 0;
  private isStale = false;

  constructor(private readonly catalogue: Catalogue) {
    element<HTMLInputElement>("photo_file").addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      if (input.files?.[0]) void this.open(input.files[0], input.files[0].name);
      input.value = "";
    });
    for (const [name, words] of Object.entries(SAMPLES)) this.addSample(name, words);
    element("photo_png").addEventListener("click", () => void this.save("png"));
    element("photo_jpeg").addEventListener("click", () => void this.save("jpeg"));
    element("photo_cancel").addEventListener("click", () => this.cancel());
    this.detail.addEventListener("change", () => void this.translate());
    this.left.addEventListener("change", () => void this.translate());
    catalogue.addEventListener("change", () => {
      this.offerModels();
      this.isStale = true;
      if (!element("photo").hidden) this.comeBack();
    });
    this.offerModels();
    this.offerSaving(false);
  }

  /** Takes a picture and translates it. */
  async open(content: Blob, name: string): Promise<void> {
    this.photo = { content, name };
    await this.translate();
  }

  /** Work ends while nobody looks: the models are free for what is looked at. */
  leave(): void {
    this.isStale ||= !element("photo_cancel").hidden;
    this.wanted += 1;
    this.showProgress(null);
  }

  /** What changed, or did not end, while nobody looked is translated. */
  comeBack(): void {
    if (this.isStale) void this.translate();
  }

  /** Opens the first sample, unless there is a photograph already. */
  async openSample(): Promise<void> {
    if (!this.photo) await this.sample("street_by_day");
  }

  private addSample(name: string, words: string): void {
    const image = make("img", { src: `samples/${name}.jpg`, alt: words, height: 80 });
    const button = make("button", { type: "button" }, image);
    button.addEventListener("click", () => void this.sample(name));
    element("samples").append(button);
  }

  private async sample(name: string): Promise<void> {
    const wanted = this.wanted;
    const answer = await fetch(`samples/${name}.jpg`).catch(() => null);
    if (wanted !== this.wanted) return; // something else was chosen meanwhile
    if (answer?.ok) await this.open(await answer.blob(), `${name}.jpg`);
    else complain("The sample cannot be fetched: try again, or choose a photo of your own.");
  }

  private offerModels(): void {
    const chosen = this.left.value;
    const others = this.catalogue.models.filter(({ key }) => key !== this.catalogue.chosen?.key);
    this.left.replaceChildren(
      make("option", { value: ORIGINAL, textContent: "the original" }),
      ...others.map((model) =>
        make("option", { value: model.key, textContent: `${model.title} (${model.key})` }),
      ),
    );
    this.left.value = others.some(({ key }) => key === chosen) ? chosen : ORIGINAL;
  }

  private async translate(): Promise<void> {
    const [model, photo] = [this.catalogue.chosen, this.photo];
    if (!model || !photo) return;
    const work = ++this.wanted;
    this.isStale = false;
    complain("");
    this.tell("");
    this.offerSaving(false);
    this.showProgress(0);
    const other = this.catalogue.models.find(({ key }) => key === this.left.value);
    const show = (side: "left" | "right", image: ImageBitmap) => {
      if (work === this.wanted) this.compare.show(side, image);
      image.close();
    };
    let original: ImageBitmap | null = null;
    try {
      original = await decoded(photo.content, photo.name);
      const { width, height } = original;
      if (work === this.wanted) {
        this.compare.name(other?.target ?? model.source, model.target);
        this.compare.show("left", original);
        this.compare.clear("right");
      }
      const start = performance.now();
      if (other) {
        await this.catalogue.ready(other);
        show("left", await this.made(other.key, await copied(original), work));
      }
      show("right", await this.made(model.key, original, work));
      if (work !== this.wanted) return;
      const seconds = ((performance.now() - start) / 1000).toFixed(2);
      this.tell(`${photo.name}: ${width} × ${height} pixels in ${seconds} s on ${model.runsOn}.`);
      this.offerSaving(true);
    } catch (error) {
      if (work !== this.wanted) return;
      complain((error as Error).message);
    } finally {
      original?.close(); // where no model has taken it
      if (work === this.wanted) this.showProgress(null);
    }
  }

  /** What a model makes of a picture, which is taken. */
  private async made(key: string, image: ImageBitmap, work: number): Promise<ImageBitmap> {
    const { width, height } = image;
    try {
      const method = this.detail.checked ? "tiles" : "resize";
      const { image: made } = await this.catalogue.engine.translate(
        key,
        image,
        method,
        (done, all) => {
          if (work === this.wanted) this.showProgress(done / all);
          return work === this.wanted;
        },
      );
      return made;
    } catch (error) {
      if (work !== this.wanted) throw error; // nobody is told
      throw new Error(
        `This picture of ${width} × ${height} pixels could not be translated ` +
          `(${(error as Error).message}). Choose a smaller one, or close other pages.`,
        { cause: error },
      );
    }
  }

  private tell(words: string): void {
    element("photo_figures").textContent = words;
  }

  private cancel(): void {
    this.wanted += 1;
    this.showProgress(null);
    this.tell("Cancelled.");
  }

  private showProgress(share: number | null): void {
    const bar = element<HTMLProgressElement>("photo_progress");
    bar.hidden = element("photo_cancel").hidden = share === null;
    bar.value = share ?? 0;
  }

  private offerSaving(isReady: boolean): void {
    for (const id of ["photo_png", "photo_jpeg"])
      element<HTMLButtonElement>(id).disabled = !isReady;
  }

  private async save(type: "png" | "jpeg"): Promise<void> {
    try {
      const name = stem(this.photo?.name ?? "photo");
      const content = await encoded(this.compare.right, `image/${type}`);
      save(
        content,
        `${name}_${this.catalogue.chosen?.target ?? "translated"}.${type === "jpeg" ? "jpg" : type}`,
      );
    } catch (error) {
      complain((error as Error).message);
    }
  }
}

/** A picture's pixels, upright, their numbers as they are in the file. */
async function decoded(content: Blob, name: string): Promise<ImageBitmap> {
  if (content.size === 0) throw new Error(`${name} is empty. Choose another picture.`);
  try {
    return await createImageBitmap(content, {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch (error) {
    throw new Error(
      `${name} cannot be read by this browser: it is no picture, it is damaged, or it is larger ` +
        "than the browser takes. Choose another JPEG, PNG or WebP picture.",
      { cause: error },
    );
  }
}

/** A second bitmap of the same pixels. */
function copied(image: ImageBitmap): Promise<ImageBitmap> {
  return createImageBitmap(image, { premultiplyAlpha: "none", colorSpaceConversion: "none" });
}
