package unittf.core

/**
 * Makes upright RGB pictures of a camera's frames.
 *
 * A reader keeps its working memory: while frames and targets stay of one size, reading a frame
 * allocates nothing. It is used on one thread at a time.
 */
class FrameReader {
    private val y = Samples()
    private val u = Samples()
    private val v = Samples()
    private var sampling: FrameSampling? = null

    /**
     * Fills [into] with the middle of the frame, as much as has its aspect, by full range BT.601.
     *
     * Where the frame has more pixels than the picture, each of the picture's is the mean of those
     * that it covers; where it has fewer, the nearest is taken.
     *
     * @param rotation degrees clockwise that turn the frame upright: 0, 90, 180 or 270.
     * @param mirrored left and right are exchanged, after turning.
     */
    fun read(frame: YuvFrame, rotation: Int, mirrored: Boolean, into: RgbImage) {
        y.load(frame.y, frame.width, frame.height)
        u.load(frame.u, (frame.width + 1) / 2, (frame.height + 1) / 2)
        v.load(frame.v, (frame.width + 1) / 2, (frame.height + 1) / 2)
        val sampling = samplingOf(frame, rotation, mirrored, into)
        val columns = sampling.columns
        val rows = sampling.rows
        var target = 0
        for (line in 0 until into.height) {
            for (place in 0 until into.width) {
                val column = if (sampling.turned) line else place
                val row = if (sampling.turned) place else line
                mean(
                    columns.from[column],
                    columns.until[column],
                    rows.from[row],
                    rows.until[row],
                    into.bytes,
                    target,
                )
                target += 3
            }
        }
    }

    /** Writes the mean colour of a part of the frame to the three bytes [at]. */
    private fun mean(
        left: Int,
        right: Int,
        top: Int,
        bottom: Int,
        bytes: ByteArray,
        at: Int,
    ) {
        var light = 0
        var blue = 0
        var red = 0
        for (row in top until bottom) {
            for (column in left until right) {
                light += y.at(column, row)
                blue += u.at(column shr 1, row shr 1)
                red += v.at(column shr 1, row shr 1)
            }
        }
        val count = (right - left) * (bottom - top)
        val luminance = LEVEL * rounded(light, count)
        val blueness = rounded(blue, count) - 128
        val redness = rounded(red, count) - 128
        bytes[at] = byteOf(luminance + 1_402_000 * redness)
        bytes[at + 1] = byteOf(luminance - 344_136 * blueness - 714_136 * redness)
        bytes[at + 2] = byteOf(luminance + 1_772_000 * blueness)
    }

    private fun rounded(sum: Int, count: Int) = (sum + count / 2) / count

    /** Millionths of levels, rounded half up: exact, where floats would depend on the phone. */
    private fun byteOf(millionths: Int): Byte = when {
        millionths < 0 -> 0
        else -> minOf(255, (millionths + LEVEL / 2) / LEVEL).toByte()
    }

    private fun samplingOf(
        frame: YuvFrame,
        rotation: Int,
        mirrored: Boolean,
        into: RgbImage,
    ): FrameSampling {
        val known = sampling
        if (known != null && known.fits(frame, rotation, mirrored, into)) return known
        return FrameSampling(
            frame.width,
            frame.height,
            rotation,
            mirrored,
            into.width,
            into.height,
        ).also { sampling = it }
    }

    /** A copy of a plane: arrays are read many times faster than buffers outside of the heap. */
    private class Samples {
        private var bytes = ByteArray(0)
        private var rowStride = 0
        private var pixelStride = 0

        fun load(plane: Plane, width: Int, height: Int) {
            rowStride = plane.rowStride
            pixelStride = plane.pixelStride
            val needed = (height - 1) * rowStride + (width - 1) * pixelStride + 1
            val buffer = plane.bytes
            require(buffer.remaining() >= needed) {
                "a plane of $width x $height samples, strides $rowStride and $pixelStride, " +
                    "takes $needed bytes, not ${buffer.remaining()}"
            }
            if (bytes.size < needed) bytes = ByteArray(needed)
            val start = buffer.position()
            buffer.get(bytes, 0, needed)
            buffer.position(start)
        }

        fun at(column: Int, row: Int): Int =
            bytes[row * rowStride + column * pixelStride].toInt() and 255
    }

    private companion object {
        const val LEVEL = 1_000_000
    }
}
