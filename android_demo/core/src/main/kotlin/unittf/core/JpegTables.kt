package unittf.core

/** The tables that annex K of the JPEG standard (ITU-T T.81) suggests. */
internal object JpegTables {
    /** Places in row order of a block's values, by their order in the file. */
    val ZIGZAG = IntArray(64).also { order ->
        var row = 0
        var column = 0
        for (index in order.indices) {
            order[index] = 8 * row + column
            val rising = (row + column) % 2 == 0
            when {
                rising && column == 7 -> row++
                rising && row == 0 -> column++
                !rising && row == 7 -> column++
                !rising && column == 0 -> row++
                rising -> {
                    row--
                    column++
                }

                else -> {
                    row++
                    column--
                }
            }
        }
    }

    private val LUMINANCE = numbers(
        "16 11 10 16 24 40 51 61 12 12 14 19 26 58 60 55 14 13 16 24 40 57 69 56 " +
            "14 17 22 29 51 87 80 62 18 22 37 56 68 109 103 77 24 35 55 64 81 104 113 92 " +
            "49 64 78 87 103 121 120 101 72 92 95 98 112 100 103 99",
    )

    private val CHROMINANCE = numbers(
        "17 18 24 47 99 99 99 99 18 21 26 66 99 99 99 99 24 26 56 99 99 99 99 99 " +
            "47 66 99 99 99 99 99 99 " + "99 ".repeat(32).trim(),
    )

    /** Steps of light in row order, for a quality from 1 to 100 as most programs count it. */
    fun luminance(quality: Int) = scaled(LUMINANCE, quality)

    /** Steps of colour, likewise. */
    fun chrominance(quality: Int) = scaled(CHROMINANCE, quality)

    /** Codes of the differences of a block's mean. */
    val LUMINANCE_MEAN = HuffmanCode("00010501010101010100000000000000", "000102030405060708090a0b")
    val CHROMINANCE_MEAN =
        HuffmanCode("00030101010101010101010000000000", "000102030405060708090a0b")

    /** Codes of a block's other values. */
    val LUMINANCE_DETAIL = HuffmanCode(
        "0002010303020403050504040000017d",
        "01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282" +
            "090a161718191a25262728292a3435363738393a434445464748494a535455565758595a" +
            "636465666768696a737475767778797a838485868788898a92939495969798999a" +
            "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da" +
            "e1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa",
    )
    val CHROMINANCE_DETAIL = HuffmanCode(
        "00020102040403040705040400010277",
        "000102031104052131061241510761711322328108144291a1b1c109233352f0156272d1" +
            "0a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a" +
            "636465666768696a737475767778797a82838485868788898a92939495969798999a" +
            "a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da" +
            "e2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa",
    )

    private fun scaled(steps: IntArray, quality: Int): IntArray {
        val percent = if (quality < 50) 5000 / quality else 200 - 2 * quality
        return IntArray(64) { ((steps[it] * percent + 50) / 100).coerceIn(1, 255) }
    }

    private fun numbers(text: String) = text.split(" ").map { it.toInt() }.toIntArray()
}
