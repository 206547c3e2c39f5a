package unittf.core

import java.nio.ByteBuffer

/** Between a picture's bytes and a tensor's values, in the arithmetic of the contract (float32). */
object Conversion {
    /**
     * Writes a picture as values; [into] is left at its beginning, ready to be read.
     *
     * @param into in native order, of as many values as [rgb] has bytes.
     */
    fun toModel(rgb: ByteArray, values: Values, into: ByteBuffer) {
        check(rgb, values, into)
        into.rewind()
        when (values.type) {
            ValueType.UINT8 -> into.put(rgb)

            ValueType.FLOAT32 -> {
                val factor = (values.high - values.low) / 255f
                for (byte in rgb) into.putFloat((byte.toInt() and 255) * factor + values.low)
            }
        }
        into.rewind()
    }

    /** Reads values from the beginning of [from] as a picture; a value that is no number is 0. */
    fun fromModel(from: ByteBuffer, values: Values, rgb: ByteArray) {
        check(rgb, values, from)
        from.rewind()
        when (values.type) {
            ValueType.UINT8 -> from.get(rgb)

            ValueType.FLOAT32 -> {
                val factor = 255f / (values.high - values.low)
                for (index in rgb.indices) {
                    rgb[index] = byteOf((from.getFloat() - values.low) * factor)
                }
            }
        }
        from.rewind()
    }

    private fun byteOf(level: Float): Byte = when {
        level.isNaN() -> 0
        else -> (level.coerceIn(0f, 255f) + 0.5f).toInt().toByte()
    }

    private fun check(rgb: ByteArray, values: Values, buffer: ByteBuffer) {
        val bytes = rgb.size * values.type.bytes
        require(buffer.limit() == bytes) {
            "${rgb.size} values of ${values.type} take $bytes bytes, not ${buffer.limit()}"
        }
    }
}
