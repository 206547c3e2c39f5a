/**
 * What a TFLite file tells of itself, read without trust in any of its numbers.
 *
 * Only the few tables that the contract needs; their numbers are those of TensorFlow's schema.fbs.
 */

const IDENTIFIER = "TFL3";
const METADATA = "unit_tf";
const TYPES = [
  ...["float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64"],
  ...["int8", "float64", "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4"],
];

/** The content is no TFLite file, or no longer. */
export class Damaged extends Error {}

/** A tensor: its sides, -1 where one is only known when it runs, and its type. */
export interface Tensor {
  shape: number[];
  type: string;
}

/** What goes in and comes out of the first subgraph, and what is kept under the name `unit_tf`. */
export interface TfliteFile {
  inputs: Tensor[];
  outputs: Tensor[];
  metadata: Uint8Array | null;
}

/**
 * Reads a file's tables.
 *
 * @throws Damaged: the identifier is missing, or an offset or index leads outside.
 */
export function parse(content: Uint8Array): TfliteFile {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  if (text(content.subarray(4, 8)) !== IDENTIFIER) throw new Damaged("no identifier");
  const model = new Table(view, read(view, "uint32", 0));
  const graph = model.tables(2)[0];
  const tensors = graph?.tables(0).map(tensor) ?? [];
  const [inputs, outputs] = [1, 2].map((field) =>
    (graph?.integers(field) ?? []).map((index) => at(tensors, index)),
  );
  const buffers = model.tables(4);
  const entry = model.tables(6).find((table) => text(table.bytes(0)) === METADATA);
  const metadata = entry && at(buffers, entry.number(1, "uint32")).bytes(0);
  return { inputs, outputs, metadata: metadata ?? null };
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes.subarray(0, 64));
}

function tensor(table: Table): Tensor {
  const number = table.number(1, "int8");
  const signature = table.integers(7);
  const shape = signature.length ? signature : table.integers(0);
  return { shape, type: TYPES[number] ?? `type ${number}` };
}

function at<T>(items: T[], index: number): T {
  if (!(index in items)) throw new Damaged(`no number ${index} among ${items.length}`);
  return items[index];
}

type Form = "uint32" | "int32" | "uint16" | "int8";
const SIZES: Record<Form, number> = { uint32: 4, int32: 4, uint16: 2, int8: 1 };

function read(view: DataView, form: Form, position: number): number {
  if (position < 0 || position + SIZES[form] > view.byteLength) {
    throw new Damaged(`byte ${position} is outside of ${view.byteLength}`);
  }
  if (form === "uint32") return view.getUint32(position, true);
  if (form === "int32") return view.getInt32(position, true);
  return form === "uint16" ? view.getUint16(position, true) : view.getInt8(position);
}

/** A table of a flatbuffer: fields by number, each of which may be missing. */
class Table {
  private readonly fields: number;
  private readonly size: number;

  constructor(
    private readonly view: DataView,
    private readonly position: number,
  ) {
    this.fields = position - read(view, "int32", position);
    this.size = read(view, "uint16", this.fields);
  }

  private place(field: number): number | null {
    const entry = 4 + 2 * field;
    if (entry + 2 > this.size) return null;
    const offset = read(this.view, "uint16", this.fields + entry);
    return offset ? this.position + offset : null;
  }

  /** A number; 0 if it is missing. */
  number(field: number, form: Form): number {
    const place = this.place(field);
    return place === null ? 0 : read(this.view, form, place);
  }

  /** Where the elements of a vector begin, and how many there are. */
  private vector(field: number, size: number): [number, number] {
    const place = this.place(field);
    if (place === null) return [0, 0];
    const start = place + read(this.view, "uint32", place);
    const count = read(this.view, "uint32", start);
    if (start + 4 + count * size > this.view.byteLength) {
      throw new Damaged(`${count} elements at byte ${start} do not fit in`);
    }
    return [start + 4, count];
  }

  /** A vector of bytes, or a text. */
  bytes(field: number): Uint8Array {
    const [start, count] = this.vector(field, 1);
    return new Uint8Array(this.view.buffer, this.view.byteOffset + start, count);
  }

  /** A vector of int32. */
  integers(field: number): number[] {
    const [start, count] = this.vector(field, 4);
    return Array.from({ length: count }, (_, i) => read(this.view, "int32", start + 4 * i));
  }

  /** A vector of tables. */
  tables(field: number): Table[] {
    const [start, count] = this.vector(field, 4);
    return Array.from({ length: count }, (_, i) => {
      const place = start + 4 * i;
      return new Table(this.view, place + read(this.view, "uint32", place));
    });
  }
}
