/** Models of one's own, kept in the browser's private files where it has any. */

const FOLDER = "models";

async function folder(): Promise<FileSystemDirectoryHandle | null> {
  try {
    const root = await navigator.storage.getDirectory();
    return await root.getDirectoryHandle(FOLDER, { create: true });
  } catch {
    return null; // such as in private windows: models last as long as the page
  }
}

/** All that are kept, by name. */
export async function kept(): Promise<[string, Uint8Array][]> {
  const found: [string, Uint8Array][] = [];
  for await (const [name, handle] of (await folder())?.entries() ?? []) {
    if (handle.kind !== "file") continue;
    const file = await handle.getFile();
    found.push([decodeURIComponent(name), new Uint8Array(await file.arrayBuffer())]);
  }
  return found;
}

/** Keeps a model; returns whether the browser does so. */
export async function keep(name: string, content: Uint8Array): Promise<boolean> {
  try {
    const place = await folder();
    const handle = await place?.getFileHandle(encodeURIComponent(name), { create: true });
    const stream = await handle?.createWritable();
    await stream?.write(content as Uint8Array<ArrayBuffer>);
    await stream?.close();
    return stream !== undefined;
  } catch {
    await remove(name); // no room, or a browser that cannot write there: nothing half is left
    return false;
  }
}

export async function remove(name: string): Promise<void> {
  await (await folder())?.removeEntry(encodeURIComponent(name)).catch(() => {});
}
