package unittf.core

/** The largest part in the middle of a picture that has a certain aspect. */
data class CoverCrop(val left: Int, val top: Int, val width: Int, val height: Int) {
    companion object {
        /** Of a picture of [width] x [height], for a target of [targetWidth] x [targetHeight]. */
        fun of(width: Int, height: Int, targetWidth: Int, targetHeight: Int): CoverCrop {
            require(minOf(width, height, targetWidth, targetHeight) >= 1) {
                "no picture of $width x $height covers one of $targetWidth x $targetHeight"
            }
            val wide = width.toLong() * targetHeight > height.toLong() * targetWidth
            val cropWidth =
                if (wide) part(height, targetWidth, targetHeight) else width
            val cropHeight =
                if (wide) height else part(width, targetHeight, targetWidth)
            val left = (width - cropWidth) / 2
            val top = (height - cropHeight) / 2
            return CoverCrop(left, top, cropWidth, cropHeight)
        }

        private fun part(length: Int, numerator: Int, denominator: Int): Int =
            maxOf(1L, length.toLong() * numerator / denominator).toInt()
    }
}
