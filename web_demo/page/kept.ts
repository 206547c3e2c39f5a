/** Models of one's own, kept in the browser's private files where it has any. */

import type { Range } from "../core/contract.ts";

const FOLDER = "models";

/** A model that is kept. */
export interface Kept {
  name: string;
  content: Uint8Array;
  /** Of its floats, where one was asked for it. */
  range: Range | null;
}

async function folder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return null; // such as in private windows: models last as long as the page
  }
}

/** What a file is called: a model's name, in which no space is left, and its range. */
function called({ name, range }: Omit<Kept, "content">): string {
  return [encodeURIComponent(name), ...(range ?? [])].join(" ");
}

/** All that are kept. */
export async function kept(): Promise<Kept[]> {
  const found: Kept[] = [];
  for await (const [file, handle] of (await folder())?.entries() ?? []) {
    if (handle.kind !== "file") continue;
    const content = await handle.getFile().then(
      (read) => read.arrayBuffer(),
      () => null,
    );
    if (!content) continue; // it cannot be read any more
    const [name, ...ends] = file.split(" ");
    const range = ends.length === 2 ? (ends.map(Number) as Range) : null;
    found.push({ name: decodeURIComponent(name), content: new Uint8Array(content), range });
  }
  return found;
}

/** Keeps a model in place of the one of its name; returns whether the browser does so. */
export async function keep(model: Kept): Promise<boolean> {
  await remove(model.name);
  try {
    const place = await folder();
    const handle = await place?.getFileHandle(called(model), { create: true });
    const stream = await handle?.createWritable();
    await stream?.write(model.content as Uint8Array<ArrayBuffer>);
    await stream?.close();
    return stream !== undefined;
  } catch {
    await remove(model.name); // no room, or a browser that cannot write: nothing half is left
    return false;
  }
}

export async function remove(name: string): Promise<void> {
  const place = await folder();
  for await (const file of place?.keys() ?? []) {
    if (file.split(" ")[0] !== encodeURIComponent(name)) continue;
    await place?.removeEntry(file).catch(() => {}); // another page has it open
  }
}
