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

export async function keep(name: string, content: Uint8Array): Promise<void> {
  const handle = await (await folder())?.getFileHandle(encodeURIComponent(name), { create: true });
  const stream = await handle?.createWritable();
  await stream?.write(content as Uint8Array<ArrayBuffer>);
  await stream?.close();
}

export async function remove(name: string): Promise<void> {
  await (await folder())?.removeEntry(encodeURIComponent(name)).catch(() => {});
}
