package unittf.core

import java.nio.ByteBuffer

/**
 * One plane of a camera's frame, from the buffer's position on.
 *
 * @property rowStride bytes from one row to the next; the last row may end with its last sample.
 * @property pixelStride bytes from one sample to the next.
 */
class Plane(val bytes: ByteBuffer, val rowStride: Int, val pixelStride: Int)

/**
 * A camera's frame of YUV_420_888, full range, as stored (not yet upright).
 *
 * @property y [width] x [height] samples.
 * @property u half as many along either side, rounded up; [v] likewise.
 */
class YuvFrame(
    val width: Int,
    val height: Int,
    val y: Plane,
    val u: Plane,
    val v: Plane,
)
