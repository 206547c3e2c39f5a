/** A film: chosen, translated with its sound, saved. */

import { secondsLeft } from "../core/timing.ts";
import { Restarted } from "../engine/engine.ts";
import type { Progress } from "../engine/film.ts";
import type { Catalogue } from "./catalogue.ts";
import { Compare } from "./compare.ts";
import { complain, element, say, stem } from "./elements.ts";

const PREVIEW = 500; // milliseconds between two frames that are shown

export class FilmView {
  private readonly compare = new Compare(element("film_stage"));
  private readonly bar = element<HTMLProgressElement>("film_progress");
  private running: AbortController | null = null;
  private address = "";

  constructor(private readonly catalogue: Catalogue) {
    element<HTMLInputElement>("film_file").addEventListener("change", (event) => {
      const input = event.target as HTMLInputElement;
      if (input.files?.[0]) void this.open(input.files[0]);
      input.value = "";
    });
    element("film_cancel").addEventListener("click", () => this.running?.abort());
  }

  /** Translates a film; one that is being translated is cancelled. */
  async open(file: File): Promise<void> {
    const model = this.catalogue.chosen;
    if (!model) {
      complain("The translator is still loading: choose the film again in a moment.");
      return;
    }
    this.running?.abort();
    const running = (this.running = new AbortController());
    const method = element<HTMLInputElement>("film_detail").checked ? "tiles" : "resize";
    complain("");
    say("");
    this.show(0, "Opening the film…");
    this.compare.name(model.source, model.target);
    const begin = performance.now();
    let shown = -PREVIEW;
    const work = () => !running.signal.aborted;
    const made = async (frame: ImageBitmap) => {
      const isShown = performance.now() - shown > PREVIEW;
      if (isShown) this.compare.show("left", frame);
      const { image } = await this.catalogue.engine.translate(model.key, frame, method, work);
      if (isShown) {
        this.compare.show("right", image);
        shown = performance.now();
      }
      return image;
    };
    const translate = async (frame: () => ImageBitmap) => {
      running.signal.throwIfAborted();
      return made(frame()).catch((error: unknown) => {
        if (error instanceof Restarted) return made(frame());
        throw error;
      });
    };
    const progress = ({ share, frames }: Progress) => {
      if (running.signal.aborted) return;
      const left = secondsLeft(share, 1, (performance.now() - begin) / 1000);
      this.show(share, `${counted(frames)}${left === null ? "" : `, ${words(left)} left`}`);
    };
    try {
      const { translateFilm } = await import("../engine/film.ts");
      const film = await translateFilm(file, translate, progress, running.signal);
      running.signal.throwIfAborted();
      const seconds = words((performance.now() - begin) / 1000);
      const told = [`${counted(film.frames)} in ${seconds} on ${model.runsOn}.`, ...film.lost];
      this.offer(film.content, `${stem(file.name)}_${model.target}.${film.extension}`);
      this.show(null, told.join(" "));
      say(`The film is translated: ${told.join(" ")}`);
    } catch (error) {
      if (running !== this.running) return; // another film is being translated
      this.show(null, running.signal.aborted ? "Cancelled." : "");
      if (!running.signal.aborted) complain(sentence(error as Error, file.name));
    }
  }

  private show(share: number | null, told: string): void {
    this.bar.hidden = element("film_cancel").hidden = share === null;
    this.bar.value = share ?? 0;
    element("film_save").hidden = share !== null || !this.address; // the last one is still there
    element("film_figures").textContent = told;
  }

  private offer(content: Blob, name: string): void {
    const link = element<HTMLAnchorElement>("film_save");
    URL.revokeObjectURL(this.address);
    this.address = link.href = URL.createObjectURL(content);
    link.download = name;
  }
}

/** What to do about a film that could not be translated. */
function sentence({ message }: Error, name: string): string {
  if (message.endsWith(".")) return message; // it is one already
  return `${name} could not be translated (${message}). Free some room, or choose a shorter film.`;
}

function counted(frames: number): string {
  return frames === 1 ? "1 frame" : `${frames} frames`;
}

function words(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
