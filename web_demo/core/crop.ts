/** A part of a picture, pixels. */
export interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The largest part in the middle of a picture that has the target's aspect. */
export function coverCrop(
  picture: { width: number; height: number },
  target: { width: number; height: number },
): Part {
  const isWide = picture.width * target.height > picture.height * target.width;
  const part = (length: number, along: number, across: number) =>
    Math.max(1, Math.floor((length * along) / across));
  const width = isWide ? part(picture.height, target.width, target.height) : picture.width;
  const height = isWide ? picture.height : part(picture.width, target.height, target.width);
  return {
    left: Math.floor((picture.width - width) / 2),
    top: Math.floor((picture.height - height) / 2),
    width,
    height,
  };
}
