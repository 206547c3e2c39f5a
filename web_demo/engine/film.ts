/** A film in, a translated film out: decoded and encoded by the browser, frame by frame. */

import {
  ALL_FORMATS,
  BlobSource,
  BufferTarget,
  Conversion,
  getFirstEncodableVideoCodec,
  Input,
  MATROSKA,
  Mp4OutputFormat,
  Output,
  QUALITY_VERY_HIGH,
  StreamTarget,
  VideoSample,
  VideoSampleSink,
  VideoSampleSource,
  WEBM,
  WebMOutputFormat,
  type InputVideoTrack,
  type StreamTargetChunk,
} from "mediabunny";

/** What a translation of a film tells while it goes on. */
export interface Progress {
  /** Of the whole, from 0 to 1. */
  share: number;
  frames: number;
}

/** Of a film's pictures, pixels. */
interface Size {
  width: number;
  height: number;
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
 * @param translate makes a picture of the frame, as large; it may ask for the frame again.
 * @throws Error: the film cannot be read or written; its message is a sentence.
 */
export async function translateFilm(
  file: File,
  translate: (frame: () => ImageBitmap) => Promise<ImageBitmap>,
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
  translate: (frame: () => ImageBitmap) => Promise<ImageBitmap>,
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
  let sound: Conversion | null = null;
  const cancel = () => Promise.all([sound?.cancel(), output.cancel()]).catch(() => {}); // ended
  const abort = () => void cancel();
  signal.addEventListener("abort", abort);
  try {
    const size = await sizeOf(track);
    const pictures = await encoder(output, size);
    sound = await Conversion.init({
      ...{ input, output, tracks: "primary", composable: true, showWarnings: false },
      trim: { start: 0 }, // keeps its time beside the pictures
      video: { discard: true },
    });
    await output.start();
    const length = await input.computeDuration();
    let frames = 0;
    for await (const made of translatedFrames(track, size, translate)) {
      try {
        signal.throwIfAborted();
        await pictures.add(made);
        await sound.execute({ until: made.timestamp });
        frames += 1;
        progress({ share: length > 0 ? Math.min(1, made.timestamp / length) : 1, frames });
      } finally {
        made.close();
      }
    }
    pictures.close();
    await sound.execute();
    await output.finalize();
    const lost = sound.discardedTracks
      .filter((discarded) => discarded.track.type === "audio")
      .map((discarded) => `The sound (${discarded.track.codec ?? "of an unknown kind"}) is lost.`);
    const content = await place.content(isWebm ? "video/webm" : "video/mp4");
    return { content, extension: isWebm ? "webm" : "mp4", frames, lost };
  } catch (error) {
    await cancel(); // what is still being written cannot be removed
    await place.remove();
    throw error;
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

/** Gives a film pictures of a size. */
async function encoder(output: Output, size: Size): Promise<VideoSampleSource> {
  const codecs = output.format.getSupportedVideoCodecs();
  const quality = QUALITY_VERY_HIGH;
  const codec = await getFirstEncodableVideoCodec(codecs, { ...size, quality });
  if (!codec) {
    const kinds = codecs.join(", ");
    throw new Error(`This browser cannot encode a film of this kind (${kinds}). Try another one.`);
  }
  const source = new VideoSampleSource({ codec, quality });
  output.addVideoTrack(source);
  return source;
}

/** Every frame, upright, in the order and at the time in which it is seen. */
async function* translatedFrames(
  track: InputVideoTrack,
  { width, height }: Size,
  translate: (frame: () => ImageBitmap) => Promise<ImageBitmap>,
): AsyncGenerator<VideoSample> {
  const context = new OffscreenCanvas(width, height).getContext("2d");
  if (!context) throw new RangeError("no canvas");
  let before = 0; // seconds that the last frame was seen: some files do not tell it of each
  for await (const sample of new VideoSampleSink(track).samples(0)) {
    const { timestamp, duration } = sample;
    try {
      const made = await translate(() => {
        sample.draw(context, 0, 0, width, height);
        return context.canvas.transferToImageBitmap();
      });
      context.clearRect(0, 0, width, height);
      context.drawImage(made, 0, 0);
      made.close();
    } finally {
      sample.close();
    }
    before = duration || before;
    yield new VideoSample(context.canvas, { timestamp: Math.max(0, timestamp), duration: before });
  }
}

/** What is shown of a track, upright; even, as encoders want it. */
async function sizeOf(track: InputVideoTrack): Promise<Size> {
  const sides = [await track.getDisplayWidth(), await track.getDisplayHeight()];
  const [width, height] = sides.map((side) => 2 * Math.ceil(side / 2));
  return { width, height };
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
        // A browser may have left "film 123.crswap" beside "film 123".
        const isOld = Date.now() - parseInt(name.slice(Place.PREFIX.length)) > Place.DAY;
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
