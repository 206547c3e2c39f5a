/** A film in, a translated film out: decoded and encoded by the browser, frame by frame. */

import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  Conversion,
  Input,
  MATROSKA,
  Mp4OutputFormat,
  Output,
  QUALITY_VERY_HIGH,
  StreamTarget,
  WEBM,
  WebMOutputFormat,
  type ConversionOptions,
  type StreamTargetChunk,
} from "mediabunny";

/** What a translation of a film tells while it goes on. */
export interface Progress {
  /** Of the whole, from 0 to 1. */
  share: number;
  frames: number;
}

/** A translated film. */
export interface Film {
  content: Blob;
  extension: "mp4" | "webm";
  frames: number;
  /** Sentences that say what of the film could not be kept. */
  lost: string[];
}

/**
 * Translates every frame of a film, upright; sound is taken over as it is, or encoded anew where it
 * must be. Written to the browser's private files as it goes, where it has any: memory does not grow
 * with the length.
 *
 * @param translate makes a picture of one as large, which it takes.
 * @throws Error: the film cannot be read or written; its message is a sentence.
 */
export async function translateFilm(
  file: File,
  translate: (frame: ImageBitmap) => Promise<ImageBitmap>,
  progress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Film> {
  const input = new Input({ source: new BlobSource(file), formats: ALL_FORMATS });
  try {
    return await translated(input, file.name, translate, progress, signal);
  } finally {
    input.dispose();
  }
}

async function translated(
  input: Input,
  name: string,
  translate: (frame: ImageBitmap) => Promise<ImageBitmap>,
  progress: (progress: Progress) => void,
  signal: AbortSignal,
): Promise<Film> {
  const format = await input.getFormat().catch(() => null);
  const track = format && (await input.getPrimaryVideoTrack());
  if (!format || !track) {
    throw new Error(`${name} is not a film that can be read. Choose an MP4, MOV, WebM or MKV.`);
  }
  const codec = track.codec ?? "unknown";
  if (!(await track.canDecode())) {
    throw new Error(`This browser cannot decode ${name} (${codec}). Convert it to H.264.`);
  }
  const isWebm = format === WEBM || format === MATROSKA;
  const place = await Place.open();
  const output = new Output({
    format: isWebm ? new WebMOutputFormat() : new Mp4OutputFormat(),
    target: place.target,
  });
  let frames = 0;
  let share = 0;
  const canvas = new OffscreenCanvas(1, 1);
  const options: ConversionOptions = {
    input,
    output,
    tracks: "primary",
    tags: {}, // a phone's film tells where it was taken
    showWarnings: false,
    video: {
      forceTranscode: true,
      quality: QUALITY_VERY_HIGH,
      allowTransformationMetadata: false,
      process: async (sample) => {
        const { displayWidth: width, displayHeight: height } = sample;
        if (canvas.width !== width) canvas.width = width;
        if (canvas.height !== height) canvas.height = height;
        const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
        sample.draw(context, 0, 0, width, height);
        const made = await translate(canvas.transferToImageBitmap());
        context.drawImage(made, 0, 0);
        frames += 1;
        progress({ share, frames });
        made.close();
        return canvas;
      },
    },
  };
  let cancel = () => {};
  try {
    const conversion = await Conversion.init(options);
    const discarded = (type: string) =>
      conversion.discardedTracks.filter(({ track }) => track.type === type);
    if (!conversion.isValid || discarded("video").length) {
      const why = conversion.discardedTracks.map(({ reason }) => reason).join(", ");
      throw new Error(`This browser cannot encode a film of this kind (${why}). Try another one.`);
    }
    conversion.onProgress = (done) => {
      share = done;
      progress({ share, frames });
    };
    cancel = () => void conversion.cancel();
    signal.addEventListener("abort", cancel);
    await conversion.execute();
    if (signal.aborted) throw new DOMException("", "AbortError");
    const lost = discarded("audio").map(({ track }) => `The sound (${track.codec}) is lost.`);
    const content = await place.content(isWebm ? "video/webm" : "video/mp4");
    return { content, extension: isWebm ? "webm" : "mp4", frames, lost };
  } catch (error) {
    await place.remove();
    if (signal.aborted) throw new DOMException("", "AbortError");
    throw error;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}

/** Where a film is written: a private file of the browser, or memory where it has none. */
class Place {
  private static readonly PREFIX = "film ";
  private static readonly DAY = 24 * 3600 * 1000; // milliseconds that a film is kept at least

  private constructor(
    readonly target: StreamTarget | BufferTarget,
    private readonly file: FileSystemFileHandle | null,
  ) {}

  static async open(): Promise<Place> {
    try {
      const root = await navigator.storage.getDirectory();
      for await (const name of root.keys()) {
        const isOld = Date.now() - Number(name.slice(Place.PREFIX.length)) > Place.DAY;
        if (name.startsWith(Place.PREFIX) && isOld) await root.removeEntry(name).catch(() => {});
      }
      const file = await root.getFileHandle(Place.PREFIX + Date.now(), { create: true });
      const stream = (await file.createWritable()) as WritableStream<StreamTargetChunk>;
      return new Place(new StreamTarget(stream, { chunked: true }), file);
    } catch {
      return new Place(new BufferTarget(), null);
    }
  }

  async content(type: string): Promise<Blob> {
    if (this.file) return (await this.file.getFile()).slice(0, undefined, type);
    return new Blob([(this.target as BufferTarget).buffer as ArrayBuffer], { type });
  }

  async remove(): Promise<void> {
    if (!this.file) return;
    const root = await navigator.storage.getDirectory();
    await root.removeEntry(this.file.name).catch(() => {});
  }
}
