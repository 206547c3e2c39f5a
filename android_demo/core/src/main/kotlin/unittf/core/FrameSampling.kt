package unittf.core

/**
 * Which part of a frame each pixel of an upright picture is made of.
 *
 * @property turned the picture's lines run along the frame's columns.
 */
internal class FrameSampling(
    private val frameWidth: Int,
    private val frameHeight: Int,
    private val rotation: Int,
    private val mirrored: Boolean,
    private val width: Int,
    private val height: Int,
) {
    /** For each pixel along a side of the picture: the frame's pixels [from] inclusive, [until]. */
    class Spans(val from: IntArray, val until: IntArray)

    val turned = rotation % 180 != 0
    val columns: Spans
    val rows: Spans

    init {
        require(rotation in 0..270 && rotation % 90 == 0) {
            "frames are turned by 0, 90, 180 or 270 degrees, not $rotation"
        }
        val uprightWidth = if (turned) frameHeight else frameWidth
        val uprightHeight = if (turned) frameWidth else frameHeight
        val crop = CoverCrop.of(uprightWidth, uprightHeight, width, height)
        // Going right in the upright picture goes up in the frame where it is turned by 90 degrees,
        // and so on; mirroring turns that round once more.
        val rightIsBack = rotation == 90 || rotation == 180
        val downIsBack = rotation == 180 || rotation == 270
        val across =
            spans(crop.left, crop.width, width, mirrored, if (rightIsBack) uprightWidth else 0)
        val down = spans(crop.top, crop.height, height, false, if (downIsBack) uprightHeight else 0)
        columns = if (turned) down else across
        rows = if (turned) across else down
    }

    fun fits(frame: YuvFrame, rotation: Int, mirrored: Boolean, into: RgbImage) =
        frame.width == frameWidth && frame.height == frameHeight && into.width == width &&
            into.height == height && rotation == this.rotation && mirrored == this.mirrored

    /**
     * @param start of the crop along an upright side; [length] of it.
     * @param back the whole side's length where the frame runs against it, else 0.
     */
    private fun spans(
        start: Int,
        length: Int,
        count: Int,
        mirrored: Boolean,
        back: Int,
    ): Spans {
        val from = IntArray(count)
        val until = IntArray(count)
        for (pixel in 0 until count) {
            val place = (if (mirrored) count - 1 - pixel else pixel).toLong()
            // Fewer pixels than are wanted: the one under the middle of the wanted one.
            val first = if (length < count) {
                ((2 * place + 1) * length / (2 * count)).toInt()
            } else {
                (place * length / count).toInt()
            }
            val end = if (length < count) first + 1 else ((place + 1) * length / count).toInt()
            from[pixel] = if (back > 0) back - start - end else start + first
            until[pixel] = if (back > 0) back - start - first else start + end
        }
        return Spans(from, until)
    }
}
