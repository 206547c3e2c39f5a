package unittf.core

/**
 * A picture as the translators take it: red, green, blue, a byte each, row by row from the top left.
 *
 * @property bytes 3 * [width] * [height] of them; the array is shared, not copied.
 */
class RgbImage(
    val width: Int,
    val height: Int,
    val bytes: ByteArray = ByteArray(byteCount(width, height)),
) {
    init {
        require(bytes.size == byteCount(width, height)) {
            "a picture of $width x $height has ${byteCount(width, height)} bytes, not ${bytes.size}"
        }
    }

    companion object {
        /** Bytes that a picture takes; refuses sizes that no array can hold. */
        fun byteCount(width: Int, height: Int): Int {
            require(width >= 1 && height >= 1) {
                "a picture is at least 1 x 1, not $width x $height"
            }
            val count = 3L * width * height
            require(count <= Int.MAX_VALUE) {
                "a picture of $width x $height does not fit in one array; read it in parts"
            }
            return count.toInt()
        }
    }
}
