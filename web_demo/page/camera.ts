/** What the camera sees, live: the newest frame wins, and no frame waits for another. */

import { coverCrop } from "../core/crop.ts";
import { Newest } from "../core/newest.ts";
import { FrameRate, percentile } from "../core/timing.ts";
import { Restarted } from "../engine/engine.ts";
import type { Catalogue } from "./catalogue.ts";
import { Compare } from "./compare.ts";
import { complain, element, encoded, make, save } from "./elements.ts";

const REFUSALS: Record<string, string> = {
  NotAllowedError:
    "Without the permission there is no live picture. Allow the camera for this page, or translate " +
    "photos instead.",
  NotFoundError: "No camera was found. Connect one and start again, or translate photos instead.",
  NotReadableError: "Another program is using the camera. Close it and start again.",
};

export class CameraView {
  private readonly compare = new Compare(element("camera_stage"), true);
  private readonly video = make("video", { muted: true, playsInline: true });
  private readonly seen = document.createElement("canvas");
  private stream: MediaStream | null = null;
  private frames: Newest<ImageBitmap> | null = null;
  private rate = new FrameRate();
  private durations: number[] = [];
  private isFront = false;
  private isMirrored = false;
  private isFrozen = false;
  private isWanted = false;
  private shown = 0;
  /** Counts starts and stops: a camera that is given after a stop is not wanted any more. */
  private turn = 0;

  constructor(private readonly catalogue: Catalogue) {
    element("camera_start").addEventListener("click", () => {
      this.isWanted = false;
      void (this.stream ? this.stop() : this.start());
    });
    element("camera_switch").addEventListener("click", () => {
      this.isFront = !this.isFront;
      void this.start();
    });
    element("camera_freeze").addEventListener("click", () => this.freeze(!this.isFrozen));
    element("camera_save").addEventListener("click", () => void this.save());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) void this.leave();
      else if (!element("camera").hidden) this.comeBack();
    });
  }

  /** The camera is given back while nobody looks. */
  async leave(): Promise<void> {
    this.isWanted ||= this.stream !== null;
    await this.stop();
  }

  /** It is taken again if it ran when it was left. */
  comeBack(): void {
    if (this.isWanted) void this.start();
    this.isWanted = false;
  }

  private async start(): Promise<void> {
    const stopped = this.stop();
    const turn = this.turn;
    await stopped;
    if (turn !== this.turn) return;
    complain("");
    if (!("requestVideoFrameCallback" in this.video)) {
      complain("This browser tells no frames of a camera. Use a newer one, or translate photos.");
      return;
    }
    if (!navigator.mediaDevices) {
      complain("The camera is only for pages from https or localhost. Open this one from there.");
      return;
    }
    try {
      const facingMode = this.isFront ? "user" : "environment";
      const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode } });
      if (turn !== this.turn) {
        stream.getTracks().forEach((track) => track.stop());
        return;
      }
      this.stream = stream;
      const [track] = stream.getVideoTracks();
      // Of which side it is, a camera may not tell, or be another than was asked for.
      this.isMirrored = (track.getSettings().facingMode ?? facingMode) === "user";
      track.addEventListener("ended", () => {
        complain("The camera went away. Start it again.");
        void this.stop();
      });
      this.video.srcObject = this.stream;
      await this.video.play();
      if (turn !== this.turn) return;
    } catch (error) {
      if (turn !== this.turn) return;
      const { name, message } = error as Error;
      complain(REFUSALS[name] ?? `The camera reports an error: ${message}. Start it again.`);
      await this.stop();
      return;
    }
    this.rate = new FrameRate();
    this.durations = [];
    this.frames = new Newest(
      (frame) => this.translate(frame),
      (frame) => frame.close(),
    );
    this.freeze(false);
    this.showRunning(true);
    this.follow();
  }

  private async stop(): Promise<void> {
    this.turn += 1;
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
    const frames = this.frames;
    this.frames = null;
    this.showRunning(false);
    await frames?.close();
  }

  /** Offers every frame of the film that the camera makes. */
  private follow(): void {
    this.video.requestVideoFrameCallback(() => {
      if (!this.frames) return;
      this.follow();
      if (!this.isFrozen && this.video.videoWidth > 0) this.frames.offer(this.frame());
    });
  }

  /** The middle of what is seen, at the model's size; of a front camera as in a mirror. */
  private frame(): ImageBitmap {
    const size = this.catalogue.chosen?.contract ?? { width: 256, height: 256 };
    const { videoWidth: width, videoHeight: height } = this.video;
    const part = coverCrop({ width, height }, size);
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    if (this.isMirrored) context.setTransform(-1, 0, 0, 1, size.width, 0);
    context.imageSmoothingQuality = "high";
    const { left, top } = part;
    context.drawImage(
      this.video,
      ...[left, top, part.width, part.height],
      ...([0, 0, size.width, size.height] as const),
    );
    return canvas.transferToImageBitmap();
  }

  private async translate(frame: ImageBitmap): Promise<void> {
    const model = this.catalogue.chosen;
    if (!model) {
      frame.close();
      return;
    }
    [this.seen.width, this.seen.height] = [frame.width, frame.height];
    this.seen.getContext("2d")?.drawImage(frame, 0, 0);
    try {
      const made = await this.catalogue.engine.translate(model.key, frame, "resize");
      if (!this.isFrozen && this.frames) {
        this.compare.name(model.source, model.target);
        this.compare.show("left", this.seen);
        this.compare.show("right", made.image);
        this.tell(made.milliseconds, model.runsOn);
      }
      made.image.close();
    } catch (error) {
      if (error instanceof Restarted) return; // the next frame is there already
      complain(`The frame could not be translated (${(error as Error).message}). Start again.`);
      void this.stop();
    }
  }

  private tell(milliseconds: number, runsOn: string): void {
    this.shown += 1;
    this.rate.tick(performance.now());
    this.durations = [...this.durations.slice(-29), milliseconds];
    element("camera_figures").textContent =
      `${percentile(this.durations, 0.5).toFixed(0)} ms · ` +
      `${this.rate.perSecond.toFixed(1)} pictures a second · ${runsOn}`;
    element("camera_figures").dataset.shown = String(this.shown);
  }

  private freeze(isFrozen: boolean): void {
    this.isFrozen = isFrozen;
    const button = element<HTMLButtonElement>("camera_freeze");
    button.ariaPressed = String(isFrozen);
    element<HTMLButtonElement>("camera_save").disabled = !isFrozen;
  }

  private showRunning(isRunning: boolean): void {
    element("camera_start").textContent = isRunning ? "Stop" : "Start";
    for (const id of ["camera_freeze", "camera_switch"]) {
      element<HTMLButtonElement>(id).disabled = !isRunning;
    }
  }

  private async save(): Promise<void> {
    const target = this.catalogue.chosen?.target ?? "translated";
    try {
      save(await encoded(this.compare.right, "image/jpeg"), `camera_${target}.jpg`);
    } catch (error) {
      complain((error as Error).message);
    }
  }
}
