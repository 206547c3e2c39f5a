/** The page's elements, and the two lines in which it talks. */

/** @throws Error: the page has no such element. */
export function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found as T;
}

/** A new element with some of its properties set. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** What goes on; an empty text takes it away. */
export function say(text: string): void {
  element("status").textContent = text;
}

/** What went wrong, and what to do; an empty text takes it away. */
export function complain(text: string): void {
  element("trouble").textContent = text;
}

/** Offers a file to be kept, under a name. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** A file's name without its ending. */
export function stem(name: string): string {
  return name.replace(/\.[^.]*$/, "");
}

/** What is seen of a canvas, as a file. */
export function encoded(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const take = (blob: Blob | null) =>
      blob
        ? resolve(blob)
        : reject(new Error("The picture is too large for this browser to save."));
    canvas.toBlob(take, type, 0.92);
  });
}
