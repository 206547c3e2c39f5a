package unittf.core

/**
 * A prefix code as JPEG files describe it.
 *
 * @param counts in hexadecimal: how many codes have 1, 2, … 16 bits.
 * @param symbols in hexadecimal, in the order of their codes.
 */
internal class HuffmanCode(counts: String, symbols: String) {
    private val countBytes = bytes(counts)
    private val symbolBytes = bytes(symbols)

    /** What the file says of it: [counts], then [symbols]. */
    val description: ByteArray get() = countBytes + symbolBytes

    /** Bits of the code of each symbol. */
    val codes = IntArray(256)

    /** Number of bits of the code of each symbol; 0 where it has none. */
    val lengths = IntArray(256)

    init {
        var code = 0
        var index = 0
        for (length in 1..16) {
            repeat(countBytes[length - 1].toInt()) {
                val symbol = symbolBytes[index++].toInt() and 255
                codes[symbol] = code++
                lengths[symbol] = length
            }
            code = code shl 1
        }
    }

    private fun bytes(hexadecimal: String) =
        hexadecimal.chunked(2).map { it.toInt(16).toByte() }.toByteArray()
}
