package unittf.app.photo

/** Between Android's pixels (0xAARRGGBB, not premultiplied) and rows of red, green, blue bytes. */
object Pixels {
    /** Lays pixels over white and writes them from `offset` on. */
    fun toRgb(pixels: IntArray, count: Int, rgb: ByteArray, offset: Int) {
        var target = offset
        for (index in 0 until count) {
            val pixel = pixels[index]
            val alpha = pixel ushr 24
            rgb[target++] = overWhite(pixel shr 16 and 255, alpha)
            rgb[target++] = overWhite(pixel shr 8 and 255, alpha)
            rgb[target++] = overWhite(pixel and 255, alpha)
        }
    }

    /** Opaque pixels of the bytes from `offset` on. */
    fun fromRgb(rgb: ByteArray, offset: Int, pixels: IntArray, count: Int) {
        var source = offset
        for (index in 0 until count) {
            val red = rgb[source++].toInt() and 255
            val green = rgb[source++].toInt() and 255
            val blue = rgb[source++].toInt() and 255
            pixels[index] = OPAQUE or (red shl 16) or (green shl 8) or blue
        }
    }

    private fun overWhite(value: Int, alpha: Int) =
        if (alpha == 255) value.toByte() else (255 - (255 - value) * alpha / 255).toByte()

    private const val OPAQUE = 255 shl 24
}
