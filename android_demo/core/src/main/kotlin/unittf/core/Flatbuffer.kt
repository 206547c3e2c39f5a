package unittf.core

import java.nio.ByteBuffer
import java.nio.ByteOrder

/** Something in a flatbuffer lies outside of it. */
internal class OutsideOfFile : Exception()

/**
 * A flatbuffer that is not trusted: whatever is followed is first checked to lie inside of it.
 *
 * All functions throw [OutsideOfFile] where it does not.
 */
internal class Flatbuffer(file: ByteBuffer) {
    private val bytes = file.slice().order(ByteOrder.LITTLE_ENDIAN)

    /** Four characters that tell what kind of buffer this is. */
    val identifier: String get() = String(blob(4, 4), Charsets.ISO_8859_1)

    fun root() = Table(follow(0))

    private fun byteAt(at: Int): Int = bytes.get(inside(at.toLong(), 1)).toInt()

    private fun intAt(at: Int): Int = bytes.getInt(inside(at.toLong(), 4))

    private fun longAt(at: Int): Long = bytes.getLong(inside(at.toLong(), 8))

    fun blob(at: Long, length: Long): ByteArray {
        val content = bytes.duplicate()
        content.position(inside(at, length))
        return ByteArray(length.toInt()).also { content.get(it) }
    }

    private fun shortAt(at: Int): Int = bytes.getShort(inside(at.toLong(), 2)).toInt() and 0xFFFF

    /** The place that the unsigned offset at [at] points to. */
    private fun follow(at: Int): Int = inside(at + unsigned(intAt(at)), 4)

    private fun inside(at: Long, length: Long): Int {
        val limit = bytes.limit().toLong()
        if (at !in 0..limit || length !in 0..limit - at) throw OutsideOfFile()
        return at.toInt()
    }

    private fun unsigned(value: Int): Long = value.toLong() and 0xFFFF_FFFFL

    /** A table; fields are named by their number in the schema. */
    inner class Table(private val at: Int) {
        private val fields = inside(at.toLong() - intAt(at), 4)
        private val fieldsEnd = fields + shortAt(fields)

        fun byte(field: Int): Int = place(field)?.let { byteAt(it) } ?: 0

        fun int(field: Int): Int = place(field)?.let { intAt(it) } ?: 0

        fun long(field: Int): Long = place(field)?.let { longAt(it) } ?: 0

        /** The vector of tables, empty where the field is absent. */
        fun tables(field: Int): List<Table> = vector(field, 4) { start, count ->
            // A list that makes its tables when asked: only a few of many are read.
            object : AbstractList<Table>() {
                override val size = count

                override fun get(index: Int) = Table(follow(start + 4 * index))
            }
        } ?: emptyList()

        /** The vector of integers, null where the field is absent. */
        fun ints(field: Int): List<Int>? = vector(field, 4) { start, count ->
            List(count) { intAt(start + 4 * it) }
        }

        /** The vector of bytes, null where the field is absent. */
        fun blob(field: Int): ByteArray? = vector(field, 1) { start, count ->
            blob(start.toLong(), count.toLong())
        }

        fun text(field: Int): String? = blob(field)?.let { String(it, Charsets.UTF_8) }

        private fun <T> vector(
            field: Int,
            bytesEach: Int,
            read: (start: Int, count: Int) -> T,
        ): T? {
            val place = place(field) ?: return null
            val vector = follow(place)
            val count = unsigned(intAt(vector))
            val start = inside(vector + 4L, count * bytesEach)
            return read(start, count.toInt())
        }

        /** Where the field's value is; null where it is absent. */
        private fun place(field: Int): Int? {
            val entry = fields + 4 + 2 * field
            if (entry + 2 > fieldsEnd) return null
            val offset = shortAt(entry)
            return if (offset == 0) null else at + offset
        }
    }
}
