package unittf.core

import java.nio.ByteBuffer

/** A tensor that goes in or out; sides that are not known are -1. */
internal class Tensor(val name: String, val shape: List<Int>, val type: String)

/**
 * The parts of a TFLite file that tell what it translates.
 *
 * @property metadata what is kept under the name `unit_tf`; null where there is none.
 */
internal class TfliteFile private constructor(
    val inputs: List<Tensor>,
    val outputs: List<Tensor>,
    val metadata: ByteArray?,
) {
    companion object {
        private const val IDENTIFIER = "TFL3"
        private const val METADATA = "unit_tf"

        /** Names of the schema's tensor types, in the order of their numbers. */
        private val TYPES =
            (
                "float32 float16 int32 uint8 int64 string bool int16 complex64 int8 float64 " +
                    "complex128 uint64 resource variant uint32 uint16 int4 bfloat16"
            ).split(" ")

        /** Throws [OutsideOfFile] where the file is none, or is damaged. */
        fun read(file: ByteBuffer): TfliteFile {
            val content = Flatbuffer(file)
            if (content.identifier != IDENTIFIER) throw OutsideOfFile()
            val model = content.root()
            val graph = model.tables(2).firstOrNull()
            return TfliteFile(
                inputs = graph?.let { tensors(it, 1) }.orEmpty(),
                outputs = graph?.let { tensors(it, 2) }.orEmpty(),
                metadata = metadata(content, model),
            )
        }

        private fun tensors(graph: Flatbuffer.Table, field: Int): List<Tensor> {
            val all = graph.tables(0)
            return graph.ints(field).orEmpty().map { tensor(all.getOrNull(it)) }
        }

        private fun tensor(table: Flatbuffer.Table?): Tensor {
            if (table == null) throw OutsideOfFile()
            val type = table.byte(1)
            // Where a side is not known, the shape says 1 and the signature -1.
            val signature = table.ints(7).orEmpty()
            val shape = table.ints(0).orEmpty().mapIndexed { side, length ->
                if (signature.getOrNull(side) == -1) -1 else length
            }
            return Tensor(table.text(3).orEmpty(), shape, TYPES.getOrElse(type) { "type $type" })
        }

        private fun metadata(content: Flatbuffer, model: Flatbuffer.Table): ByteArray? {
            val entry = model.tables(6).firstOrNull { it.text(0) == METADATA } ?: return null
            val buffer = model.tables(4).getOrNull(entry.int(1)) ?: throw OutsideOfFile()
            // Files of more than 2 GB keep their buffers behind the flatbuffer.
            val offset = buffer.long(1)
            if (offset > 1) return content.blob(offset, buffer.long(2))
            return buffer.blob(0) ?: ByteArray(0)
        }
    }
}
